/** The missing parts of a run's record. */

/** The damage to the recorded numbers of a run after they were written. */
export interface RecordDamage {
  readonly places: number;
  readonly bytes: number;
  /** Steps that are missing because of that. */
  readonly steps: number;
  /** The first of them, as ranges with both ends. */
  readonly ranges: readonly (readonly [first: number, last: number])[];
}

/** From `step` on not every step and epoch was recorded: in the thinnest part every `every`-th. */
export interface Thinned {
  readonly step: number;
  readonly every: number;
}

/** The thinning of two parts of a run as one. */
export function mergeThinned(a: Thinned | undefined, b: Thinned | undefined): Thinned | undefined {
  if (!a || !b) return a ?? b;
  return { step: Math.min(a.step, b.step), every: Math.max(a.every, b.every) };
}
