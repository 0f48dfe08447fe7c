/**
 * A growing column of numbers with a pyramid of extremes over it. A chart asks for the lowest and the highest
 * value between two rows and gets them in O(log n), so that a million steps are drawn as fast as a thousand
 * and a spike of a single step is never lost.
 *
 * Values are kept as float32 (half the memory; a picture and a tooltip need no more). A value that is not
 * finite is a gap: it is no extreme, and its first place in a range is reported.
 */

/** "No such row" in `Extremes`. */
export const NO_ROW = 0xffffffff;

/** Rows per bucket of the lowest level; each level above halves the number of buckets. */
const LEAF = 16;
const LEAF_SHIFT = 4;

/** Rows of the lowest value, the highest value and the first gap in a range, or `NO_ROW`. */
export interface Extremes {
  low: number;
  high: number;
  gap: number;
}

interface Level {
  low: Uint32Array;
  high: Uint32Array;
  gap: Uint32Array;
}

function newLevel(buckets: number): Level {
  return { low: new Uint32Array(buckets), high: new Uint32Array(buckets), gap: new Uint32Array(buckets) };
}

function grown(level: Level, buckets: number): Level {
  if (level.low.length >= buckets) return level;
  const larger = newLevel(Math.max(buckets, Math.ceil(level.low.length * 1.5), 4));
  larger.low.set(level.low);
  larger.high.set(level.high);
  larger.gap.set(level.gap);
  return larger;
}

export class Column {
  #values: Float32Array;
  #length = 0;
  /** Rows below this one are in the pyramid: it is built when it is asked for, not with every row. */
  #built = 0;
  readonly #levels: Level[] = [];

  /** `capacity` rows are allotted at once; the column grows beyond them when needed. */
  constructor(capacity = 256) {
    this.#values = new Float32Array(Math.max(1, capacity));
  }

  get length(): number {
    return this.#length;
  }

  /** The value at `row`; NaN outside the column. */
  at(row: number): number {
    return row < this.#length ? (this.#values[row] ?? NaN) : NaN;
  }

  /** Appends `count` values of `source`, starting at `offset`, `stride` apart (a column of a row-major table). */
  append(source: ArrayLike<number>, offset: number, stride: number, count: number): void {
    const start = this.#length;
    this.#reserve(start + count);
    const values = this.#values;
    for (let row = 0; row < count; row += 1) values[start + row] = source[offset + row * stride] ?? NaN;
    this.#length = start + count;
  }

  /** Lowest, highest and first gap among the rows `from … to − 1`; written into `found`. */
  extremes(from: number, to: number, found: Extremes): Extremes {
    found.low = found.high = found.gap = NO_ROW;
    if (this.#built < this.#length) {
      this.#rebuild(this.#built);
      this.#built = this.#length;
    }
    const end = Math.min(to, this.#length);
    let first = (from + LEAF - 1) >> LEAF_SHIFT;
    let last = end >> LEAF_SHIFT;
    if (first >= last) {
      this.#scan(from, end, found);
      return found;
    }
    this.#scan(from, first << LEAF_SHIFT, found);
    const tail = last << LEAF_SHIFT;
    for (const level of this.#levels) {
      if (first >= last) break;
      if ((first & 1) === 1) this.#merge(level, first++, found);
      if ((last & 1) === 1) this.#merge(level, --last, found);
      first >>= 1;
      last >>= 1;
    }
    this.#scan(tail, end, found);
    return found;
  }

  #reserve(rows: number): void {
    if (rows <= this.#values.length) return;
    const larger = new Float32Array(Math.max(rows, Math.ceil(this.#values.length * 1.5)));
    larger.set(this.#values);
    this.#values = larger;
  }

  /** Brings every bucket at or after `row` up to date. */
  #rebuild(row: number): void {
    const scratch: Extremes = { low: NO_ROW, high: NO_ROW, gap: NO_ROW };
    let first = row >> LEAF_SHIFT;
    let buckets = Math.ceil(this.#length / LEAF);
    const leaves = grown(this.#levels[0] ?? newLevel(buckets), buckets);
    this.#levels[0] = leaves;
    for (let bucket = first; bucket < buckets; bucket += 1) {
      scratch.low = scratch.high = scratch.gap = NO_ROW;
      this.#scan(bucket * LEAF, Math.min(this.#length, (bucket + 1) * LEAF), scratch);
      leaves.low[bucket] = scratch.low;
      leaves.high[bucket] = scratch.high;
      leaves.gap[bucket] = scratch.gap;
    }
    let below = leaves;
    for (let depth = 1; buckets > 1; depth += 1) {
      const belowBuckets = buckets;
      first >>= 1;
      buckets = (buckets + 1) >> 1;
      const level = grown(this.#levels[depth] ?? newLevel(buckets), buckets);
      this.#levels[depth] = level;
      for (let bucket = first; bucket < buckets; bucket += 1) {
        scratch.low = scratch.high = scratch.gap = NO_ROW;
        this.#merge(below, bucket * 2, scratch);
        if (bucket * 2 + 1 < belowBuckets) this.#merge(below, bucket * 2 + 1, scratch);
        level.low[bucket] = scratch.low;
        level.high[bucket] = scratch.high;
        level.gap[bucket] = scratch.gap;
      }
      below = level;
    }
  }

  #scan(from: number, to: number, found: Extremes): void {
    for (let row = from; row < to; row += 1) this.#consider(row, row, found);
    if (found.gap !== NO_ROW) return;
    for (let row = from; row < to; row += 1) {
      if (!Number.isFinite(this.#values[row])) {
        found.gap = row;
        return;
      }
    }
  }

  #merge(level: Level, bucket: number, found: Extremes): void {
    this.#consider(level.low[bucket] ?? NO_ROW, level.high[bucket] ?? NO_ROW, found);
    const gap = level.gap[bucket] ?? NO_ROW;
    if (gap < found.gap) found.gap = gap;
  }

  #consider(low: number, high: number, found: Extremes): void {
    const values = this.#values;
    const lowValue = values[low] ?? NaN;
    if (Number.isFinite(lowValue) && !(lowValue >= (values[found.low] ?? Infinity))) found.low = low;
    const highValue = values[high] ?? NaN;
    if (Number.isFinite(highValue) && !(highValue <= (values[found.high] ?? -Infinity))) found.high = high;
  }
}
