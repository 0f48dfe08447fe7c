/** The pace of a run that someone watches: at most so many steps a second. It changes no number of the run. */

/** Slower than this is a pause. */
export const SLOWEST = 0.01;

/** The stops of the slider, and the choices of the command; null: as fast as it goes. */
export const SPEEDS: readonly (number | null)[] = [1, 2, 5, 10, 20, 50, 100, 500, null];

/** A speed in words of the reader's language. */
export type SpeedText = 'As fast as it goes' | '1 step a second' | '{0} steps a second';

/** Steps a second in words (null: as fast as it goes); `write` puts them into the reader's language. */
export function formatSpeed(
  stepsPerSecond: number | null,
  write: (text: SpeedText, count: string) => string,
): string {
  if (stepsPerSecond === null) return write('As fast as it goes', '');
  if (stepsPerSecond === 1) return write('1 step a second', '1');
  return write('{0} steps a second', stepsPerSecond.toString());
}

/** True for steps a second that a run can be told, and for null: as fast as it goes. */
export function isSpeed(value: unknown): value is number | null {
  return value === null || (typeof value === 'number' && Number.isFinite(value) && value >= SLOWEST);
}
