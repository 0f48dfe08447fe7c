/** Kept runs over each other: what the comparison view of the panel shows of them. */
import type { ComparedRun, ComparisonState } from '../../run/comparison/state.ts';
import { differingPaths } from '../../run/differences.ts';
import type { MetricFrame } from '../../run/frames.ts';
import type { RunEnd } from '../../run/run.ts';
import { layerSeries, layersWithSeries } from '../../run/series.ts';
import type { RunSnapshot } from '../../run/snapshot.ts';
import { specValues } from '../../runs/shape/specValues.ts';
import { Comparison, resultsOf } from './comparison.ts';

/** A run with the name it is to have. */
export interface NamedRun {
  readonly name: string;
  readonly snapshot: RunSnapshot;
}

/** Puts runs over each other, in the given order; `title` heads the view, and `back` is the run that was shown before. */
export function compareRuns(
  title: string,
  runs: readonly NamedRun[],
  back: ComparisonState['back'] | null = null,
): Comparison {
  const metric = commonMetric(runs);
  const names = runs.map(({ name }) => name);
  const layers = commonLayers(runs);
  const ids = runs.map(({ snapshot }) => snapshot.run.id);
  const head = {
    id: `runs:${ids.join('|')}`,
    name: title,
    specPath: runs[0]?.snapshot.run.specPath ?? '',
    metric,
    recorded: true,
    ...(back && { back }),
    differences: differencesOf(runs),
    layers,
  } as const;
  const started = runs.map(({ name, snapshot }) => {
    const twice = names.filter((other) => other === name).length > 1;
    // A folder's name begins with the time of the start.
    const label = twice ? `${name} · ${snapshot.run.id.slice(0, 15)}` : name;
    return {
      compared: comparedRunOf(label, metric, snapshot),
      losses: snapshot.steps,
      series: ['loss', ...layers.map((layer) => layerSeries(layer, 'gradientNorm'))].map((name) =>
        snapshot.run.series.indexOf(name),
      ),
      epochs: snapshot.epochs,
    };
  });
  return new Comparison(head, started);
}

/** The first and the last of the layers whose gradients all runs have recorded; one where there is only one. */
function commonLayers(runs: readonly NamedRun[]): readonly string[] {
  const [first = [], ...others] = runs.map(({ snapshot }) => layersWithSeries(snapshot.run.series));
  const common = first.filter((layer) => others.every((layers) => layers.includes(layer)));
  return [...new Set([common[0], common.at(-1)])].filter((layer) => layer !== undefined);
}

/** The settings in which the specs differ, by what they mean; their texts do not count. */
function differencesOf(runs: readonly NamedRun[]): NonNullable<ComparisonState['differences']> {
  const values = runs.map(({ snapshot }) => specValues(snapshot.run.plan.spec));
  return differingPaths(values).map((path) => ({
    path,
    values: values.map((one) => {
      const value = one.get(path);
      return value === undefined ? '' : String(value);
    }),
  }));
}

/** The metric that most runs name first, so that most of them can be judged by it. */
function commonMetric(runs: readonly NamedRun[]): string {
  const counts = new Map<string, number>();
  for (const { snapshot } of runs) {
    const name = snapshot.run.plan.spec.metrics[0]?.type;
    if (name !== undefined) counts.set(name, (counts.get(name) ?? 0) + 1);
  }
  return [...counts].sort((a, b) => b[1] - a[1])[0]?.[0] ?? 'loss';
}

function comparedRunOf(label: string, metric: string, snapshot: RunSnapshot): ComparedRun {
  const { run, epochs, end, status } = snapshot;
  const { optimizer } = run.plan.spec;
  const last = epochs.at(-1);
  const steps = new Float64Array(snapshot.steps.seconds);
  return {
    key: run.id,
    runId: run.id,
    label,
    optimizer: optimizer.type,
    learningRate: optimizer.learningRate,
    rate: 'spec',
    seed: run.plan.spec.seed,
    // Kept runs may differ in anything: each stands for itself.
    family: run.id,
    group: label,
    values: [],
    startLoss: null,
    reached: null,
    status,
    step: end?.steps ?? lastStep(snapshot.steps),
    totalSteps: run.plan.totalSteps,
    stepsPerEpoch: run.plan.stepsPerEpoch,
    ...(last ? resultsOf(last, metric) : { epochs: 0, finalLoss: null, finalMetric: null }),
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
