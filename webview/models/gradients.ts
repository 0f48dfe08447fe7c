/** The flow of gradients and updates through the layers, against the ranges of training health. */
import { layerSeries } from '../../src/run/series.ts';
import { columnLine } from '../chart/lines.ts';
import type { Band, ChartModel, YRange } from '../chart/model.ts';
import type { Column } from '../data/column.ts';
import { type Extremes, NO_ROW } from '../data/column.ts';
import type { RunData } from '../data/runData.ts';
import { thresholdIn } from '../data/verdicts.ts';
import { formatValue } from '../../src/base/numbers.ts';
import { marksOf } from '../marks.ts';
import type { PanelSettings } from '../settings.ts';
import { t } from '../strings.ts';
import { type Theme, layerColor } from '../look/theme.ts';
import type { TableModel } from '../views/table.ts';
import { extentOf } from './learning.ts';

/** The settings of the rules of training health in the run's spec. */
type Health = Readonly<Record<string, unknown>>;

const RECENT_SHARE = 0.25;
const RECENT_ROWS = 50;
/** A band's edge this many times outside of the recent values is still taken into view. */
const BAND_REACH = 30;

/** Rows of the last part of the visible window. */
function recentRows(
  data: RunData,
  settings: PanelSettings,
  window: { min: number; max: number },
): [number, number] {
  const axis = data.axes[settings.xAxis];
  const from = axis.lowerBound(window.min);
  const to = Math.min(axis.length, axis.lowerBound(window.max) + 1);
  return [Math.max(from, Math.min(to - RECENT_ROWS, Math.floor(to - (to - from) * RECENT_SHARE))), to];
}

/** Lowest and highest positive value of the columns among some rows. */
function positiveRange(columns: readonly Column[], from: number, to: number): YRange | null {
  const found: Extremes = { low: NO_ROW, high: NO_ROW, gap: NO_ROW };
  let low = Infinity;
  let high = -Infinity;
  for (const column of columns) {
    column.extremes(from, to, found);
    if (found.high === NO_ROW) continue;
    const top = column.at(found.high);
    const bottom = column.at(found.low);
    if (top <= 0) continue;
    high = Math.max(high, top);
    low = Math.min(low, bottom > 0 ? bottom : top / 10);
  }
  return low <= high ? { low, high } : null;
}

/** The range with the edges of bands that are near it taken in. */
function withBands(range: YRange, bands: readonly Band[]): YRange {
  let { low, high } = range;
  for (const band of bands) {
    if (band.high !== null && band.high > low / BAND_REACH) low = Math.min(low, band.high / 3);
    if (band.low !== null && band.low < high * BAND_REACH) high = Math.max(high, band.low * 3);
  }
  return { low, high };
}

/** ‖gradient‖ of each layer; the axis follows the recent values unless the settings say all. */
export function gradientModel(
  data: RunData,
  settings: PanelSettings,
  theme: Theme,
  window: { min: number; max: number },
  health: Health,
): ChartModel | null {
  const layers = data.layers();
  if (layers.length === 0) return null;
  const columns = layers
    .map((layer) => data.column(layerSeries(layer, 'gradientNorm')))
    .filter((c) => c !== undefined);
  const [from, to] = recentRows(data, settings, window);
  const vanishing = thresholdIn(health, 'vanishingGradient', 'norm');
  const exploding = data.verdicts.upTo(data.lastStep).findLast(({ kind }) => kind === 'exploding');
  const bands: Band[] = [];
  if (vanishing !== null) {
    const band = { label: t('vanishing'), color: theme.low, low: null, high: vanishing };
    bands.push({ id: 'vanishing', ...band });
  }
  if (exploding !== undefined && exploding.finding.layer !== null) {
    const band = { label: t('exploding'), color: theme.high, low: exploding.finding.threshold, high: null };
    bands.push({ id: 'exploding', ...band });
  }
  const recent = settings.gradientFit === 'recent' ? positiveRange(columns, from, to) : null;
  return {
    lines: columns.map((column, index) =>
      columnLine(data, settings.xAxis, column, {
        id: layers[index] ?? '',
        label: layers[index] ?? '',
        color: layerColor(theme, index, layers.length),
        width: layers.length > 12 ? 1 : 1.4,
      }),
    ),
    marks: marksOf(data, settings.xAxis),
    bands,
    levels: [],
    extent: extentOf(data, settings.xAxis),
    fitY: (drawn) =>
      withBands(recent === null ? drawn : { low: recent.low / 2, high: recent.high * 2 }, bands),
    ceiling: null,
    mayClip: true,
  };
}

/** ‖Δw‖ / ‖w‖ of each layer, with the usual target and what is too fast and too slow. */
export function updateRatioModel(
  data: RunData,
  settings: PanelSettings,
  theme: Theme,
  health: Health,
): ChartModel | null {
  const layers = data.layers();
  const fast = thresholdIn(health, 'updateRatio', 'tooFast');
  const slow = thresholdIn(health, 'updateRatio', 'tooSlow');
  const bands: Band[] = [];
  if (fast !== null) {
    bands.push({ id: 'fast', label: t('too fast'), color: theme.high, low: 10 ** fast, high: null });
  }
  if (slow !== null) {
    bands.push({ id: 'slow', label: t('too slow'), color: theme.low, low: null, high: 10 ** slow });
  }
  const lines = layers.flatMap((layer, index) => {
    const column = data.updateRatio(layer);
    const style = { id: layer, label: layer, color: layerColor(theme, index, layers.length), width: 1.2 };
    return column === undefined ? [] : [columnLine(data, settings.xAxis, column, style)];
  });
  if (lines.length === 0) return null;
  return {
    lines,
    marks: marksOf(data, settings.xAxis),
    bands,
    levels: [{ label: t('target'), color: theme.good, y: 1e-3 }],
    extent: extentOf(data, settings.xAxis),
    fitY: (drawn) => withBands({ low: drawn.low, high: drawn.high }, bands),
    ceiling: null,
    mayClip: true,
  };
}

/** The last values of each layer, first layer first. */
export function layerTable(data: RunData): TableModel {
  const last = data.length - 1;
  return {
    caption: t('Layers at step {0}', data.lastStep.toString()),
    columns: [t('Layer'), t('gradient norm'), t('mean gradient'), t('weight norm'), t('update ratio')],
    rows: data
      .layers()
      .map((layer) => [
        layer,
        ...(['gradientNorm', 'gradientMean', 'weightNorm'] as const).map((name) =>
          formatValue(data.column(layerSeries(layer, name))?.at(last)),
        ),
        formatValue(data.updateRatio(layer)?.at(last)),
      ]),
  };
}
