/**
 * The shape of a resolved spec in a run.json, as far as the code relies on it. Ranges are the spec's own matter; names and
 * kinds are checked, so that a run that was changed by hand or damaged is refused where it is read.
 */
import type { Key, Keys, Shape, Variant } from '../../base/schema/schema.ts';
import { INITIALIZERS } from '../../kinds/initializers/table.ts';
import { LAYERS } from '../../kinds/layers/table.ts';
import { LOSSES } from '../../kinds/losses/table.ts';
import { METRICS } from '../../kinds/metrics/table.ts';
import { OPTIMIZERS } from '../../kinds/optimizers/table.ts';
import { SCHEDULES } from '../../kinds/schedules/table.ts';
import type { BuiltinName, DataFormat, Semantics, Source } from '../../format/types.ts';
import {
  type Check,
  count,
  either,
  flag,
  list,
  nameIn,
  named,
  number,
  object,
  optional,
  orNull,
  record,
  text,
} from './shape.ts';

type Table<Name extends string> = Readonly<Record<Name, Parameters<typeof object>[0]>>;

/** The form of a key without a value: null, or absent. */
type Unset = typeof orNull | typeof optional;

/** The check of a key's resolved values. */
function resolved({ schema: { shape }, presence }: Key<unknown>, unset: Unset): Check {
  const value = shapeOf(shape);
  return presence.kind === 'default' && presence.keras === null ? unset(value) : value;
}

function shapeOf(shape: Shape): Check {
  switch (shape.kind) {
    case 'number':
      return shape.integer ? count : number;
    case 'string':
      return text;
    case 'boolean':
      return flag;
    case 'enum':
      return nameIn(shape.values);
    case 'object':
      return object(shapesOf(shape.keys));
    case 'list':
      return list(shapeOf(shape.items.shape));
    case 'named':
      return variantsOf(shape.variants);
    case 'record':
    case 'union':
    case 'planned':
      throw new TypeError(`No entry of the catalogue has a key of the kind ${shape.kind}.`);
  }
}

function shapesOf(keys: Keys, unset: Unset = orNull): Readonly<Record<string, Check>> {
  return Object.fromEntries(Object.entries(keys).map(([name, key]) => [name, resolved(key, unset)]));
}

/** One entry of a table of the catalogue, by its `type`. */
function variantsOf(table: Readonly<Record<string, Variant>>, unset?: Unset): Check {
  return named(
    'type',
    Object.fromEntries(Object.entries(table).map(([name, { keys }]) => [name, shapesOf(keys, unset)])),
  );
}

export const initializer = variantsOf(INITIALIZERS);
export const regularizer = object({ l1: number, l2: number });
/** The id is null only in a spec as it is written. */
export const layer = named(
  'type',
  Object.fromEntries(
    Object.entries(LAYERS).map(([name, { keys }]) => [name, { ...shapesOf(keys), id: text }]),
  ),
);
const optimizer = variantsOf(OPTIMIZERS);

/** Runs of earlier versions do not have the mode: it is absolute. */
const schedule = named(
  'type',
  Object.fromEntries(
    Object.entries(SCHEDULES).map(([name, { keys }]) => {
      const { minDeltaMode, ...shapes } = shapesOf(keys);
      return [
        name,
        minDeltaMode === undefined ? shapes : { ...shapes, minDeltaMode: optional(minDeltaMode) },
      ];
    }),
  ),
);

const FORMATS = {
  ...{ csv: 1, tsv: 1, json: 1, jsonl: 1 },
  ...{ npy: 1, npz: 1, idx: 1, parquet: 1 },
} satisfies Record<DataFormat, 1>;
const BUILTINS = {
  ...{ xor: 1, spiral: 1, moons: 1, circles: 1 },
  ...{ gaussians: 1, line: 1, sine: 1 },
  ...{ saddle: 1, rosenbrock: 1, beale: 1, doubleWell: 1 },
} satisfies Record<BuiltinName, 1>;
const rows = list(list(number));
const source = named('kind', {
  file: { path: text, format: nameIn(FORMATS) },
  idx: { images: text, labels: text },
  pictures: { folder: text, width: count, height: count, color: nameIn({ grey: 1, rgb: 1 }) },
  builtin: { name: nameIn(BUILTINS), samples: count, noise: number, classes: count },
  inline: { x: rows, y: rows },
} satisfies Table<Source['kind']>);

const feature = object({ columns: either(text, list(text)), as: text });

const SEMANTICS = { keras: 1, pytorch: 1 } satisfies Record<Semantics, 1>;

export const resolvedSpec = object({
  formatVersion: count,
  name: text,
  semantics: nameIn(SEMANTICS),
  seed: number,
  data: object({
    source,
    features: list(feature),
    target: object({
      columns: list(text),
      as: text,
      classWeights: optional(either(nameIn({ balanced: 1 }), record(number))),
    }),
    sampleWeight: optional(text),
    limit: optional(count),
    split: object({
      ...{ validation: number, test: number, stratify: orNull(flag), shuffle: flag },
      ...{ column: optional(text), group: optional(text), time: optional(text) },
    }),
    validation: orNull(source),
    test: orNull(source),
  }),
  model: object({ layers: list(layer) }),
  loss: variantsOf(LOSSES, optional),
  metrics: list(variantsOf(METRICS, optional)),
  optimizer,
  training: object({
    epochs: count,
    batchSize: either(nameIn({ full: 1 }), count),
    shuffle: flag,
    dropLastBatch: flag,
    gradientAccumulation: optional(count),
    gradientClipping: named('kind', {
      none: {},
      value: { threshold: number },
      norm: { threshold: number },
      globalNorm: { threshold: number },
    }),
    learningRateSchedule: schedule,
    earlyStopping: orNull(object({ monitor: text, patience: number, minDelta: number, restoreBest: flag })),
    checkpoint: object({ everyEpochs: count, keep: count, best: text }),
    initialWeights: optional(orNull(text)),
  }),
  health: object({}),
});
