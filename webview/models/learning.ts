/** Loss and metric of one run: training and validation, smoothed with the raw values behind. */
import type { EpochRecord } from '../../src/protocol/types.ts';
import { columnLine, pointLine } from '../chart/lines.ts';
import type { ChartModel, LineSource } from '../chart/model.ts';
import type { RunData, XAxisName } from '../data/runData.ts';
import type { Point } from '../data/sampling.ts';
import { smoothed } from '../data/smoothing.ts';
import { formatPercent, formatValue } from '../format.ts';
import { marksOf } from '../marks.ts';
import { isShare } from '../metrics.ts';
import type { PanelSettings } from '../settings.ts';
import { t } from '../strings.ts';
import type { Theme } from '../theme.ts';
import type { TableModel } from '../views/table.ts';

/** Where the run begins and ends on an axis. */
export function extentOf(data: RunData, axis: XAxisName): ChartModel['extent'] {
  const column = data.axes[axis];
  const first = column.length > 0 ? column.at(column.lowerBound(Number.MIN_VALUE)) : NaN;
  const positive = Number.isFinite(first) ? first : 1;
  return { min: 0, max: column.length > 0 ? column.last : 1, positive };
}

/** A value per epoch, where the epoch has one. */
function epochPoints(
  data: RunData,
  axis: XAxisName,
  value: (record: EpochRecord) => number | undefined,
): Point[] {
  const points: Point[] = [];
  for (const record of data.epochs) {
    const y = value(record);
    if (y !== undefined) points.push({ x: data.xOfStep(axis, record.step), y });
  }
  return points;
}

/** To the smoothing an epoch counts as this many steps: a metric lags no further behind than the loss does. */
const STEPS_OF_AN_EPOCH = 10;
/** Less is no smoothing that could be seen. */
const LEAST_WEIGHT = 0.02;

/** The points' moving average, drawn over the points themselves when there is smoothing. */
function smoothedLines(
  points: readonly Point[],
  stepWeight: number,
  style: { id: string; label: string; color: string; dash?: readonly number[] },
): LineSource[] {
  const weight = stepWeight ** STEPS_OF_AN_EPOCH;
  if (weight < LEAST_WEIGHT) return [pointLine(points, style)];
  const ys = smoothed(
    points.map((point) => point.y),
    weight,
  );
  const line = points.map((point, index) => ({ x: point.x, y: ys[index] ?? NaN }));
  return [pointLine(points, { ...style, width: 1, behind: true }), pointLine(line, { ...style, width: 2 })];
}

/** The twin's lines look alike and are dashed. */
const TWIN_DASH = [6, 4];

/** The loss of the twin beside a run: from its first own step on both are seen, before it they are one. */
function twinLosses(twin: RunData, settings: PanelSettings, theme: Theme): LineSource[] {
  const { xAxis, smoothing } = settings;
  const loss = smoothing > 0 ? twin.smoothed('loss', smoothing) : twin.column('loss');
  const validation = epochPoints(twin, xAxis, (record) => record.validation?.['loss']);
  const lines: LineSource[] = [];
  if (loss !== undefined) {
    const style = { id: 'twin', label: t('twin: training'), color: theme.training, dash: TWIN_DASH };
    lines.push(columnLine(twin, xAxis, loss, style));
  }
  if (validation.length > 0) {
    const style = { label: t('twin: validation'), color: theme.validation, dash: TWIN_DASH };
    lines.push(pointLine(validation, { id: 'twinValidation', width: 2, ...style }));
  }
  return lines;
}

/** The wider of two runs' extents. */
function widest(data: RunData, twin: RunData | null, axis: XAxisName): ChartModel['extent'] {
  const own = extentOf(data, axis);
  if (twin === null) return own;
  const other = extentOf(twin, axis);
  return {
    min: own.min,
    max: Math.max(own.max, other.max),
    positive: Math.min(own.positive, other.positive),
  };
}

/**
 * Loss per step and its moving average, the mean of each epoch, and the validation loss; dashed, those of the twin.
 */
export function lossModel(
  data: RunData,
  settings: PanelSettings,
  theme: Theme,
  twin: RunData | null = null,
): ChartModel | null {
  const loss = data.column('loss');
  if (loss === undefined) return null;
  const { xAxis, smoothing } = settings;
  const training = { id: 'training', label: t('training'), color: theme.training };
  const average = data.smoothed('loss', smoothing);
  const lines: LineSource[] = [];
  if (smoothing > 0 && average !== undefined) {
    lines.push(columnLine(data, xAxis, loss, { ...training, width: 1, behind: true }));
    lines.push(columnLine(data, xAxis, average, { ...training, width: 1.8 }));
  } else lines.push(columnLine(data, xAxis, loss, training));
  const means = epochPoints(data, xAxis, (record) => record.train['loss']);
  lines.push(
    pointLine(means, {
      id: 'epochMean',
      label: t('training, epoch mean'),
      color: theme.good,
      dash: [5, 3],
      startsHidden: true,
    }),
  );
  const evaluated = epochPoints(data, xAxis, (record) => record.trainEvaluated?.['loss']);
  if (evaluated.length > 0) {
    lines.push(
      pointLine(evaluated, {
        id: 'evaluated',
        label: t('training, eval mode'),
        color: theme.training,
        dash: [2, 3],
        startsHidden: true,
      }),
    );
  }
  const validation = epochPoints(data, xAxis, (record) => record.validation?.['loss']);
  if (validation.length > 0) {
    lines.push(
      pointLine(validation, { id: 'validation', label: t('validation'), color: theme.validation, width: 2 }),
    );
  }
  if (twin !== null) lines.push(...twinLosses(twin, settings, theme));
  const extent = widest(data, twin, xAxis);
  return { lines, marks: marksOf(data, xAxis), bands: [], levels: [], extent, fitY: null, ceiling: null };
}

/** A metric of each epoch, training and validation; null if the spec asks for none. */
export function metricModel(
  data: RunData,
  metric: string | null,
  settings: PanelSettings,
  theme: Theme,
  twin: RunData | null = null,
): ChartModel | null {
  if (metric === null) return null;
  const { xAxis, smoothing } = settings;
  const training = epochPoints(data, xAxis, (record) => record.train[metric]);
  const validation = epochPoints(data, xAxis, (record) => record.validation?.[metric]);
  const lines = smoothedLines(training, smoothing, {
    id: 'training',
    label: t('training'),
    color: theme.training,
    dash: theme.highContrast ? [5, 3] : [],
  });
  if (validation.length > 0) {
    lines.push(
      ...smoothedLines(validation, smoothing, {
        id: 'validation',
        label: t('validation'),
        color: theme.validation,
      }),
    );
  }
  if (twin !== null) {
    const own = epochPoints(twin, xAxis, (record) => record.train[metric]);
    const held = epochPoints(twin, xAxis, (record) => record.validation?.[metric]);
    const style = { dash: TWIN_DASH, width: 1.5 };
    lines.push(pointLine(own, { ...style, id: 'twin', label: t('twin: training'), color: theme.training }));
    if (held.length > 0) {
      const label = t('twin: validation');
      lines.push(pointLine(held, { ...style, id: 'twinValidation', label, color: theme.validation }));
    }
  }
  return {
    lines,
    marks: marksOf(data, xAxis),
    bands: [],
    levels: [],
    extent: widest(data, twin, xAxis),
    fitY: null,
    ceiling: isShare(metric) ? 1 : null,
  };
}

/** Every epoch's values of a metric (or the loss). */
export function epochTable(data: RunData, metric: string, caption: string): TableModel {
  const write = (value: number | undefined): string =>
    value !== undefined && isShare(metric) ? formatPercent(value) : formatValue(value);
  return {
    caption,
    columns: [t('Epoch'), t('Step'), t('training'), t('validation')],
    rows: data.epochs.map((record) => [
      record.epoch.toString(),
      record.step.toString(),
      write(record.train[metric]),
      write(record.validation?.[metric]),
    ]),
  };
}
