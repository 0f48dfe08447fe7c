/** The checks at an epoch's end: early stopping, the plateau schedule, the best checkpoint. */
import { hasFinished } from '../../run/status.ts';
import { type NnError, toldBy } from '../../base/errors.ts';
import type { LiveSettings } from '../../run/controls/settings.ts';
import type { EndReason, RunEnd, RunWeights } from '../../run/run.ts';
import type { EpochRecord } from '../../run/epochs.ts';
import type { ResolvedSpec, TrainingSpec } from '../../format/types.ts';
import { improves } from '../../kinds/monitor.ts';
import { scheduleKind } from '../../kinds/schedules/table.ts';
import { monitored, watchForStop } from './monitors.ts';
import type { Progress } from '../state.ts';

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
  const kind = scheduleKind(schedule);
  if (kind.watch && 'monitor' in schedule) {
    const watched = { value: monitored(record, schedule.monitor), state: progress.plateau, semantics };
    learningRate.value = kind.watch({ ...watched, learningRate: learningRate.value }, schedule);
  }
  const value = monitored(record, checkpoint.best);
  const best = improves(checkpoint.best, value, progress.best.best, 0);
  if (best) progress.best.best = value;
  return { best, improved };
}

/** The end of a run; the test result comes to it where there is one. */
export function endOf(
  progress: Progress,
  reason: EndReason,
  earlyStopping: TrainingSpec['earlyStopping'],
  failure: NnError | undefined,
): RunEnd {
  const { epochs, step, seconds } = progress;
  return {
    ...{ reason, epochs, steps: step, seconds },
    ...(failure ? toldBy(failure) : {}),
    ...weightsOf(progress, reason, earlyStopping),
  };
}

/** The weights that a run ends with; absent if a checkpoint of an earlier version does not know its best epoch. */
function weightsOf(
  { kept, epochs, stepsOfEpoch, step }: Progress,
  reason: EndReason,
  earlyStopping: TrainingSpec['earlyStopping'],
): { readonly weights?: RunWeights } {
  if (earlyStopping?.restoreBest === true && hasFinished(reason))
    return kept ? { weights: { kind: 'restored', ...kept, monitor: earlyStopping.monitor } } : {};
  return { weights: { kind: 'last', epoch: stepsOfEpoch > 0 ? epochs + 1 : epochs, step, monitor: null } };
}
