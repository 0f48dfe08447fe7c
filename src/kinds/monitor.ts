/** Values that are watched at the end of an epoch: by early stopping, a plateau schedule and the best checkpoint. */
import { metricFacts } from './metrics/table.ts';

/** JSON state of a monitor; part of a checkpoint. */
export interface MonitorState {
  best: number | null;
  wait: number;
  cooldown: number;
}

export function createMonitorState(): MonitorState {
  return { best: null, wait: 0, cooldown: 0 };
}

function moreIsBetter(path: string): boolean {
  return metricFacts(path.slice(path.indexOf('.') + 1))?.better === 'higher';
}

/**
 * True if the value at `path`, such as `validation.loss`, is better than `best` by more than `minDelta`. Any number is
 * better than none. Keras: monitor_callback.py.
 */
export function improves(path: string, value: number, best: number | null, minDelta: number): boolean {
  if (Number.isNaN(value)) return false;
  if (best === null) return true;
  return moreIsBetter(path) ? value - minDelta > best : value + minDelta < best;
}

/** Better by more than the share `minDelta` of `best`. PyTorch: `threshold_mode="rel"` of optim/lr_scheduler.py. */
export function improvesByShare(path: string, value: number, best: number | null, minDelta: number): boolean {
  if (Number.isNaN(value)) return false;
  if (best === null) return true;
  return moreIsBetter(path) ? value > best * (1 + minDelta) : value < best * (1 - minDelta);
}
