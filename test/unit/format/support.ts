/** Specs for the tests of the format. */
import assert from 'node:assert/strict';
import type { DataShape } from '../../../src/plan/types.ts';
import { loadSpec } from '../../../src/format/load.ts';
import type { Override } from '../../../src/format/overrides.ts';
import type { ResolvedSpec } from '../../../src/format/types.ts';

/** Right in every key, to be spoilt one way at a time. With a comment and trailing commas, so that its lines are those that a person would write. */
export const RIGHT = `{
  // Three kinds of iris.
  "formatVersion": 1,
  "name": "Iris",
  "semantics": "keras",
  "seed": 7,
  "data": {
    "source": "data/iris.csv",
    "features": [{ "columns": "*", "as": "number", "normalize": "standard" }],
    "target": { "column": "species", "as": "category" },
    "split": { "validation": 0.2, "test": 0.1 },
  },
  "model": {
    "layers": [
      { "type": "dense", "units": 16, "activation": "relu", "regularizer": { "l2": 0.001 } },
      { "type": "dropout", "id": "rest", "rate": 0.5 },
      { "type": "dense", "units": 3, "activation": "softmax" },
    ],
  },
  "loss": "categoricalCrossentropy",
  "metrics": ["accuracy"],
  "optimizer": { "type": "adam", "learningRate": 0.001 },
  "training": {
    "epochs": 20,
    "batchSize": 32,
    "earlyStopping": { "monitor": "validation.loss", "patience": 5 },
  },
}
`;

/** What loading the iris data finds out. */
export const IRIS: DataShape = {
  features: 4,
  featureNames: ['sepal_length', 'sepal_width', 'petal_length', 'petal_width'],
  target: { kind: 'category', classes: ['setosa', 'versicolor', 'virginica'] },
  samples: { train: 105, validation: 30, test: 15 },
  sparse: false,
  nonZeros: 600,
};

export const MEGABYTE = 2 ** 20;

export type Values = Readonly<Record<string, unknown>>;

/** Only what must be there. */
export const LEAST = {
  formatVersion: 1,
  data: { source: 'data.csv', target: 'y' },
  model: { layers: [{ type: 'dense', units: 1 }] },
  loss: 'meanSquaredError',
  optimizer: 'sgd',
} as const;

/** What the least spec with these values resolves to; it must be right. */
export function resolved(values: Values = {}, overrides: readonly Override[] = []): ResolvedSpec {
  const { spec, problems } = loadSpec(
    JSON.stringify({ ...LEAST, ...values }),
    'a/b/test.nnspec.json',
    overrides,
  );
  assert.ok(spec, JSON.stringify(problems));
  return spec;
}
/** `code: message` of the one problem. */
export function refused(values: Values, overrides: readonly Override[] = []): string {
  const { problems } = loadSpec(JSON.stringify({ ...LEAST, ...values }), 'test.nnspec.json', overrides);
  assert.equal(problems.length, 1, JSON.stringify(problems));
  return `${problems[0]?.code ?? ''}: ${problems[0]?.message ?? ''}`;
}
export const data = (more: Values): Values => ({ data: { ...LEAST.data, ...more } });
export const layers = (...list: Values[]): Values => ({ model: { layers: list } });
