/**
 * The moment that all pictures of a run show: the pointer's while it is over one of them, else a recorded step that the
 * user has gone back to, else the present.
 */
import type { XAxisName } from './data/axis.ts';
import type { RunData } from './data/runData.ts';

/** The size of a move through the record. */
export type Stride = 'step' | 'epoch';

export class TimeCursor {
  /** The x of the pointer (or of the reading keys of a chart); shared by all charts. */
  pointerX: number | null = null;
  readonly #onMove: () => void;
  #data: RunData | null = null;
  #axis: XAxisName = 'step';
  #still = false;
  #length = 0;
  /** The step looked back at; null: the present. */
  #step: number | null = null;

  /** `onMove` hears that another moment is to be shown. */
  constructor(onMove: () => void) {
    this.#onMove = onMove;
  }

  /**
   * Keeps to a run before each drawing. One that goes on, or has more steps than before, is shown as it is: new steps are
   * never hidden by an old moment.
   */
  follow(data: RunData, axis: XAxisName, still: boolean): void {
    if (!still || data.length > this.#length) this.#step = null;
    this.#data = data;
    this.#axis = axis;
    this.#still = still;
    this.#length = data.length;
  }

  /** Forgets the run: another one comes into view. */
  reset(): void {
    this.#data = null;
    this.#still = false;
    this.#step = null;
    this.#length = 0;
  }

  /** True where one can go back: the run stands still, and more than one step of it is recorded. */
  get canMove(): boolean {
    return this.#still && this.#length > 1;
  }

  /** The recorded step that is looked back at; null: the present. */
  get step(): number | null {
    return this.#step;
  }

  /** The row of what is in view among the recorded steps: of the present the last one. */
  get row(): number {
    if (this.#data === null) return -1;
    return this.#step === null ? this.#length - 1 : this.#data.axes.step.nearest(this.#step);
  }

  /** The row of the last recorded step; −1 if there is none. */
  get lastRow(): number {
    return this.#length - 1;
  }

  /** The x of the step that is looked back at; null: the present. */
  get heldX(): number | null {
    return this.#step === null ? null : (this.#data?.xOfStep(this.#axis, this.#step) ?? null);
  }

  /** The x that pictures show: the pointer's, else that of the step that is looked back at. */
  get x(): number | null {
    return this.pointerX ?? this.heldX;
  }

  /** Goes on or back by one recorded step, or to the end of an epoch; beyond the last one is the present. */
  move(direction: 1 | -1, stride: Stride): void {
    const data = this.#data;
    if (data === null || !this.canMove) return;
    if (stride === 'step') {
      this.goToRow(this.row + direction);
      return;
    }
    const ends = data.epochs.axes.step;
    const from = data.axes.step.at(this.row);
    const next = direction > 0 ? ends.lowerBound(from + 1) : ends.lowerBound(from) - 1;
    if (next < 0) this.goToRow(0);
    else if (next >= ends.length) this.goToPresent();
    else this.goToRow(data.axes.step.nearest(ends.at(next)));
  }

  /** Goes to a recorded row, or the nearest there is. */
  goToRow(row: number): void {
    if (this.#data === null || !this.canMove) return;
    const last = this.#length - 1;
    this.#go(row >= last ? null : this.#data.axes.step.at(Math.max(0, row)));
  }

  /** Goes to the recorded step nearest to an x. */
  goToX(x: number): void {
    if (this.#data !== null && Number.isFinite(x)) this.goToRow(this.#data.axes[this.#axis].nearest(x));
  }

  goToPresent(): void {
    this.#go(null);
  }

  #go(step: number | null): void {
    if (step === this.#step) return;
    this.#step = step;
    this.#onMove();
  }
}
