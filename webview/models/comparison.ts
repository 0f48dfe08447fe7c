/** The runs of a comparison over each other, and how they rank. */
import type { XAxisName } from '../data/axis.ts';
import type { ComparisonState } from '../../src/protocol/panel.ts';
import type { MetricFrame } from '../../src/protocol/types.ts';
import { type LineStyle, columnLine } from '../chart/lines.ts';
import type { ChartModel, LineSource } from '../chart/model.ts';
import { EpochList } from '../data/epochList.ts';
import { RunData } from '../data/runData.ts';
import { higherIsBetter, isShare } from '../metrics.ts';
import type { PanelSettings } from '../settings.ts';
import type { Theme } from '../theme.ts';

export type Entry = ComparisonState['entries'][number];

const DASHES: readonly (readonly number[])[] = [[], [6, 3], [2, 2], [8, 3, 2, 3]];

export class ComparisonData {
  state: ComparisonState;
  readonly #runs = new Map<string, RunData>();

  constructor(state: ComparisonState) {
    this.state = state;
  }

  /** True if a frame of this run belongs here. */
  has(runId: string): boolean {
    return this.state.entries.some((entry) => entry.runId === runId);
  }

  /** Keeps the losses of a frame. */
  add(runId: string, frame: MetricFrame): void {
    const run = this.#runs.get(runId) ?? new RunData(['loss'], 1);
    this.#runs.set(runId, run);
    if (frame.firstStep > run.lastStep) run.fill(frame);
  }

  /** The steps of a run, if they were followed from the first on: else a line would start in the middle. */
  steps(runId: string): RunData | null {
    const run = this.#runs.get(runId);
    return run?.axes.step.at(0) === 1 ? run : null;
  }
}

/** The epochs of an entry as columns: made once, since each message brings a list of its own. */
const epochLists = new WeakMap<Entry['epochs'], EpochList>();

function epochsOf({ epochs }: Entry): EpochList {
  const known = epochLists.get(epochs);
  if (known) return known;
  const list = new EpochList();
  let seconds = 0;
  for (const record of epochs) {
    seconds += record.seconds;
    list.add(record, { step: record.step, epoch: record.epoch, time: seconds });
  }
  epochLists.set(epochs, list);
  return list;
}

/** A line with a value per epoch, on validation data where there is any and `validation` asks for it. */
function epochLine(
  axis: XAxisName,
  entry: Entry,
  metric: string,
  validation: boolean,
  style: LineStyle,
): LineSource[] {
  const epochs = epochsOf(entry);
  const held = validation ? epochs.column('validation', metric) : undefined;
  const column = held ?? epochs.column('train', metric);
  return column === undefined ? [] : [columnLine(epochs, axis, column, { dots: true, ...style })];
}

function chart(lines: readonly LineSource[], entries: readonly Entry[], axis: XAxisName): ChartModel {
  const reach = (entry: Entry): number => {
    const { axes } = epochsOf(entry);
    const last = axes[axis].length > 0 ? axes[axis].last : 0;
    if (axis === 'step') return Math.max(last, entry.step);
    return axis === 'time' ? Math.max(last, entry.seconds) : last;
  };
  const max = Math.max(...entries.map(reach), 0);
  return {
    lines,
    marks: [],
    bands: [],
    levels: [],
    extent: { min: 0, max: max > 0 ? max : 1, positive: axis === 'time' ? Math.max(max, 1) * 1e-3 : 1 },
    fitY: null,
    ceiling: null,
  };
}

/** How a run is drawn: the same on every chart and in the table. */
export function styleOf(entry: Entry, index: number, theme: Theme) {
  return {
    id: entry.runId,
    label: entry.label,
    color: theme.palette[index % theme.palette.length] ?? theme.foreground,
    // More runs than colours, or no colours to rely on: dashes tell them apart.
    dash:
      DASHES[(theme.highContrast ? index : Math.floor(index / theme.palette.length)) % DASHES.length] ?? [],
    width: 1.6,
  };
}

/** Training loss of every run: each step where steps were followed, else the mean of each epoch. */
export function comparisonLossModel(data: ComparisonData, settings: PanelSettings, theme: Theme): ChartModel {
  const { xAxis, smoothing } = settings;
  const { entries } = data.state;
  const lines = entries.flatMap((entry, index): LineSource[] => {
    const style = styleOf(entry, index, theme);
    const run = xAxis === 'epoch' ? null : data.steps(entry.runId);
    const raw = run?.column('loss');
    const average = run?.smoothed('loss', smoothing);
    if (run === null || raw === undefined || average === undefined) {
      return epochLine(xAxis, entry, 'loss', false, style);
    }
    const behind = { ...style, width: 1, behind: true, dash: [] };
    return smoothing > 0
      ? [columnLine(run, xAxis, raw, behind), columnLine(run, xAxis, average, style)]
      : [columnLine(run, xAxis, raw, style)];
  });
  return chart(lines, entries, xAxis);
}

/** The metric of every run after each epoch, on validation data where there is any; null if none is recorded. */
export function comparisonMetricModel(
  data: ComparisonData,
  settings: PanelSettings,
  theme: Theme,
): ChartModel | null {
  const { metric, entries } = data.state;
  const lines = entries.flatMap((entry, index) =>
    epochLine(settings.xAxis, entry, metric, true, styleOf(entry, index, theme)),
  );
  if (lines.length === 0) return null;
  return { ...chart(lines, entries, settings.xAxis), ceiling: isShare(metric) ? 1 : null };
}

/** Index of the best entry by final loss and by final metric; null while none has an end. */
export function bestEntries(state: ComparisonState): { loss: number | null; metric: number | null } {
  const best = (value: (entry: Entry) => number | null, higher: boolean): number | null => {
    let found: number | null = null;
    let record = higher ? -Infinity : Infinity;
    state.entries.forEach((entry, index) => {
      const current = value(entry);
      if (current === null || !Number.isFinite(current)) return;
      if (higher ? current > record : current < record) {
        record = current;
        found = index;
      }
    });
    return found;
  };
  return {
    loss: best((entry) => entry.finalLoss, false),
    metric: best((entry) => entry.finalMetric, higherIsBetter(state.metric)),
  };
}
