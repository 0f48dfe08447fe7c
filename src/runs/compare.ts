/** Kept runs over each other: what the comparison view of the panel shows of them. */
import type { ComparisonState, PanelMessage } from '../protocol/panel.ts';
import type { MetricFrame, RunEnd } from '../protocol/types.ts';
import { History } from './history.ts';

type Snapshot = Extract<PanelMessage, { type: 'snapshot' }>;
type Entry = ComparisonState['entries'][number];

/** Rows of a run's loss that are sent; of longer runs the extremes of buckets of steps. */
const ROWS = 1 << 14;

/** A run with the name it is to have. */
export interface ComparedRun {
  readonly name: string;
  readonly snapshot: Snapshot;
}

/** The table of the runs and the losses of their steps by run id. */
export interface RunComparison {
  readonly state: ComparisonState;
  readonly frames: ReadonlyMap<string, MetricFrame>;
}

/** Puts runs over each other, in the given order; `title` heads the view. */
export function compareRuns(title: string, runs: readonly ComparedRun[]): RunComparison {
  const metric = commonMetric(runs);
  const names = runs.map(({ name }) => name);
  const entries = runs.map(({ name, snapshot }) => {
    const twice = names.filter((other) => other === name).length > 1;
    // A folder's name begins with the time of the start.
    const label = twice ? `${name} · ${snapshot.run.id.slice(0, 15)}` : name;
    return entryOf(label, metric, snapshot);
  });
  const ids = runs.map(({ snapshot }) => snapshot.run.id);
  return {
    state: {
      id: `runs:${ids.join('|')}`,
      name: title,
      specPath: runs[0]?.snapshot.run.specPath ?? '',
      metric,
      recorded: true,
      entries,
    },
    frames: new Map(runs.map(({ snapshot }) => [snapshot.run.id, lossFrame(snapshot)])),
  };
}

/** The metric that most runs name first, so that most of them can be judged by it. */
function commonMetric(runs: readonly ComparedRun[]): string {
  const counts = new Map<string, number>();
  for (const { snapshot } of runs) {
    const name = snapshot.run.plan.spec.metrics[0]?.type;
    if (name !== undefined) counts.set(name, (counts.get(name) ?? 0) + 1);
  }
  return [...counts].sort((a, b) => b[1] - a[1])[0]?.[0] ?? 'loss';
}

function entryOf(label: string, metric: string, snapshot: Snapshot): Entry {
  const { run, epochs, end, status } = snapshot;
  const { optimizer } = run.plan.spec;
  const last = epochs.at(-1);
  const results = last?.validation ?? last?.train;
  const steps = new Float64Array(snapshot.steps.seconds);
  return {
    runId: run.id,
    label,
    optimizer: optimizer.type,
    learningRate: optimizer.learningRate,
    status,
    step: lastStep(snapshot.steps),
    totalSteps: run.plan.totalSteps,
    epochs,
    finalLoss: results?.['loss'] ?? null,
    finalMetric: results?.[metric] ?? null,
    seconds: end?.seconds ?? steps.at(-1) ?? 0,
    ...messageOf(end),
  };
}

function messageOf(end: RunEnd | null): { message?: string } {
  return end?.message === undefined ? {} : { message: end.message };
}

function lastStep(frame: MetricFrame): number {
  if (frame.count === 0) return 0;
  return frame.steps ? (new Float64Array(frame.steps).at(-1) ?? 0) : frame.firstStep + frame.count - 1;
}

/** The first series of a snapshot, the loss, in at most `ROWS` rows; no spike is lost. */
function lossFrame({ steps: frame, run }: Snapshot): MetricFrame {
  const width = run.series.length;
  const values = new Float64Array(frame.values);
  const epochs = new Float64Array(frame.epochs);
  const seconds = new Float64Array(frame.seconds);
  const steps = frame.steps && new Float64Array(frame.steps);
  const history = new History(1, ROWS);
  for (let row = 0; row < frame.count; row++) {
    const step = steps?.[row] ?? frame.firstStep + row;
    history.append(step, epochs[row] ?? 0, seconds[row] ?? 0, values, row * width);
  }
  return history.toFrame(0);
}
