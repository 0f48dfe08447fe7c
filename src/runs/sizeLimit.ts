/**
 * Keeps the metrics of a run within a size on disk. Nothing that is written is ever rewritten: the more of the limit is used, the
 * fewer steps and epochs are recorded. In the first fifth all are, in a fifth of what is left then every second, in a fifth of
 * what is left then every fourth, and so on: always those whose number is a multiple. Each part so holds 1.6 times as many steps
 * as the one before it, and late steps of a long run are not lost.
 *
 * Before that, a run that has taken 16 MB, or a twentieth of its limit, becomes a long one: from there on its steps are compact
 * records, which hold all series in about a third of the bytes, and of sixteen one is as before (`isWhole`).
 */
import type { Text } from '../base/problems/text.ts';
import { phrase } from '../base/problems/phrase.ts';
import type { Thinned } from '../run/recording.ts';

/** Share of what is left that remains when the stride doubles. */
const LEFT = 0.8;
/** From where on the stride stays the same: a hundredth of the limit is left. */
const LAST_PART = 20;
const LARGEST_STRIDE = 2 ** LAST_PART;
/** Bytes, and share of the limit, from which on records are compact. */
const COMPACT_FROM = 1 << 24;
const COMPACT_FROM_SHARE = 1 / 20;
/** Of so many steps one has its scalars in a long run, too. */
const WHOLE_EVERY = 16;

/** `bytes` of `limit` are written: steps and epochs whose number is a multiple of the result are recorded. A power of two. */
export function strideFor(bytes: number, limit: number): number {
  const left = Math.max(1 - bytes / limit, 0);
  // Rounding must not keep a part open whose bytes are all written.
  const part = Math.floor(Math.log(left) / Math.log(LEFT) + 1e-9);
  return 2 ** Math.min(part, LAST_PART);
}

/** Rows of a frame that are recorded: the first one, and each `every`-th from there. */
export interface KeptRows {
  readonly first: number;
  readonly every: number;
  readonly count: number;
  /** The run is a long one: only some of them have a record with all scalars. */
  readonly isLong: boolean;
}

/** Approximate bytes of one row, at first and in a long run. */
export interface RowBytes {
  readonly whole: number;
  readonly compact: number;
}

/** Bytes of a record on average, where of sixteen one has all scalars. */
export function averageBytes(whole: number, compact: number): number {
  return compact + (whole - compact) / WHOLE_EVERY;
}

/**
 * True if the step has all scalars in a long run: the first one of every sixteen. `before`: the step recorded before
 * it, of multiples of `every`.
 */
export function isWhole(step: number, before: number, every: number): boolean {
  const size = every * WHOLE_EVERY;
  return Math.floor(step / size) > Math.floor(before / size);
}

export class SizeLimit {
  readonly #limit: number;
  #bytes: number;

  /** `bytes`: written before; Infinity as the limit is none. */
  constructor(limit: number, bytes: number) {
    this.#limit = limit;
    this.#bytes = bytes;
  }

  /** True if so many bytes more are within the limit. */
  holds(bytes: number): boolean {
    return this.#bytes + bytes <= this.#limit;
  }

  wrote(bytes: number): void {
    this.#bytes += bytes;
  }

  /**
   * Of `count` rows with the numbers `number`, `number + 1` …, those from `from` on that are recorded, as many as fit until the stride
   * changes or the run becomes a long one. Call `wrote`, and ask again behind them, until none are left.
   */
  next(number: number, count: number, from: number, rowBytes: RowBytes): KeptRows {
    const compactFrom = Math.min(COMPACT_FROM, this.#limit * COMPACT_FROM_SHARE);
    const isLong = this.#bytes >= compactFrom;
    const every = strideFor(this.#bytes, this.#limit);
    const first = from + ((every - ((number + from) % every)) % every);
    const there = Math.max(0, Math.ceil((count - first) / every));
    if (every === LARGEST_STRIDE) return { first, every, count: there, isLong };
    const end = isLong ? this.#limit * (1 - LEFT ** (Math.log2(every) + 1)) : compactFrom;
    const room = Math.ceil((end - this.#bytes) / (isLong ? rowBytes.compact : rowBytes.whole));
    return { first, every, count: Math.min(there, Math.max(1, room)), isLong };
  }
}

/** In one line. */
export function thinnedText({ step, every }: Thinned): Text {
  return every === 2
    ? phrase(
        'To keep the run within its size limit, from step {step} on not every step and epoch is recorded: every second.',
        { step },
      )
    : phrase(
        'To keep the run within its size limit, from step {step} on not every step and epoch is recorded: every second, then fewer, at last every {every}th.',
        { step, every },
      );
}
