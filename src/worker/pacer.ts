/** Slows training down so that a person can follow it: at most so many steps a second by the clock. */

/** Steps that were not made in time are caught up with only as far as these milliseconds go. */
const CATCH_UP_MS = 100;

export class Pacer {
  #stepsPerSecond: number | null = null;
  /** Milliseconds at which the last of the steps made so far was due. */
  #madeUntil = 0;

  /** Steps a second; null: as fast as it goes. */
  get stepsPerSecond(): number | null {
    return this.#stepsPerSecond;
  }

  /** From `now`, in milliseconds. */
  set(stepsPerSecond: number | null, now: number): void {
    this.#stepsPerSecond = stepsPerSecond;
    this.#madeUntil = now;
  }

  /** Milliseconds from `now` until a step is due; 0: one is due. */
  wait(now: number): number {
    const step = this.#stepMs();
    return Math.max(0, this.#madeUntil + step - now);
  }

  /** Steps that are due at `now`; infinite without a pace. */
  due(now: number): number {
    const step = this.#stepMs();
    if (step === 0) return Infinity;
    this.#madeUntil = Math.max(this.#madeUntil, now - step - CATCH_UP_MS);
    return Math.max(0, Math.floor((now - this.#madeUntil) / step + 1e-9));
  }

  /** So many steps have been made. */
  made(steps: number): void {
    this.#madeUntil += steps * this.#stepMs();
  }

  #stepMs(): number {
    return this.#stepsPerSecond === null ? 0 : 1000 / this.#stepsPerSecond;
  }
}
