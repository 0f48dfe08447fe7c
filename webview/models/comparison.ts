/** The runs of a comparison over each other, and how they rank. */
import type { XAxisName } from '../data/axis.ts';
import type { PanelMessage } from '../../src/protocol/panel.ts';
import { bestRows, leaderboard, spreadOf, type LeaderRow } from '../../src/run/comparison/leaderboard.ts';
import type { ComparedRun, ComparisonState, ComparisonSnapshot } from '../../src/run/comparison/state.ts';
import { layerSeries } from '../../src/run/series.ts';
import { type EpochFrame, EpochRows } from '../../src/run/epochs.ts';
import { bandLine, type LineStyle, columnLine } from '../chart/lines.ts';
import type { ChartModel, LineSource } from '../chart/model.ts';
import { type FrameOutcome, RunData } from '../data/runData.ts';
import { isShare } from '../metrics.ts';
import type { PanelSettings } from '../settings.ts';
import type { Theme } from '../look/theme.ts';
import { type View, smoothedLoss } from './learning.ts';

const DASHES: readonly (readonly number[])[] = [[], [6, 3], [2, 2], [8, 3, 2, 3]];

const FIRST_LAYER_DASH: readonly number[] = [6, 3];

/** Rows of which all can be switched on in the legend. */
const MOST_LINES = 16;

/** A run in a comparison's snapshot. */
type RunStart = ComparisonSnapshot['runs'][number];

export class ComparisonData {
  state: ComparisonState;
  readonly #runs: ReadonlyMap<string, RunData>;

  constructor(state: ComparisonState, starts: readonly RunStart[]) {
    this.state = state;
    const layers = state.layers ?? [];
    const series = ['loss', ...layers.map((layer) => layerSeries(layer, 'gradientNorm'))];
    this.#runs = new Map(
      state.runs.map(({ key, stepsPerEpoch = 1 }, index) => {
        const start = starts[index];
        const run = new RunData(series, stepsPerEpoch, { nextSequence: start?.nextSequence ?? 0 });
        if (start) {
          run.fill(start.losses);
          addEpochs(run, start.epochs);
        }
        return [key, run];
      }),
    );
  }

  /** Takes in what is added after the snapshot; `gap` if some of it is missing. Other messages are none of its own. */
  receive(message: PanelMessage): FrameOutcome {
    switch (message.type) {
      case 'frame':
        return this.#runs.get(message.runId)?.add(message.frame) ?? 'old';
      case 'epochs': {
        const run = this.#runs.get(message.runId);
        if (run) addEpochs(run, message.epochs);
        return 'added';
      }
      case 'runs':
        if (message.comparison !== this.state.id) return 'old';
        this.state = { ...this.state, paused: message.paused, runs: message.runs };
        return 'added';
      default:
        return 'old';
    }
  }

  /** The losses and the epochs of a run. */
  run({ key }: ComparedRun): RunData | null {
    return this.#runs.get(key) ?? null;
  }
}

/** Takes in epochs at the places that they have by themselves: runs of a comparison may have steps of any size. */
function addEpochs(run: RunData, epochs: EpochFrame): void {
  for (const record of new EpochRows(epochs).toArray()) {
    const { step, epoch } = record;
    run.epochs.add(record, { step, epoch, time: run.xOfStep('time', step) });
  }
}

/** A line with a value per epoch, on validation data where there is any and `validation` asks for it. */
function epochLine(
  axis: XAxisName,
  { epochs }: RunData,
  metric: string,
  validation: boolean,
  style: LineStyle,
): LineSource[] {
  const held = validation ? epochs.column('validation', metric) : undefined;
  const column = held ?? epochs.column('train', metric);
  return column === undefined ? [] : [columnLine(epochs, axis, column, { dots: true, ...style })];
}

function extentOf(data: ComparisonData, axis: XAxisName): ChartModel['extent'] {
  const reach = (compared: ComparedRun): number => {
    if (axis === 'epoch') return compared.epochs;
    return axis === 'step' ? compared.step : compared.seconds;
  };
  const max = Math.max(...data.state.runs.map(reach), 0);
  return { min: 0, max: max > 0 ? max : 1, positive: axis === 'time' ? Math.max(max, 1) * 1e-3 : 1 };
}

function chart(lines: readonly LineSource[], extent: ChartModel['extent']): ChartModel {
  return { lines, marks: [], bands: [], levels: [], extent, fitY: null, ceiling: null };
}

/** The style of a row: one colour for each family, the same on every chart and in the table. */
export function styleOf(row: LeaderRow, state: ComparisonState, theme: Theme) {
  const families = [...new Set(state.runs.map(({ family }) => family))];
  const index = families.indexOf(row.family);
  return {
    id: row.first.key,
    label: row.group,
    color: theme.runs[index % theme.runs.length] ?? theme.foreground,
    // More families than colours, or no colours to rely on: dashes tell them apart.
    dash: DASHES[(theme.highContrast ? index : Math.floor(index / theme.runs.length)) % DASHES.length] ?? [],
    width: 1.6,
  };
}

/** The rows to draw: of each family the best so far; the others can be switched on, if they are few. */
function drawnRows({ runs }: ComparisonState): { row: LeaderRow; startsHidden: boolean }[] {
  const rows = leaderboard(runs);
  const best = new Set(bestRows(rows));
  const few = rows.length <= MOST_LINES;
  const others = few ? rows.filter((row) => !best.has(row)) : [];
  return [
    ...[...best].map((row) => ({ row, startsHidden: false })),
    ...others.map((row) => ({ row, startsHidden: true })),
  ];
}

/** The median of a row's runs after each epoch, with the range from the lowest to the highest; none before two of them have one. */
function seedBand(
  data: ComparisonData,
  { runs }: LeaderRow,
  axis: XAxisName,
  metric: string,
  validation: boolean,
  style: LineStyle,
): LineSource[] {
  const columns = runs.flatMap((compared) => {
    const epochs = data.run(compared)?.epochs;
    const column =
      (validation ? epochs?.column('validation', metric) : undefined) ?? epochs?.column('train', metric);
    return epochs && column && column.length > 0 ? [{ epochs, column }] : [];
  });
  const [first] = columns;
  if (!first) return [];
  const points: { x: number; y: number }[] = [];
  const low: number[] = [];
  const high: number[] = [];
  for (let row = 0; row < first.column.length; row += 1) {
    const epoch = first.epochs.axes.epoch.at(row);
    const found = columns.map(({ epochs, column }) => {
      // Long runs keep only some of their epochs, and not always the same.
      const place = epochs.axes.epoch.nearest(epoch);
      return epochs.axes.epoch.at(place) === epoch
        ? { x: epochs.axes[axis].at(place), y: column.at(place) }
        : { x: NaN, y: NaN };
    });
    const spread = spreadOf(found.map(({ y }) => y));
    const at = spreadOf(found.map(({ x }) => x));
    if (!spread || !at || found.some(({ x }) => Number.isNaN(x))) continue;
    points.push({ x: at.median, y: spread.median });
    low.push(spread.low);
    high.push(spread.high);
  }
  return [bandLine(points, low, high, style)];
}

/** Training loss of every row: each step of a run alone, of several seeds the median and range of each epoch. */
export function comparisonLossModel(
  data: ComparisonData,
  settings: PanelSettings,
  theme: Theme,
  view: View,
): ChartModel {
  const { xAxis, smoothing } = settings;
  const extent = extentOf(data, xAxis);
  const range = view(extent);
  const lines = drawnRows(data.state).flatMap(({ row, startsHidden }): LineSource[] => {
    const style = { ...styleOf(row, data.state, theme), startsHidden };
    if (row.runs.length > 1) return seedBand(data, row, xAxis, 'loss', false, style);
    const run = data.run(row.first);
    if (run === null) return [];
    const raw = run.column('loss');
    const average = smoothedLoss(run, xAxis, smoothing, range);
    if (xAxis === 'epoch' || raw === undefined || average === undefined) {
      return epochLine(xAxis, run, 'loss', false, style);
    }
    const behind = { ...style, width: 1, behind: true, dash: [] };
    return average !== raw
      ? [columnLine(run, xAxis, raw, behind), columnLine(run, xAxis, average, style)]
      : [columnLine(run, xAxis, raw, style)];
  });
  return { ...chart(lines, extent), mayClip: true };
}

/** The gradients of the first and the last layer that all runs have, the first one dashed; null if there are none. */
export function comparisonGradientModel(
  data: ComparisonData,
  settings: PanelSettings,
  theme: Theme,
): ChartModel | null {
  const { layers = [] } = data.state;
  if (layers.length === 0) return null;
  const lines = drawnRows(data.state).flatMap(({ row, startsHidden }) => {
    const run = data.run(row.first);
    const style = styleOf(row, data.state, theme);
    return layers.flatMap((layer, place): LineSource[] => {
      const column = run?.column(layerSeries(layer, 'gradientNorm'));
      if (!run || !column) return [];
      const isFirst = place === 0 && layers.length > 1;
      const look = { id: `${style.id}/${layer}`, label: `${row.group} · ${layer}`, short: layer };
      const dash = isFirst ? FIRST_LAYER_DASH : [];
      return [columnLine(run, settings.xAxis, column, { ...style, ...look, dash, startsHidden })];
    });
  });
  return chart(lines, extentOf(data, settings.xAxis));
}

/** The metric of every row after each epoch, on validation data where there is any; null if none is recorded. */
export function comparisonMetricModel(
  data: ComparisonData,
  settings: PanelSettings,
  theme: Theme,
): ChartModel | null {
  const { metric } = data.state;
  const lines = drawnRows(data.state).flatMap(({ row, startsHidden }) => {
    const style = { ...styleOf(row, data.state, theme), startsHidden };
    if (row.runs.length > 1) return seedBand(data, row, settings.xAxis, metric, true, style);
    const run = data.run(row.first);
    return run ? epochLine(settings.xAxis, run, metric, true, style) : [];
  });
  if (lines.length === 0) return null;
  const scale: Partial<ChartModel> = isShare(metric) ? { ceiling: 1 } : { mayClip: true };
  return { ...chart(lines, extentOf(data, settings.xAxis)), ...scale };
}
