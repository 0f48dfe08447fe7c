/** Rows seen before, by a hash of 64 bits of each: eight bytes a row instead of the row. */

/** More rows are not looked at: the table has at most 64 MB. */
const MOST_ROWS = 1 << 22;

export class RowHashes {
  duplicates = 0;
  #rows = 0;
  #bytes: Uint8Array = new Uint8Array(0);
  #view: DataView = new DataView(new ArrayBuffer(0));
  #low = new Uint32Array(1 << 10);
  #high = new Uint32Array(1 << 10);

  /** False once there are more rows than are looked at. */
  get isComplete(): boolean {
    return this.#rows <= MOST_ROWS;
  }

  /** Adds a row; true if an equal one was there. */
  add(bytes: Uint8Array, start: number, end: number): boolean {
    if (++this.#rows > MOST_ROWS) return false;
    const seen = this.#look(bytes, start, end, true);
    if (seen) this.duplicates++;
    else if (this.#rows - this.duplicates > this.#low.length / 2) this.#grow();
    return seen;
  }

  /** True if an equal row was added. */
  has(bytes: Uint8Array, start: number, end: number): boolean {
    return this.#look(bytes, start, end, false);
  }

  #look(bytes: Uint8Array, start: number, end: number, puts: boolean): boolean {
    if (this.#bytes !== bytes) {
      this.#bytes = bytes;
      this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    }
    const view = this.#view;
    // As FNV-1a and MurmurHash mix, four bytes at a time; rows that differ in one word never get the same hash.
    let low = 0x811c9dc5 ^ (end - start);
    let high = 0x2545f491;
    let at = start;
    for (; at + 4 <= end; at += 4) {
      const word = view.getInt32(at, true);
      low = Math.imul(low ^ word, 0x01000193);
      low ^= low >>> 15;
      high = Math.imul(high ^ word, 0x5bd1e995);
      high ^= high >>> 13;
    }
    for (; at < end; at++) {
      low = Math.imul(low ^ view.getUint8(at), 0x01000193);
      high = Math.imul(high ^ view.getUint8(at), 0x5bd1e995);
    }
    // Zero marks a free place.
    return this.#find(low >>> 0, (high ^ (high >>> 15) ^ low) >>> 0 || 1, puts);
  }

  #find(low: number, high: number, puts: boolean): boolean {
    const mask = this.#low.length - 1;
    for (let at = (low ^ (high >>> 7)) & mask; ; at = (at + 1) & mask) {
      if (this.#high[at] === 0) {
        if (!puts) return false;
        this.#low[at] = low;
        this.#high[at] = high;
        return false;
      }
      if (this.#low[at] === low && this.#high[at] === high) return true;
    }
  }

  #grow(): void {
    const [low, high] = [this.#low, this.#high];
    this.#low = new Uint32Array(low.length * 2);
    this.#high = new Uint32Array(low.length * 2);
    high.forEach((word, at) => {
      if (word !== 0) this.#find(low[at] ?? 0, word, true);
    });
  }
}
