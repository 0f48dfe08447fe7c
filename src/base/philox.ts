/**
 * Philox 4×32-10 (Salmon et al. 2011, "Parallel random numbers: as easy as 1, 2, 3"): a counter-based
 * generator, so a draw depends on what it is for and never on what ran before it.
 */

/** One key per purpose: streams with different keys are independent. */
export const STREAM = { init: 1, split: 2, shuffle: 3, dropout: 4, augment: 5, synthetic: 6 } as const;
export type StreamName = keyof typeof STREAM;

const MULTIPLIER_0 = 0xd2511f53;
const MULTIPLIER_1 = 0xcd9e8d57;
const WEYL_0 = 0x9e3779b9;
const WEYL_1 = 0xbb67ae85;

/** High 32 bits of the 64-bit product of two unsigned 32-bit integers. */
function multiplyHigh(a: number, b: number): number {
  const a0 = a & 0xffff;
  const a1 = a >>> 16;
  const b0 = b & 0xffff;
  const b1 = b >>> 16;
  const low = a0 * b0;
  const middle = a1 * b0 + (low >>> 16);
  const middleLow = (middle & 0xffff) + a0 * b1;
  return (a1 * b1 + Math.floor(middle / 0x10000) + Math.floor(middleLow / 0x10000)) >>> 0;
}

/** Writes the four 32-bit words of block `(c0, c1, c2, c3)` under key `(k0, k1)` to `out`. */
export function philox(
  k0: number,
  k1: number,
  c0: number,
  c1: number,
  c2: number,
  c3: number,
  out: Uint32Array,
): void {
  let x0 = c0 >>> 0;
  let x1 = c1 >>> 0;
  let x2 = c2 >>> 0;
  let x3 = c3 >>> 0;
  let key0 = k0 >>> 0;
  let key1 = k1 >>> 0;
  for (let round = 0; round < 10; round++) {
    const high0 = multiplyHigh(MULTIPLIER_0, x0);
    const low0 = Math.imul(MULTIPLIER_0, x0) >>> 0;
    const high1 = multiplyHigh(MULTIPLIER_1, x2);
    const low1 = Math.imul(MULTIPLIER_1, x2) >>> 0;
    x0 = (high1 ^ x1 ^ key0) >>> 0;
    x1 = low1;
    x2 = (high0 ^ x3 ^ key1) >>> 0;
    x3 = low0;
    key0 = (key0 + WEYL_0) >>> 0;
    key1 = (key1 + WEYL_1) >>> 0;
  }
  out[0] = x0;
  out[1] = x1;
  out[2] = x2;
  out[3] = x3;
}

/** FNV-1a over UTF-16 code units: turns a layer id or parameter name into a counter word. */
export function hash32(text: string): number {
  let hash = 0x811c9dc5;
  for (let index = 0; index < text.length; index++) {
    hash = Math.imul(hash ^ text.charCodeAt(index), 0x01000193);
  }
  return hash >>> 0;
}

/**
 * A sequence of draws from one stream. `(a, b, c)` name what the draws are for, such as a layer and a step;
 * the fourth counter word counts blocks of four draws.
 */
export class RandomStream {
  readonly #seed: number;
  readonly #key: number;
  readonly #a: number;
  readonly #b: number;
  readonly #c: number;
  readonly #block = new Uint32Array(4);
  #next = 0;

  constructor(seed: number, stream: StreamName, a = 0, b = 0, c = 0) {
    this.#seed = seed;
    this.#key = STREAM[stream];
    this.#a = a;
    this.#b = b;
    this.#c = c;
  }

  /** Uniform integer in [0, 2³²). */
  uint32(): number {
    const lane = this.#next & 3;
    if (lane === 0) philox(this.#seed, this.#key, this.#next >>> 2, this.#a, this.#b, this.#c, this.#block);
    this.#next++;
    return this.#block[lane] ?? 0;
  }

  /** Uniform in [0, 1), multiples of 2⁻³². */
  uniform(): number {
    return this.uint32() / 0x1_0000_0000;
  }

  /** Standard normal by Box–Muller; takes two draws. */
  normal(): number {
    const radius = Math.sqrt(-2 * Math.log(1 - this.uniform()));
    return radius * Math.cos(2 * Math.PI * this.uniform());
  }

  /** Uniform integer in [0, bound), bound ≤ 2³²; the bias is below bound / 2³². */
  below(bound: number): number {
    return Math.floor(this.uniform() * bound);
  }

  /** Fisher–Yates shuffle in place. */
  shuffle(items: Uint32Array): void {
    for (let last = items.length - 1; last > 0; last--) {
      const other = this.below(last + 1);
      const kept = items[last] ?? 0;
      items[last] = items[other] ?? 0;
      items[other] = kept;
    }
  }
}
