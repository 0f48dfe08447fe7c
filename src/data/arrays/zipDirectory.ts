/** The directory at the end of a zip archive: what the checksums of its entries are. */

/** The last record, with its comment at its longest. */
const LONGEST_END = 22 + 0xffff;
/** Of the directory before it, so many bytes are kept: some 2,000 entries. */
const LONGEST_DIRECTORY = 1 << 17;
const END = 0x06_05_4b_50;
const ENTRY = 0x02_01_4b_50;
const ENTRY_BYTES = 46;

/** Keeps the last bytes of an archive while its pieces go by. */
export class ZipDirectory {
  readonly #bytes = new Uint8Array(LONGEST_DIRECTORY + LONGEST_END);
  readonly #view = new DataView(this.#bytes.buffer);

  add(piece: Uint8Array): void {
    const end = piece.subarray(-this.#bytes.length);
    this.#bytes.copyWithin(0, end.length);
    this.#bytes.set(end, this.#bytes.length - end.length);
  }

  /** Offset of the last record; undefined if there is none: then entries may be missing. */
  get end(): number | undefined {
    for (let at = this.#bytes.length - 22; at >= 0; at--) if (this.#at(at) === END) return at;
    return undefined;
  }

  /** The CRC-32 of each entry's unpacked bytes, of the entries that the kept bytes tell. */
  checksums(): ReadonlyMap<string, number> {
    const sums = new Map<string, number>();
    const { end } = this;
    if (end === undefined) return sums;
    let at = end - this.#at(end + 12);
    while (at >= 0 && at + ENTRY_BYTES <= end && this.#at(at) === ENTRY) {
      const lengths = [28, 30, 32].map((offset) => this.#view.getUint16(at + offset, true));
      const [name = 0] = lengths;
      const start = at + ENTRY_BYTES;
      sums.set(new TextDecoder().decode(this.#bytes.subarray(start, start + name)), this.#at(at + 16));
      at = lengths.reduce((sum, length) => sum + length, start);
    }
    return sums;
  }

  #at(offset: number): number {
    return this.#view.getUint32(offset, true);
  }
}
