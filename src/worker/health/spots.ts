/** The places that rules look at, with the checks that open and end a finding. */
import type { Cell, Hysteresis, Level, Spot, Told } from '../../kinds/rules/rule.ts';
import type { FindingNote } from '../../run/events/findings.ts';

/** A finding that comes back within so many steps, or this part of the run so far, goes on: many would say no more. */
const APART_STEPS = 50;
const APART_SHARE = 0.25;
/** Findings of one rule and place; after these the last one goes on whenever it comes back. */
const MOST = 8;

export interface SpotOptions extends Hysteresis {
  readonly rule: string;
  readonly layer: string | null;
  readonly cell: () => Cell;
  readonly tell: (note: FindingNote) => void;
}

export class FindingSpot implements Spot {
  readonly #options: SpotOptions;
  /** Checks that agree; while open, those that may still disagree. */
  readonly #count: Cell;
  /** Level of the finding that is open. */
  readonly #level: Cell;
  /** Its first step, its last step so far, and the number of findings. */
  readonly #since: Cell;
  readonly #until: Cell;
  readonly #times: Cell;
  /** First step of the checks that agree. */
  readonly #candidate: Cell;

  constructor(options: SpotOptions) {
    const { cell } = options;
    this.#options = options;
    this.#count = cell();
    this.#level = cell();
    this.#since = cell();
    this.#until = cell();
    this.#times = cell();
    this.#candidate = cell();
  }

  get open(): boolean {
    return this.#level.value > 0;
  }

  check(step: number, level: Level, told: () => Told, weight = 1): void {
    const count = this.#count;
    if (level === 0) {
      if (count.value === 0) return;
      count.value -= 1;
      if (count.value === 0) this.end(this.#until.value);
      return;
    }
    const { needed, calm } = this.#options;
    if (this.open) {
      this.#until.value = step;
      count.value = calm;
      if (level > this.#level.value) this.#tell(step, level, told());
      return;
    }
    if (count.value === 0) this.#candidate.value = step;
    count.value = Math.min(needed, count.value + weight);
    if (count.value < needed) return;
    count.value = calm;
    this.#begin(step);
    this.#tell(step, level, told());
  }

  end(until: number): void {
    this.#count.value = 0;
    if (!this.open) return;
    this.#level.value = 0;
    const { rule, layer, tell } = this.#options;
    this.#until.value = until;
    tell({ rule, layer, since: this.#since.value, until });
  }

  #begin(step: number): void {
    const apart = Math.max(APART_STEPS, APART_SHARE * step);
    const near = this.#candidate.value - this.#until.value <= apart || this.#times.value >= MOST;
    if (this.#times.value === 0 || !near) {
      this.#since.value = this.#candidate.value;
      this.#times.value += 1;
    }
    this.#until.value = step;
  }

  #tell(step: number, level: Level, { value, threshold, text }: Told): void {
    this.#level.value = level;
    const { rule, layer, tell } = this.#options;
    const severity = level === 2 ? 'error' : 'warning';
    tell({ rule, layer, severity, since: this.#since.value, step, value, threshold, until: null, ...text });
  }
}
