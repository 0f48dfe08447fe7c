/** The page that asks what to compare, as a spec fills it. Free of vscode. */
import type { CompareSpec, ResolvedSpec } from '../format/types.ts';
import { loadSpec } from '../format/load.ts';
import { OPTIMIZER_NAMES } from '../kinds/optimizers/table.ts';
import { type CompareSetup, SPEC_ALONE } from '../run/comparison/choice.ts';
import { specValues } from '../runs/shape/specValues.ts';

/** Optimizers of a spec that keeps no comparison. */
const PICKED_AT_FIRST: readonly string[] = ['sgd', 'momentum', 'adagrad', 'rmsprop', 'adam'];
const SEEDS_AT_FIRST = 3;
/** Keys of these parts can be varied. */
const VARIED = /^(training|optimizer|model\.layers|loss)\b/;
const MOST_SETTINGS = 300;

/** The choice to begin with: the spec's own, or the usual one. */
function choiceOf(spec: ResolvedSpec, ofSettings: boolean): CompareSpec {
  if (spec.compare) return spec.compare;
  const own = spec.optimizer.type;
  const optimizers = OPTIMIZER_NAMES.filter((name) => PICKED_AT_FIRST.includes(name) || name === own);
  return { ...SPEC_ALONE, optimizers: ofSettings ? [] : optimizers, seeds: SEEDS_AT_FIRST };
}

/** The rate at which an optimizer begins in this spec. */
function rateOf(text: string, path: string, spec: ResolvedSpec, name: string): number {
  if (spec.optimizer.type === name) return spec.optimizer.learningRate;
  const value = { type: name };
  return loadSpec(text, path, [{ path: 'optimizer', value }]).spec?.optimizer.learningRate ?? NaN;
}

/** The page for the spec of a text that `spec` is read from. */
export function setupOf(
  text: string,
  specPath: string,
  spec: ResolvedSpec,
  { id, ofSettings, parallel }: Pick<CompareSetup, 'id' | 'ofSettings' | 'parallel'>,
): CompareSetup {
  const settings = [...specValues(spec)].filter(([path]) => VARIED.test(path)).slice(0, MOST_SETTINGS);
  return {
    ...{ id, ofSettings, parallel, specPath },
    name: spec.name,
    choice: choiceOf(spec, ofSettings),
    optimizers: OPTIMIZER_NAMES.map((name) => ({ name, rate: rateOf(text, specPath, spec, name) })),
    own: spec.optimizer.type,
    epochs: spec.training.epochs,
    metrics: spec.metrics.map(({ type }) => type),
    settings: settings.map(([path, value]) => ({ path, value: String(value) })),
    speed: null,
    problem: null,
  };
}
