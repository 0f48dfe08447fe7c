/**
 * Runs that are not worth going on. The rule looks at the run alone, never at the others: so the results of a comparison are the
 * same in whatever order its runs are made.
 */
import type { EpochRecord } from '../../run/epochs.ts';

/** The share of its steps that each run gets. */
const LEAST_SHARE = 0.2;
/** Above the loss that it began with by this factor, a run has been learning nothing. */
const ABOVE_START = 1.5;

/** True if a run of `totalSteps` has, at the end of this epoch, a loss well above that of its first step. */
export function isHopeless(
  { step, train }: Pick<EpochRecord, 'step' | 'train'>,
  startLoss: number | null,
  totalSteps: number,
): boolean {
  const loss = train['loss'];
  if (loss === undefined || startLoss === null || startLoss <= 0) return false;
  if (step >= totalSteps || step < totalSteps * LEAST_SHARE) return false;
  return !(loss <= startLoss * ABOVE_START);
}
