/** Early stopping, and the values that are watched at each epoch's end. */
import { improves, type MonitorState } from '../../kinds/monitor.ts';
import type { EpochRecord } from '../../run/epochs.ts';
import type { TrainingSpec } from '../../format/types.ts';

/** The value at a path such as `validation.loss`; without validation data that of the training metric. */
export function monitored(record: EpochRecord, path: string): number {
  const dot = path.indexOf('.');
  const name = path.slice(dot + 1);
  const values = path.startsWith('validation.') ? (record.validation ?? record.train) : record.train;
  return values[name] ?? NaN;
}

export interface StoppingVerdict {
  readonly improved: boolean;
  readonly stop: boolean;
}

/** Keras EarlyStopping (callbacks/early_stopping.py): never stops after the very first epoch. */
export function watchForStop(
  rule: NonNullable<TrainingSpec['earlyStopping']>,
  state: MonitorState,
  record: EpochRecord,
): StoppingVerdict {
  const value = monitored(record, rule.monitor);
  state.wait++;
  if (improves(rule.monitor, value, state.best, rule.minDelta)) {
    state.best = value;
    state.wait = 0;
    return { improved: true, stop: false };
  }
  return { improved: false, stop: state.wait >= rule.patience && record.epoch > 1 };
}
