/** Measures that several rules take. */
import { integer, number } from '../../../base/schema/primitives.ts';
import type { Cell, Course, Tools } from '../rule.ts';

export const positive = number({ exclusiveMinimum: 0 });
export const share = number({ minimum: 0, maximum: 1 });
export const count = integer({ minimum: 1 });

/** A network has learnt once its loss is below this share of the loss of knowing nothing. */
export function isAbove({ recent, scale }: Course, part: number): boolean {
  return recent >= part * scale;
}

/** A number with three digits, as sentences have it. */
export function digits(value: number): string {
  return Number.isFinite(value) ? String(Number(value.toPrecision(3))) : String(value);
}

/** Largest part of a decade that the usual value moves at a check: a spike hardly moves it. */
const MOST_MOVE = 0.3;

/** The usual size of positive numbers: a mean of their logarithms that spikes hardly move. */
export class Usual {
  readonly #log: Cell;
  readonly #count: Cell;
  readonly #window: number;

  constructor(tools: Tools, window: number) {
    this.#window = window;
    this.#log = tools.cell();
    this.#count = tools.cell();
  }

  /** Values taken in. */
  get count(): number {
    return this.#count.value;
  }

  /** 0 before the first value. */
  get value(): number {
    return this.count === 0 ? 0 : 10 ** this.#log.value;
  }

  /** Takes in a value; one that is not positive and finite says nothing about sizes. */
  take(value: number): void {
    if (!(value > 0) || value === Infinity) return;
    const log = Math.log10(value);
    const known = (this.#count.value += 1);
    if (known === 1) this.#log.value = log;
    else {
      const move = Math.max(-MOST_MOVE, Math.min(MOST_MOVE, log - this.#log.value));
      this.#log.value += move / Math.min(known, this.#window) ** 0.5 / 2;
    }
  }
}

/** A mean of the latest values. */
export class Recent {
  readonly #mean: Cell;
  readonly #count: Cell;
  readonly #window: number;

  constructor(tools: Tools, window: number) {
    this.#window = window;
    this.#mean = tools.cell();
    this.#count = tools.cell();
  }

  get count(): number {
    return this.#count.value;
  }

  get mean(): number {
    return this.#mean.value;
  }

  take(value: number): void {
    if (!Number.isFinite(value)) return;
    this.#count.value += 1;
    this.#mean.value += (value - this.#mean.value) / Math.min(this.#count.value, this.#window);
  }
}
