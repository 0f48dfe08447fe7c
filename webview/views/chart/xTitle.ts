/** A place on the x axis in words: the heading of a chart's read-out. */
import type { XAxisName } from '../../data/axis.ts';
import type { RunData } from '../../data/runData.ts';
import { formatCount, formatEpoch } from '../../../src/base/numbers.ts';
import { duration, t } from '../../strings.ts';

/** With the run's data, the nearest recorded step in all three units; else the value itself. */
export function xTitle(axis: XAxisName, x: number, data?: RunData): string {
  const row = data === undefined ? -1 : data.axes[axis].nearest(x);
  if (data !== undefined && row >= 0) {
    return t(
      'step {0} · epoch {1} · {2}',
      formatCount(data.axes.step.at(row)),
      formatEpoch(data.axes.epoch.at(row)),
      duration(data.axes.time.at(row)),
    );
  }
  if (axis === 'time') return duration(x);
  return axis === 'step' ? t('step {0}', formatCount(x)) : t('epoch {0}', formatEpoch(x));
}
