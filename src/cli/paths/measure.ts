/** The paths of compared optimizers through a problem of two numbers: measured by the worker, written as one page. */
import { problemError } from '../../base/errors.ts';
import { bestRows, leaderboard } from '../../run/comparison/leaderboard.ts';
import type { ComparedRun, ComparisonState } from '../../run/comparison/state.ts';
import type { CostSurface, OptimizerPath, Region } from '../../run/explain/path.ts';
import { loadSpec } from '../../format/load.ts';
import type { CheckOptions } from '../../session/prepare.ts';
import { inspectSpec } from '../../session/session.ts';

/** Points along each side of the drawn surface. */
const SIZE = 96;
/** Share of the paths' extent that is drawn around them. */
const MARGIN = 0.25;

export interface PathOf {
  readonly label: string;
  readonly path: OptimizerPath;
}

export interface PathsOnSurface {
  readonly name: string;
  readonly paths: readonly PathOf[];
  readonly surface: CostSurface;
}

/** The epochs of a run, which a budget may have chosen: a schedule follows them. */
function lengthOf({ status, epochs, step, totalSteps }: ComparedRun) {
  if (status !== 'completed' || epochs === 0 || step === 0) return [];
  return [{ path: 'training.epochs', value: Math.max(1, Math.round((totalSteps * epochs) / step)) }];
}

/** The overrides that make the spec that of a compared run. */
function overridesOf(run: ComparedRun, specOptimizer: string): NonNullable<CheckOptions['overrides']> {
  return [
    { path: 'compare', value: null },
    ...(run.optimizer === specOptimizer ? [] : [{ path: 'optimizer', value: { type: run.optimizer } }]),
    ...run.values,
    { path: 'optimizer.learningRate', value: run.learningRate },
    { path: 'seed', value: run.seed },
    ...lengthOf(run),
  ];
}

/** The rectangle around the paths; a path that flies off does not make it larger than the others need. */
function regionOf(paths: readonly PathOf[]): Region {
  const side = (along: 0 | 1): [number, number] => {
    const starts = paths.flatMap(({ path }) => path.steps.slice(0, 1).map(({ before }) => before[along]));
    const ends = paths.flatMap(({ path }) => path.steps.slice(-1).map(({ after }) => after[along]));
    const all = paths
      .flatMap(({ path }) => path.steps.map(({ after }) => after[along]))
      .filter(Number.isFinite)
      .sort((one, other) => one - other);
    const usual = [all[Math.floor(all.length * 0.02)] ?? 0, all[Math.floor(all.length * 0.98)] ?? 0];
    const inner = [...starts, ...usual, ...ends.filter((end) => Math.abs(end) < 100)];
    const [low, high] = [Math.min(...inner), Math.max(...inner)];
    const margin = Math.max(high - low, 0.1) * MARGIN;
    return [low - margin, high + margin];
  };
  const [first, second] = [side(0), side(1)];
  return { low: [first[0], second[0]], high: [first[1], second[1]] };
}

/**
 * The best run of each optimizer, step by step: the same steps as its run, made again.
 * @throws NnError NN-EXPLAIN-PATH if the model has not two parameters, or the first problem of a spec
 */
export async function pathsOf(state: ComparisonState, options: CheckOptions): Promise<PathsOnSurface> {
  const { spec } = loadSpec(options.specText, options.specPath, options.overrides);
  const own = spec?.optimizer.type ?? '';
  const ask = async <Type extends 'path' | 'surface'>(
    overrides: NonNullable<CheckOptions['overrides']>,
    request: Parameters<typeof inspectSpec<Type>>[1],
  ) => {
    const all = [...(options.overrides ?? []), ...overrides];
    const { result, problems } = await inspectSpec<Type>({ ...options, overrides: all }, request);
    if (result !== undefined) return result;
    const [first] = problems.filter(({ severity }) => severity === 'error');
    throw first ? problemError(first) : new Error('The worker gave no answer.');
  };
  const paths: PathOf[] = [];
  for (const { group, first } of bestRows(leaderboard(state.runs))) {
    const path = await ask(overridesOf(first, own), { type: 'path', steps: first.step });
    if (path.steps.length > 0) paths.push({ label: group, path });
  }
  const region = regionOf(paths);
  const surface = await ask([{ path: 'compare', value: null }], { type: 'surface', region, size: SIZE });
  return { name: state.name, paths, surface };
}
