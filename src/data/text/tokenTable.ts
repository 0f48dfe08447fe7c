/** Tokens by number, in typed arrays: some twenty bytes a token, where a map of strings takes a hundred. */

import type { Release } from '../types.ts';

const LEAST_SLOTS = 1024;

/** FNV-1a over code units (http://www.isthe.com/chongo/tech/comp/fnv/), its high bits mixed in. */
function hashOf(units: Uint16Array, start: number, end: number): number {
  let hash = 0x811c9dc5;
  for (let at = start; at < end; at++) hash = Math.imul(hash ^ (units[at] ?? 0), 0x01000193);
  return hash ^ (hash >>> 15);
}

export class TokenTable {
  size = 0;
  readonly #release: Release;
  /** Number + 1 of the token in each slot of the hash table, 0: none. Its length is a power of two. */
  #slots = new Uint32Array(LEAST_SLOTS);
  /** The tokens' code units, one after the other; token i begins at `#starts[i]`. */
  #units = new Uint16Array(LEAST_SLOTS * 2);
  #starts = new Uint32Array(LEAST_SLOTS / 2 + 1);

  constructor(release: Release) {
    this.#release = release;
  }

  /** The number of a token, −1 if it is not there. */
  find(units: Uint16Array, start: number, end: number): number {
    return (this.#slots[this.#slotOf(units, start, end)] ?? 0) - 1;
  }

  /** The number of a token, which is added if it is not there. */
  add(units: Uint16Array, start: number, end: number): number {
    const slot = this.#slotOf(units, start, end);
    const number = this.#slots[slot] ?? 0;
    if (number > 0) return number - 1;
    const at = this.#starts[this.size] ?? 0;
    const length = end - start;
    if (at + length > this.#units.length) {
      this.#units = this.#moved(this.#units, new Uint16Array((at + length) * 2));
    }
    for (let unit = 0; unit < length; unit++) this.#units[at + unit] = units[start + unit] ?? 0;
    this.#slots[slot] = ++this.size;
    this.#starts[this.size] = at + length;
    if (this.size * 2 >= this.#slots.length) this.#grow();
    return this.size - 1;
  }

  text(number: number): string {
    let text = '';
    const end = this.#starts[number + 1] ?? 0;
    for (let at = this.#starts[number] ?? 0; at < end; at++)
      text += String.fromCharCode(this.#units[at] ?? 0);
    return text;
  }

  /** By code units, as strings compare. */
  compare(one: number, other: number): number {
    const [first = 0, firstEnd = 0] = [this.#starts[one], this.#starts[one + 1]];
    const [second = 0, secondEnd = 0] = [this.#starts[other], this.#starts[other + 1]];
    const common = Math.min(firstEnd - first, secondEnd - second);
    for (let at = 0; at < common; at++) {
      const difference = (this.#units[first + at] ?? 0) - (this.#units[second + at] ?? 0);
      if (difference !== 0) return difference;
    }
    return firstEnd - first - (secondEnd - second);
  }

  /** Gives its memory back; it must not be used any more. */
  release(): void {
    for (const array of [this.#slots, this.#units, this.#starts]) this.#release(array);
  }

  /** The slot that holds the token, or the empty one where it belongs. */
  #slotOf(units: Uint16Array, start: number, end: number): number {
    const mask = this.#slots.length - 1;
    let slot = hashOf(units, start, end) & mask;
    for (;;) {
      const number = this.#slots[slot] ?? 0;
      if (number === 0 || this.#is(number - 1, units, start, end)) return slot;
      slot = (slot + 1) & mask;
    }
  }

  #is(number: number, units: Uint16Array, start: number, end: number): boolean {
    const own = this.#starts[number] ?? 0;
    if ((this.#starts[number + 1] ?? 0) - own !== end - start) return false;
    for (let at = start; at < end; at++) if (this.#units[own + at - start] !== units[at]) return false;
    return true;
  }

  #grow(): void {
    const { length } = this.#slots;
    this.#release(this.#slots);
    this.#slots = new Uint32Array(length * 2);
    this.#starts = this.#moved(this.#starts, new Uint32Array(length + 1));
    for (let number = 0; number < this.size; number++) {
      const slot = this.#slotOf(this.#units, this.#starts[number] ?? 0, this.#starts[number + 1] ?? 0);
      this.#slots[slot] = number + 1;
    }
  }

  #moved<T extends Uint16Array | Uint32Array>(from: T, to: T): T {
    to.set(from);
    this.#release(from);
    return to;
  }
}
