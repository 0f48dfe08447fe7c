/** Loss and metric of one run: training and validation, smoothed with the raw values behind. */
import type { XAxisName, XRange } from '../data/axis.ts';
import { type LineStyle, columnLine, lineFrom } from '../chart/lines.ts';
import type { ChartModel, LineSource } from '../chart/model.ts';
import type { Column } from '../data/column.ts';
import type { EpochSplit } from '../data/epochList.ts';
import type { RunData } from '../data/runData.ts';
import { weightOf } from '../data/smoothing.ts';
import { formatCount, formatPercent, formatValue } from '../../src/base/numbers.ts';
import { marksOf } from '../marks.ts';
import { isShare } from '../metrics.ts';
import type { RunState } from '../runState.ts';
import type { PanelSettings } from '../settings.ts';
import { t } from '../strings.ts';
import type { Theme } from '../look/theme.ts';
import type { TableModel } from '../views/table.ts';

/** The first and the last x of a run on an axis. */
export function extentOf(data: RunData, axis: XAxisName): ChartModel['extent'] {
  const column = data.axes[axis];
  const first = column.length > 0 ? column.at(column.lowerBound(Number.MIN_VALUE)) : NaN;
  const positive = Number.isFinite(first) ? first : 1;
  return { min: 0, max: column.length > 0 ? column.last : 1, positive };
}

/** A line with a value per epoch, if there is any. */
function epochLines(
  { epochs }: RunData,
  axis: XAxisName,
  split: EpochSplit,
  metric: string,
  style: LineStyle,
): LineSource[] {
  const column = epochs.column(split, metric);
  return column === undefined ? [] : [columnLine(epochs, axis, column, { dots: true, ...style })];
}

/** The part of an extent that is in view. */
export type View = (extent: ChartModel['extent']) => XRange;

/** The training loss averaged over a share of the steps in `range`; as it was recorded if that is too few steps. */
export function smoothedLoss(
  data: RunData,
  axis: XAxisName,
  share: number,
  range: XRange,
): Column | undefined {
  const [from, to] = data.axes[axis].rowsIn(range);
  const steps = to > from ? data.axes.step.at(to - 1) - data.axes.step.at(from) + 1 : 0;
  return data.smoothed('loss', weightOf(share, steps));
}

/** The epochs' moving average, drawn over their values when there is smoothing. */
function smoothedLines(
  { epochs }: RunData,
  axis: XAxisName,
  split: EpochSplit,
  metric: string,
  share: number,
  range: XRange,
  style: LineStyle,
): LineSource[] {
  const raw = epochs.column(split, metric);
  if (raw === undefined) return [];
  const line = (column: Column, look: Partial<LineStyle>): LineSource =>
    columnLine(epochs, axis, column, { dots: true, ...style, ...look });
  const [from, to] = epochs.axes[axis].rowsIn(range);
  const inView = to > from ? epochs.axes.epoch.at(to - 1) - epochs.axes.epoch.at(from) + 1 : 0;
  const weight = weightOf(share, inView);
  if (weight === 0) return [line(raw, {})];
  const average = epochs.smoothed(split, metric, weight) ?? raw;
  return [line(raw, { width: 1, behind: true }), line(average, { width: 2 })];
}

/** Training is solid, validation dashed: they are told apart without colour. Each other line of theirs has a dash of its own. */
const VALIDATION_DASH = [5, 3];
const MEAN_DASH = [8, 3, 2, 3];
const EVALUATED_DASH = [1, 3];
const TWIN_DASH = [7, 3];

/** The run that is drawn beside another one; up to the step at which they parted they are one. */
export interface Twin {
  readonly data: RunData;
  readonly step: number;
}

/** The twin of a run in view. */
export function twinOf({ info, beside }: RunState): Twin | null {
  if (beside === null) return null;
  const parted = [info, beside.info].find(({ parent }) => parent?.kind === 'fork')?.parent;
  return { data: beside.data, step: parted?.step ?? 0 };
}

/** The lines of a twin in a colour of its own, from the step at which it parts from the run. */
function twinLines(
  { data, step }: Twin,
  axis: XAxisName,
  training: Column | 'epochs' | undefined,
  metric: string,
  theme: Theme,
): LineSource[] {
  const own = { color: theme.foreground, width: 1.3 };
  const train = { ...own, id: 'twin', label: t('twin: training'), short: t('twin') };
  const held = { ...own, id: 'twinValidation', label: t('twin: validation'), short: t('twin val.') };
  const lines =
    training === 'epochs'
      ? epochLines(data, axis, 'train', metric, train)
      : training === undefined
        ? []
        : [columnLine(data, axis, training, train)];
  lines.push(...epochLines(data, axis, 'validation', metric, { ...held, dash: TWIN_DASH }));
  const x = data.xOfStep(axis, step);
  return lines.map((line) => lineFrom(line, x));
}

/** The wider of two runs' extents. */
function widest(data: RunData, twin: Twin | null, axis: XAxisName): ChartModel['extent'] {
  const own = extentOf(data, axis);
  if (twin === null) return own;
  const other = extentOf(twin.data, axis);
  return {
    min: own.min,
    max: Math.max(own.max, other.max),
    positive: Math.min(own.positive, other.positive),
  };
}

/**
 * Loss per step and its moving average, the mean of each epoch, and the validation loss; in a colour of its own, the twin.
 */
export function lossModel(
  data: RunData,
  settings: PanelSettings,
  theme: Theme,
  view: View,
  twin: Twin | null = null,
): ChartModel | null {
  const loss = data.column('loss');
  if (loss === undefined) return null;
  const { xAxis, smoothing } = settings;
  const training = { id: 'training', label: t('training'), color: theme.training };
  const extent = widest(data, twin, xAxis);
  const range = view(extent);
  const average = smoothedLoss(data, xAxis, smoothing, range);
  const lines: LineSource[] = [];
  if (average !== undefined && average !== loss) {
    lines.push(columnLine(data, xAxis, loss, { ...training, width: 1, behind: true }));
    lines.push(columnLine(data, xAxis, average, { ...training, width: 1.8 }));
  } else lines.push(columnLine(data, xAxis, loss, training));
  lines.push(
    ...epochLines(data, xAxis, 'train', 'loss', {
      id: 'epochMean',
      label: t('training, epoch mean'),
      color: theme.training,
      dash: MEAN_DASH,
      startsHidden: true,
    }),
    ...epochLines(data, xAxis, 'trainEvaluated', 'loss', {
      id: 'evaluated',
      label: t('training, eval mode'),
      color: theme.training,
      dash: EVALUATED_DASH,
      startsHidden: true,
    }),
    ...epochLines(data, xAxis, 'validation', 'loss', {
      id: 'validation',
      label: t('validation'),
      color: theme.validation,
      dash: VALIDATION_DASH,
      width: 2,
    }),
  );
  if (twin !== null) {
    const loss = smoothedLoss(twin.data, xAxis, smoothing, range);
    lines.push(...twinLines(twin, xAxis, loss, 'loss', theme));
  }
  const marks = marksOf(data, xAxis);
  return { lines, marks, bands: [], levels: [], extent, fitY: null, ceiling: null, mayClip: true };
}

/** A metric of each epoch, training and validation; null if the spec asks for none. */
export function metricModel(
  data: RunData,
  metric: string | null,
  settings: PanelSettings,
  theme: Theme,
  view: View,
  twin: Twin | null = null,
): ChartModel | null {
  if (metric === null) return null;
  const { xAxis, smoothing } = settings;
  const extent = widest(data, twin, xAxis);
  const range = view(extent);
  const lines = [
    ...smoothedLines(data, xAxis, 'train', metric, smoothing, range, {
      id: 'training',
      label: t('training'),
      color: theme.training,
    }),
    ...smoothedLines(data, xAxis, 'validation', metric, smoothing, range, {
      id: 'validation',
      label: t('validation'),
      color: theme.validation,
      dash: VALIDATION_DASH,
    }),
  ];
  if (twin !== null) lines.push(...twinLines(twin, xAxis, 'epochs', metric, theme));
  return {
    lines,
    marks: marksOf(data, xAxis),
    bands: [],
    levels: [],
    extent,
    fitY: null,
    ceiling: isShare(metric) ? 1 : null,
    ...(isShare(metric) ? {} : { mayClip: true }),
  };
}

/** The latest epochs' values of a metric (or the loss), the newest first. */
export function epochTable(data: RunData, metric: string, caption: string): TableModel {
  const write = (value: number | undefined): string =>
    value !== undefined && isShare(metric) ? formatPercent(value) : formatValue(value);
  const { recent, length } = data.epochs;
  return {
    caption:
      recent.length === length
        ? caption
        : t('{0}: the latest {1} of {2}', caption, formatCount(recent.length), formatCount(length)),
    columns: [t('Epoch'), t('Step'), t('training, epoch mean'), t('validation')],
    rows: recent
      .toReversed()
      .map((record) => [
        formatCount(record.epoch),
        formatCount(record.step),
        write(record.train[metric]),
        write(record.validation?.[metric]),
      ]),
  };
}
