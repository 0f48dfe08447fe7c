/** The runs of a comparison over each other, and how they rank. */
import type { XAxisName } from '../data/axis.ts';
import type { PanelMessage } from '../../src/protocol/panel.ts';
import type { ComparedRun, ComparisonState, ComparisonSnapshot } from '../../src/run/comparison/state.ts';
import { type EpochFrame, EpochRows } from '../../src/run/epochs.ts';
import { type LineStyle, columnLine } from '../chart/lines.ts';
import type { ChartModel, LineSource } from '../chart/model.ts';
import { type FrameOutcome, RunData } from '../data/runData.ts';
import { isShare } from '../metrics.ts';
import type { PanelSettings } from '../settings.ts';
import type { Theme } from '../look/theme.ts';
import { type View, smoothedLoss } from './learning.ts';

const DASHES: readonly (readonly number[])[] = [[], [6, 3], [2, 2], [8, 3, 2, 3]];

/** A run in a comparison's snapshot. */
type RunStart = ComparisonSnapshot['runs'][number];

export class ComparisonData {
  state: ComparisonState;
  readonly #runs: ReadonlyMap<string, RunData>;

  constructor(state: ComparisonState, starts: readonly RunStart[]) {
    this.state = state;
    this.#runs = new Map(
      state.runs.map(({ key }, index) => {
        const start = starts[index];
        const run = new RunData(['loss'], 1, { nextSequence: start?.nextSequence ?? 0 });
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

/** The style of a run: the same on every chart and in the table. */
export function styleOf(compared: ComparedRun, index: number, theme: Theme) {
  return {
    id: compared.key,
    label: compared.label,
    color: theme.runs[index % theme.runs.length] ?? theme.foreground,
    // More runs than colours, or no colours to rely on: dashes tell them apart.
    dash: DASHES[(theme.highContrast ? index : Math.floor(index / theme.runs.length)) % DASHES.length] ?? [],
    width: 1.6,
  };
}

/** Training loss of every run: each step where steps were followed, else the mean of each epoch. */
export function comparisonLossModel(
  data: ComparisonData,
  settings: PanelSettings,
  theme: Theme,
  view: View,
): ChartModel {
  const { xAxis, smoothing } = settings;
  const { runs } = data.state;
  const extent = extentOf(data, xAxis);
  const range = view(extent);
  const lines = runs.flatMap((compared, index): LineSource[] => {
    const style = styleOf(compared, index, theme);
    const run = data.run(compared);
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

/** The metric of every run after each epoch, on validation data where there is any; null if none is recorded. */
export function comparisonMetricModel(
  data: ComparisonData,
  settings: PanelSettings,
  theme: Theme,
): ChartModel | null {
  const { metric, runs } = data.state;
  const lines = runs.flatMap((compared, index) => {
    const run = data.run(compared);
    return run ? epochLine(settings.xAxis, run, metric, true, styleOf(compared, index, theme)) : [];
  });
  if (lines.length === 0) return null;
  const scale: Partial<ChartModel> = isShare(metric) ? { ceiling: 1 } : { mayClip: true };
  return { ...chart(lines, extentOf(data, settings.xAxis)), ...scale };
}
