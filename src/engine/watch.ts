/** What an epoch's end is watched for: early stopping, the plateau schedule, the best checkpoint. */
import type { LiveSettings } from '../protocol/controls.ts';
import type { EpochRecord } from '../protocol/types.ts';
import type { ResolvedSpec } from '../spec/types.ts';
import { improves, monitored, watchForPlateau, watchForStop } from './monitors.ts';
import type { Progress } from './state.ts';

export interface Watched {
  /** The epoch is the best so far by `checkpoint.best`. */
  readonly best: boolean;
  /** It is the best so far for early stopping. */
  readonly improved: boolean;
}

/** Ends the run in `progress`, or lowers the learning rate in `settings`, where it is time to. */
export function watchEpoch(
  { semantics, training }: ResolvedSpec,
  progress: Progress,
  { learningRate }: LiveSettings,
  record: EpochRecord,
): Watched {
  const { earlyStopping, learningRateSchedule: schedule, checkpoint } = training;
  let improved = false;
  if (earlyStopping) {
    const verdict = watchForStop(earlyStopping, progress.stopping, record);
    ({ improved } = verdict);
    if (verdict.stop) progress.finished = 'earlyStopping';
  }
  if (schedule.type === 'reduceOnPlateau')
    learningRate.value = watchForPlateau(schedule, progress.plateau, record, learningRate.value, semantics);
  const value = monitored(record, checkpoint.best);
  const best = improves(checkpoint.best, value, progress.best.best, 0);
  if (best) progress.best.best = value;
  return { best, improved };
}
