import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';

import { createReferenceBackend } from '../../../../src/engine/reference/backend.ts';
import { numbers } from '../../../../src/kinds/shape.ts';
import type { MetricBatch } from '../../../../src/kinds/metrics/metric.ts';
import { createMetrics } from '../../../../src/engine/evaluation/metrics.ts';
import type { Metric } from '../../../../src/format/types.ts';
import { dense, planOf } from '../../../support/plans.ts';

/** Values of `metrics` over outputs that are probabilities or numbers already, fed in two batches. */
function values(
  target: 'category' | 'binary' | 'number',
  metrics: readonly Metric[],
  outputs: readonly (readonly number[])[],
  targets: readonly (readonly number[])[],
): Record<string, number> {
  const units = outputs[0]?.length ?? 0;
  const { plan } = planOf({
    x: outputs,
    y: targets,
    layers: [dense('dense1', units)],
    loss: { type: 'meanSquaredError' },
    target,
  });
  const running = createMetrics({ ...plan, spec: { ...plan.spec, metrics } });
  const backend = createReferenceBackend(1024);
  const take = () => backend.allocate(numbers(units), outputs.length);
  const [o, t] = [take(), take()];
  const batch: MetricBatch = {
    backend,
    rows: 0,
    units,
    output: backend.view(o),
    outputTensor: o,
    prediction: backend.view(o),
    predictionTensor: o,
    target: backend.view(t),
    targetTensor: t,
  };
  for (const [from, to] of [
    [0, 1],
    [1, outputs.length],
  ] as const) {
    batch.rows = to - from;
    backend.view(o).set(outputs.slice(from, to).flat());
    backend.view(t).set(targets.slice(from, to).flat());
    for (const metric of running) metric.add(batch);
  }
  return Object.fromEntries(running.map((metric) => [metric.name, metric.value()]));
}

function close(actual: Record<string, number>, expected: Record<string, number>, tolerance = 1e-6): void {
  assert.deepEqual(Object.keys(actual), Object.keys(expected));
  for (const [name, value] of Object.entries(expected)) {
    assert.ok(
      Math.abs((actual[name] ?? NaN) - value) < tolerance * Math.max(1, Math.abs(value)),
      `${name}: ${String(actual[name])}, not ${String(value)}`,
    );
  }
}

type Rows = readonly (readonly number[])[];
interface Golden<Values> {
  readonly outputs: Rows;
  readonly targets: Rows;
  readonly values: Values;
}
type GoldenMetrics = Readonly<Record<'category' | 'binary' | 'number', Golden<Record<string, number>>>>;
type GoldenOptions = Readonly<
  Record<'classes' | 'labels' | 'soft', Golden<readonly (readonly [Metric, number])[]>>
>;

const GOLDEN_PATH = join(import.meta.dirname, '..', '..', '..', 'parity', 'golden', 'metrics.json');
const GOLDEN: Readonly<Record<keyof GoldenMetrics, readonly Metric[]>> = {
  category: [
    { type: 'accuracy' },
    { type: 'topKAccuracy', k: 2 },
    { type: 'precision' },
    { type: 'recall' },
    { type: 'f1' },
    { type: 'categoricalCrossentropy' },
  ],
  binary: [
    { type: 'accuracy' },
    { type: 'precision' },
    { type: 'recall' },
    { type: 'f1' },
    { type: 'binaryCrossentropy' },
    { type: 'hinge' },
  ],
  number: [
    { type: 'rootMeanSquaredError' },
    { type: 'r2' },
    { type: 'meanSquaredError' },
    { type: 'meanAbsoluteError' },
    { type: 'huber', delta: 2 },
  ],
};

describe('metrics', () => {
  for (const [kind, metrics] of Object.entries(GOLDEN) as [keyof GoldenMetrics, readonly Metric[]][]) {
    it(`of ${kind} are what Keras and scikit-learn say`, async () => {
      const golden = JSON.parse(await readFile(GOLDEN_PATH, 'utf8')) as GoldenMetrics;
      const { outputs, targets, values: expected } = golden[kind];
      close(values(kind, metrics, outputs, targets), expected, 2e-6);
    });
  }

  for (const kind of ['classes', 'labels', 'soft'] as const) {
    it(`of ${kind}, with keys, are what Keras and scikit-learn say`, async () => {
      const golden = JSON.parse(await readFile(GOLDEN_PATH, 'utf8')) as { readonly options: GoldenOptions };
      const { outputs, targets, values: expected } = golden.options[kind];
      assert.ok(expected.length > 5);
      for (const [metric, value] of expected) {
        const found = values(kind === 'classes' ? 'category' : 'number', [metric], outputs, targets);
        assert.ok(
          Math.abs((found[metric.type] ?? NaN) - value) < 2e-6,
          `${JSON.stringify(metric)}: ${String(found[metric.type])}, not ${String(value)}`,
        );
      }
    });
  }

  it('of categories', () => {
    const outputs = [
      [0.6, 0.3, 0.1],
      [0.2, 0.5, 0.3],
      [0.4, 0.35, 0.25],
      [0.1, 0.2, 0.7],
    ];
    const targets = [
      [1, 0, 0],
      [0, 0, 1],
      [0, 1, 0],
      [0, 0, 1],
    ];
    const metrics: readonly Metric[] = [
      { type: 'accuracy' },
      { type: 'topKAccuracy', k: 2 },
      { type: 'precision' },
      { type: 'recall' },
      { type: 'f1' },
      { type: 'categoricalCrossentropy' },
    ];
    close(values('category', metrics, outputs, targets), {
      accuracy: 0.5,
      topKAccuracy: 1,
      // Outputs above one half: 0.6 and 0.7, both right, of four classes to find.
      precision: 1,
      recall: 0.5,
      // By the largest output: classes 0 and 2 have F1 2/3, class 1 none.
      f1: (2 / 3 + 0 + 2 / 3) / 3,
      categoricalCrossentropy: -(Math.log(0.6) + Math.log(0.3) + Math.log(0.35) + Math.log(0.7)) / 4,
    });
  });

  it('of a binary target, and 0 where nothing can be counted', () => {
    const metrics: readonly Metric[] = [
      { type: 'accuracy' },
      { type: 'precision' },
      { type: 'recall' },
      { type: 'f1' },
    ];
    const targets = [[1], [0], [1], [1], [0]];
    close(values('binary', metrics, [[0.9], [0.8], [0.2], [0.7], [0.5]], targets), {
      accuracy: 0.6,
      precision: 2 / 3,
      recall: 2 / 3,
      f1: 2 / 3,
    });
    close(values('binary', metrics, [[0.1], [0.1]], [[0], [0]]), {
      accuracy: 1,
      precision: 0,
      recall: 0,
      f1: 0,
    });
  });

  it('of numbers, exact far from zero', () => {
    const metrics: readonly Metric[] = [
      { type: 'rootMeanSquaredError' },
      { type: 'r2' },
      { type: 'meanAbsoluteError' },
      { type: 'huber', delta: 1 },
    ];
    const targets = [[65536], [65537], [65538], [65539]];
    const outputs = [[65536], [65538], [65538], [65537]];
    close(values('number', metrics, outputs, targets), {
      rootMeanSquaredError: Math.sqrt(5 / 4),
      r2: 1 - 5 / 5,
      meanAbsoluteError: 3 / 4,
      huber: (0.5 + 1.5) / 4,
    });
    close(values('number', [{ type: 'r2' }], [[1], [2]], [[3], [3]]), { r2: 0 });
    close(values('number', [{ type: 'r2' }], [[3], [3]], [[3], [3]]), { r2: 1 });
  });
});
