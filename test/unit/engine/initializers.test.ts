import assert from 'node:assert/strict';

import { initialize } from '../../../src/engine/initializers.ts';
import type { Initializer, Semantics } from '../../../src/format/types.ts';

const FAN_IN = 120;
const FAN_OUT = 200;
const FANS = { in: FAN_IN, out: FAN_OUT, inputs: FAN_IN };

function draw(
  initializer: Initializer,
  semantics: Semantics = 'keras',
  shape: readonly number[] = [FAN_IN, FAN_OUT],
) {
  const out = new Float64Array(shape.reduce((product, size) => product * size, 1));
  initialize(initializer, { name: 'dense1.kernel', shape, fans: FANS }, semantics, 11, out);
  return out;
}

function moments(values: Float64Array) {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  const variance = values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / values.length;
  const largest = values.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
  return { mean, variance, largest };
}

/** Six standard errors of a mean of 24,000 draws, and 5 % of a variance: chance alone does not fail this. */
function assertMoments(values: Float64Array, mean: number, variance: number): void {
  const seen = moments(values);
  assert.ok(
    Math.abs(seen.mean - mean) < 6 * Math.sqrt(variance / values.length),
    `mean ${String(seen.mean)}`,
  );
  assert.ok(
    Math.abs(seen.variance / variance - 1) < 0.05,
    `variance ${String(seen.variance)}, not ${String(variance)}`,
  );
}

describe('initializers', () => {
  const uniforms = [
    ['glorotUniform', Math.sqrt(6 / (FAN_IN + FAN_OUT))],
    ['heUniform', Math.sqrt(6 / FAN_IN)],
    ['lecunUniform', Math.sqrt(3 / FAN_IN)],
    ['pytorchDefault', 1 / Math.sqrt(FAN_IN)],
  ] as const;
  for (const [type, limit] of uniforms) {
    it(`${type} is uniform within its limit`, () => {
      const values = draw({ type });
      assertMoments(values, 0, limit ** 2 / 3);
      const { largest } = moments(values);
      assert.ok(largest <= limit && largest > 0.999 * limit);
    });
  }

  it('pytorchDefault scales a bias by the inputs of its layer, not by its own length', () => {
    const out = new Float64Array(4000);
    const target = { name: 'dense1.bias', shape: [4000], fans: { in: 4000, out: 4000, inputs: 16 } };
    initialize({ type: 'pytorchDefault' }, target, 'pytorch', 3, out);
    assertMoments(out, 0, 1 / (3 * 16));
    const { largest } = moments(out);
    assert.ok(largest <= 0.25 && largest > 0.249);
  });

  it('shapes are those of their distributions: shares within one deviation, none beyond the cut', () => {
    const within = (values: Float64Array, limit: number) =>
      values.reduce((count, value) => count + (Math.abs(value) < limit ? 1 : 0), 0) / values.length;
    const near = (actual: number, expected: number) => {
      assert.ok(Math.abs(actual - expected) < 0.015, `${String(actual)}, not ${String(expected)}`);
    };
    near(within(draw({ type: 'randomNormal', mean: 0, stddev: 1 }), 1), 0.6827);
    near(within(draw({ type: 'randomNormal', mean: 0, stddev: 1 }), 2), 0.9545);
    // Of a normal cut at two deviations, .6827/.9545 lie within one.
    near(within(draw({ type: 'truncatedNormal', mean: 0, stddev: 1 }), 1), 0.7152);
    near(within(draw({ type: 'randomUniform', minval: -1, maxval: 1 }), 0.5), 0.5);
    near(within(draw({ type: 'heNormal' }, 'pytorch'), Math.sqrt(2 / FAN_IN)), 0.6827);
  });

  const normals = [
    ['glorotNormal', 2 / (FAN_IN + FAN_OUT)],
    ['heNormal', 2 / FAN_IN],
    ['lecunNormal', 1 / FAN_IN],
  ] as const;
  for (const [type, variance] of normals) {
    it(`${type} keeps its variance; truncated in keras, not in pytorch`, () => {
      const cut = (2 * Math.sqrt(variance)) / 0.87962566103423978;
      const keras = draw({ type });
      assertMoments(keras, 0, variance);
      assert.ok(moments(keras).largest <= cut && moments(keras).largest > 0.99 * cut);
      const pytorch = draw({ type }, 'pytorch');
      assertMoments(pytorch, 0, variance);
      assert.ok(moments(pytorch).largest > 1.2 * cut);
    });
  }

  it('randomNormal, truncatedNormal and randomUniform have their mean, spread and bounds', () => {
    assertMoments(draw({ type: 'randomNormal', mean: 1, stddev: 0.5 }), 1, 0.25);
    const truncated = draw({ type: 'truncatedNormal', mean: 0, stddev: 0.5 });
    assertMoments(truncated, 0, (0.5 * 0.87962566103423978) ** 2);
    assert.ok(moments(truncated).largest <= 1);
    const uniform = draw({ type: 'randomUniform', minval: -1, maxval: 3 });
    assertMoments(uniform, 1, 16 / 12);
    assert.ok(Math.min(...uniform.subarray(0, 1000)) >= -1 && moments(uniform).largest < 3);
  });

  it('zeros, ones and constant', () => {
    assert.ok(draw({ type: 'zeros' }).every((value) => value === 0));
    assert.ok(draw({ type: 'ones' }).every((value) => value === 1));
    assert.ok(draw({ type: 'constant', value: -2.5 }).every((value) => value === -2.5));
  });

  for (const shape of [
    [7, 4],
    [4, 7],
    [5, 5],
  ] as const) {
    it(`orthogonal ${shape.join('×')}: the shorter side is orthonormal, times gain`, () => {
      const [rows, columns] = shape;
      const out = draw({ type: 'orthogonal', gain: 2 }, 'keras', shape);
      const tall = rows >= columns;
      const entry = (vector: number, item: number) =>
        (tall ? out[item * columns + vector] : out[vector * columns + item]) ?? NaN;
      for (let a = 0; a < Math.min(rows, columns); a++) {
        for (let b = 0; b <= a; b++) {
          let dot = 0;
          for (let item = 0; item < Math.max(rows, columns); item++) dot += entry(a, item) * entry(b, item);
          assert.ok(Math.abs(dot - (a === b ? 4 : 0)) < 1e-12);
        }
      }
    });
  }

  it('a draw depends on seed and name alone', () => {
    const out = [new Float64Array(50), new Float64Array(50), new Float64Array(50)];
    const target = { shape: [5, 10], fans: { in: 5, out: 10, inputs: 5 } };
    const names = ['a.kernel', 'b.kernel', 'a.kernel'];
    out.forEach((values, index) => {
      const name = names[index] ?? '';
      initialize({ type: 'heNormal' }, { ...target, name }, 'keras', 1, values);
    });
    assert.deepEqual(out[0], out[2]);
    assert.notDeepEqual(out[0], out[1]);
  });
});
