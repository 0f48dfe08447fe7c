import assert from 'node:assert/strict';
import fc from 'fast-check';
import { batchSizes, epochOrder, gatherDense, gatherSparse } from '../../../src/data/batches.ts';
import { labelsOf } from '../../../src/data/encoding/labels.ts';
import { splitRows } from '../../../src/data/split.ts';
import type { DenseMatrix, SparseMatrix } from '../../../src/data/types.ts';
import { inputsOf, load } from './support.ts';

describe('splits', () => {
  it('share every row out once, in rounded shares, the same for the same seed', () => {
    fc.assert(
      fc.property(
        fc.array(fc.constantFrom('a', 'b', 'c'), { minLength: 40, maxLength: 200 }),
        fc.nat(),
        fc.boolean(),
        (labels, seed, stratify) => {
          const options = { validation: 0.2, test: 0.1, shuffle: true, seed };
          const given = stratify ? labelsOf(labels.length, (row) => labels[row] ?? '') : null;
          const split = splitRows(labels.length, given, options);
          assert.deepEqual(split, splitRows(labels.length, given, options));
          const rows = [...split.train, ...split.validation, ...split.test].sort((a, b) => a - b);
          assert.deepEqual(rows, [...labels.keys()]);
          assert.equal(split.validation.length, Math.round(labels.length * 0.2));
          assert.equal(split.test.length, Math.round(labels.length * 0.1));
          if (!stratify) return;
          for (const name of new Set(labels)) {
            const share = (part: Uint32Array) => part.filter((row) => labels[row] === name).length;
            const count = labels.filter((label) => label === name).length;
            assert.ok(Math.abs(share(split.validation) - count * 0.2) < 1);
            assert.ok(share(split.train) > 0, 'each class is trained on');
          }
        },
      ),
      { numRuns: 100 },
    );
  });

  it('differ by seed, and follow the file unless shuffled', () => {
    const draw = (seed: number, shuffle: boolean) =>
      splitRows(50, null, { validation: 0.2, test: 0.2, shuffle, seed });
    assert.notDeepEqual(draw(1, true).validation, draw(2, true).validation);
    assert.deepEqual(Array.from(draw(1, false).validation), [30, 31, 32, 33, 34, 35, 36, 37, 38, 39]);
    assert.equal(draw(1, false).test[0], 40);
  });
});

describe('batches', () => {
  it('visit every row once, in an order of seed and epoch alone', () => {
    const order = epochOrder(1000, 7, 3, true);
    assert.deepEqual(
      Array.from(order).sort((a, b) => a - b),
      [...order.keys()],
    );
    assert.deepEqual(order, epochOrder(1000, 7, 3, true));
    assert.notDeepEqual(order, epochOrder(1000, 7, 4, true));
    assert.notDeepEqual(order, epochOrder(1000, 8, 3, true));
    assert.deepEqual(Array.from(epochOrder(4, 7, 1, false)), [0, 1, 2, 3]);
  });

  it('end with a ragged one, or without it', () => {
    assert.deepEqual(batchSizes(10, 4, false), [4, 4, 2]);
    assert.deepEqual(batchSizes(10, 4, true), [4, 4]);
    assert.deepEqual(batchSizes(3, 4, true), [3]);
  });

  it('gather the same rows, dense of any width and sparse', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 40 }), fc.nat(), (columns, seed) => {
        const rows = 9;
        const values = Float32Array.from({ length: rows * columns }, (_, i) => (i % 3 === 0 ? 0 : i + 1));
        const dense: DenseMatrix = { kind: 'dense', rows, columns, values };
        const order = epochOrder(rows, seed, 1, true);
        const out = new Float32Array(4 * columns);
        gatherDense(dense, order, 3, 4, out);
        const expected = Array.from(order.subarray(3, 7)).flatMap((row) =>
          Array.from(values.subarray(row * columns, (row + 1) * columns)),
        );
        assert.deepEqual(Array.from(out), expected);

        const batch = gatherSparse(sparseOf(dense), order, 3, 4);
        const filled = new Float32Array(4 * columns);
        for (let row = 0; row < batch.rows; row++) {
          for (let at = batch.indptr[row] ?? 0; at < (batch.indptr[row + 1] ?? 0); at++) {
            filled[row * columns + (batch.indices[at] ?? 0)] = batch.values[at] ?? 0;
          }
        }
        assert.deepEqual(Array.from(filled), expected);
      }),
      { numRuns: 60 },
    );
  });
});

function sparseOf({ rows, columns, values }: DenseMatrix): SparseMatrix {
  const indptr = [0];
  const indices: number[] = [];
  const kept: number[] = [];
  for (let row = 0; row < rows; row++) {
    for (let column = 0; column < columns; column++) {
      const value = values[row * columns + column] ?? 0;
      if (value === 0) continue;
      indices.push(column);
      kept.push(value);
    }
    indptr.push(indices.length);
  }
  return {
    kind: 'sparse',
    rows,
    columns,
    indptr: Uint32Array.from(indptr),
    indices: Uint32Array.from(indices),
    values: Float32Array.from(kept),
  };
}

describe('synthetic data', () => {
  const source = (builtin: string, samples: number, noise = 0) => ({ builtin, samples, noise });
  const whole = { split: { validation: 0 } };

  it('follows its formulas', async () => {
    const moons = await load({ source: source('moons', 100), ...whole });
    const circles = await load({ source: source('circles', 100), ...whole });
    const sine = await load({ source: source('sine', 50), ...whole }, {}, 'mse');
    const at = (values: ArrayLike<number>, index: number): number => values[index] ?? NaN;
    for (let row = 0; row < 100; row++) {
      const upper = at(moons.train.y.values, row * 2) === 1;
      const [x, y] = [at(inputsOf(moons.train), row * 2), at(inputsOf(moons.train), row * 2 + 1)];
      const radius = upper ? Math.hypot(x, y) : Math.hypot(x - 1, y - 0.5);
      assert.ok(Math.abs(radius - 1) < 1e-6 && (upper ? y >= 0 : y <= 0.5));
      const ring = Math.hypot(at(inputsOf(circles.train), row * 2), at(inputsOf(circles.train), row * 2 + 1));
      assert.ok(Math.abs(ring - (at(circles.train.y.values, row * 2) === 1 ? 0.5 : 1)) < 1e-6);
    }
    sine.train.y.values.forEach((y, row) => {
      assert.ok(Math.abs(y - Math.sin(2 * Math.PI * at(inputsOf(sine.train), row))) < 1e-5);
    });
  });

  it('draws a sample from seed and number alone', async () => {
    const few = await load({ source: source('spiral', 10, 0.1), ...whole });
    const many = await load({ source: source('spiral', 20, 0.1), ...whole });
    assert.deepEqual(inputsOf(few.train), inputsOf(many.train).slice(0, 20));
  });
});
