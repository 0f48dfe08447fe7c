/** The microscope's gradients are those of PyTorch's autograd; golden.json is by test/parity/scripts/golden_microscope.py. */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Activation, Loss } from '../../../../src/format/types.ts';
import { Microscope } from '../../../../src/engine/microscope/microscope.ts';
import { holdStep } from '../../../../src/engine/microscope/step.ts';
import { dense, planOf } from '../../../support/plans.ts';

type Matrix = readonly (readonly number[])[];

interface Case {
  readonly name: string;
  readonly x: Matrix;
  readonly y: Matrix;
  readonly w1: Matrix;
  readonly b1: readonly number[];
  readonly w2: Matrix;
  readonly b2: readonly number[];
  readonly activation: string;
  readonly loss: string;
  readonly value: number;
  /** Gradients of the sum of the samples' losses. */
  readonly z1: Matrix;
  readonly a1: Matrix;
  readonly z2: Matrix;
  /** Gradients of their mean. */
  readonly dw1: Matrix;
  readonly db1: readonly number[];
  readonly dw2: Matrix;
  readonly db2: readonly number[];
}

const CASES = JSON.parse(readFileSync(join(import.meta.dirname, 'golden.json'), 'utf8')) as readonly Case[];

function open({ x, y, w1, b1, w2, b2, activation, loss }: Case): Microscope {
  const f = activation === 'gelu' ? { type: activation, approximate: false } : { type: activation };
  const last = loss === 'categoricalCrossentropy' ? 'softmax' : 'sigmoid';
  const { plan, dataset } = planOf({
    ...{ x, y, semantics: 'pytorch', target: loss === 'categoricalCrossentropy' ? 'category' : 'number' },
    layers: [
      dense('one', 4, { activation: f as Activation }),
      dense('two', 2, { activation: { type: last } }),
    ],
    loss: { type: loss } as Loss,
    training: { batchSize: 3, shuffle: false },
  });
  const tensor = (name: string, shape: readonly number[], values: readonly number[]) => ({
    ...{ name, shape },
    values: Float32Array.from(values),
  });
  const initialWeights = [
    tensor('one.kernel', [3, 4], w1.flat()),
    tensor('one.bias', [4], b1),
    tensor('two.kernel', [4, 2], w2.flat()),
    tensor('two.bias', [2], b2),
  ];
  return new Microscope(holdStep(plan, dataset, { sample: null, initialWeights }));
}

describe('the microscope beside autograd', () => {
  for (const golden of CASES) {
    it(golden.name, () => {
      const scope = open(golden);
      const same = (ref: string, expected: number): void => {
        const { value, difference } = scope.ask(ref);
        assert.ok(Math.abs(value - expected) <= 1e-9, `${ref}: ${String(value)}, not ${String(expected)}`);
        assert.ok(difference === undefined || difference.error <= 1e-6, ref);
      };
      same('loss', golden.value);
      const units = (what: string, all: Matrix): void => {
        all.forEach((row, sample) => {
          row.forEach((value, unit) => {
            same(`${what}[${String(unit)}].gradient@${String(sample)}`, value);
          });
        });
      };
      units('one.z', golden.z1);
      units('one.a', golden.a1);
      units('two.z', golden.z2);
      const weights = (what: string, all: Matrix): void => {
        all.forEach((row, input) => {
          row.forEach((value, unit) => {
            same(`${what}[${String(input)},${String(unit)}].gradient`, value);
          });
        });
      };
      weights('one.kernel', golden.dw1);
      weights('two.kernel', golden.dw2);
      golden.db1.forEach((value, unit) => {
        same(`one.bias[${String(unit)}].gradient`, value);
      });
      golden.db2.forEach((value, unit) => {
        same(`two.bias[${String(unit)}].gradient`, value);
      });
    });
  }
});
