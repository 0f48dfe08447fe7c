/** What watches a value at each epoch's end: early stopping, the plateau schedule, the best checkpoint. */
import { metricFacts } from '../../kinds/metrics/table.ts';
import type { EpochRecord } from '../../run/epochs.ts';
import type { Schedule, Semantics, TrainingSpec } from '../../format/types.ts';

/** The value at a path such as `validation.loss`; without validation data that of the training metric. */
export function monitored(record: EpochRecord, path: string): number {
  const dot = path.indexOf('.');
  const name = path.slice(dot + 1);
  const values = path.startsWith('validation.') ? (record.validation ?? record.train) : record.train;
  return values[name] ?? NaN;
}

function moreIsBetter(path: string): boolean {
  return metricFacts(path.slice(path.indexOf('.') + 1))?.better === 'higher';
}

/** Better than `best` by more than `minDelta`; any number is better than nothing. Keras: monitor_callback.py. */
export function improves(path: string, value: number, best: number | null, minDelta: number): boolean {
  if (Number.isNaN(value)) return false;
  if (best === null) return true;
  return moreIsBetter(path) ? value - minDelta > best : value + minDelta < best;
}

/** Better by more than the share `minDelta` of `best`. PyTorch: `threshold_mode="rel"` of optim/lr_scheduler.py. */
function improvesByShare(path: string, value: number, best: number | null, minDelta: number): boolean {
  if (Number.isNaN(value)) return false;
  if (best === null) return true;
  return moreIsBetter(path) ? value > best * (1 + minDelta) : value < best * (1 - minDelta);
}

/** JSON state of a monitor; part of a checkpoint. */
export interface MonitorState {
  best: number | null;
  wait: number;
  cooldown: number;
}

export function createMonitorState(): MonitorState {
  return { best: null, wait: 0, cooldown: 0 };
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

type PlateauRule = Extract<Schedule, { type: 'reduceOnPlateau' }>;

/** Keras (callbacks/reduce_lr_on_plateau.py): the epoch that ends a cooldown counts, and `patience` epochs suffice. */
function plateauOfKeras(rule: PlateauRule, state: MonitorState, improved: boolean): boolean {
  if (state.cooldown > 0) {
    state.cooldown--;
    state.wait = 0;
  }
  if (improved) state.wait = 0;
  else if (state.cooldown === 0) state.wait++;
  return state.wait > 0 && state.wait >= rule.patience;
}

/** PyTorch does not lower a rate by less than this (`eps` of ReduceLROnPlateau). */
const PYTORCH_LEAST_FALL = 1e-8;

/** PyTorch (optim/lr_scheduler.py): it takes one epoch more than `patience`. */
function plateauOfPytorch(rule: PlateauRule, state: MonitorState, improved: boolean): boolean {
  state.wait = improved ? 0 : state.wait + 1;
  if (state.cooldown > 0) {
    state.cooldown--;
    state.wait = 0;
  }
  return state.wait > rule.patience;
}

/** ReduceLROnPlateau of the framework that `semantics` names. Returns the learning rate to go on with. */
export function watchForPlateau(
  rule: PlateauRule,
  state: MonitorState,
  record: EpochRecord,
  learningRate: number,
  semantics: Semantics,
): number {
  const value = monitored(record, rule.monitor);
  const better = rule.minDeltaMode === 'relative' ? improvesByShare : improves;
  const improved = better(rule.monitor, value, state.best, rule.minDelta);
  if (improved) state.best = value;
  const keras = semantics === 'keras';
  const waits = keras ? plateauOfKeras : plateauOfPytorch;
  if (!waits(rule, state, improved) || (keras && learningRate <= rule.minLearningRate)) return learningRate;
  state.cooldown = rule.cooldown;
  state.wait = 0;
  const lowered = Math.max(learningRate * rule.factor, rule.minLearningRate);
  return keras || learningRate - lowered > PYTORCH_LEAST_FALL ? lowered : learningRate;
}
