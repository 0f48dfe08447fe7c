/** The `compare` section: what a comparison trains, and for how long. */
import type { SpecPath } from '../../base/errors.ts';
import { sentence } from '../../base/problems/spec.ts';
import { list, mapped, nullable, object, optional, required, union } from '../../base/schema/composites.ts';
import { boolean, enumeration, integer, number, text } from '../../base/schema/primitives.ts';
import type { ReadContext, Schema } from '../../base/schema/schema.ts';
import { OPTIMIZERS } from '../../kinds/optimizers/table.ts';
import type { CompareBudget, CompareSpec, ResolvedSpec } from '../types.ts';

const names = Object.fromEntries(Object.entries(OPTIMIZERS).map(([name, { summary }]) => [name, summary]));

/** Any JSON value: its key says what it may be. */
const value: Schema<unknown> = {
  shape: { kind: 'union', options: [number(), text(), boolean()] },
  accepts: () => true,
  read: (given) => given,
};

const learningRates = union<CompareSpec['learningRates']>('"default", "grid", "tune" or a list of numbers', [
  enumeration('choice of learning rates', {
    default: "Each optimizer's own default; the spec's optimizer keeps its rate.",
    grid: 'Five around that, half a decade apart.',
    tune: 'Five a decade apart with the first seed, then three around the best of them with every seed.',
  }),
  list(number({ exclusiveMinimum: 0 }), 1, 100),
]);

const limit = integer({ minimum: 1, maximum: 1_000_000_000 });
const limits = object({
  epochs: nullable(integer({ minimum: 1, maximum: 10_000_000 }), 'Epochs of each run.'),
  steps: nullable(limit, 'Steps of each run, rounded up to whole epochs.'),
  seconds: nullable(
    number({ exclusiveMinimum: 0 }),
    'Training time of each run, which the epochs of the spec may end before.',
  ),
});

const budget: Schema<CompareBudget> = mapped(
  limits,
  (read, path: SpecPath, context: ReadContext): CompareBudget | undefined => {
    const units = (['epochs', 'steps', 'seconds'] as const).filter((unit) => read[unit] !== null);
    const [unit] = units;
    const amount = unit === undefined ? null : read[unit];
    if (unit !== undefined && amount !== null && units.length === 1) return { unit, amount };
    context.report({ ...sentence('NN-SPEC-CONFLICT.budget'), path, on: 'key' });
    return undefined;
  },
);

const target = object({
  metric: optional(text(), 'loss', '`loss` or one of the metrics.'),
  value: required(number(), 'The value that a run is to reach, on validation data if there is any.'),
});

const varied = object({
  path: required(text(), 'The key, such as `training.batchSize` or `model.layers.dense1.units`.'),
  values: required(list(value, 1, 100), 'Its values; `null` takes the key away.'),
});

export const compare: Schema<CompareSpec> = object({
  optimizers: optional<readonly string[]>(
    list(enumeration('optimizer', names), 0, 100),
    [],
    'Optimizers by name.',
    "the spec's own",
  ),
  learningRates: optional<CompareSpec['learningRates']>(learningRates, 'default', 'Learning rates of each.'),
  seeds: optional(integer({ minimum: 1, maximum: 100 }), 1, 'Runs of each, with `seed` and those after it.'),
  budget: nullable(budget, 'The length of each run: one of three units.', "the spec's epochs"),
  target: nullable(target, 'Steps and time are taken until a run reaches it.'),
  vary: optional(list(varied, 0, 20), [], 'Other keys, each with a list of values.', '`[]`'),
});

/** The part of a spec that training reads: without the comparison that it keeps. */
export function withoutComparison(spec: ResolvedSpec): ResolvedSpec {
  if (spec.compare === undefined) return spec;
  const rest: { -readonly [K in keyof ResolvedSpec]: ResolvedSpec[K] } = { ...spec };
  delete rest.compare;
  return rest;
}
