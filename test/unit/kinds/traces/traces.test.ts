import assert from 'node:assert/strict';
import fc from 'fast-check';
import { compute } from '../../../../src/base/formula/formula.ts';
import { ACTIVATIONS, activation, activationKind } from '../../../../src/kinds/activations/table.ts';
import { LOSSES, loss, lossKind } from '../../../../src/kinds/losses/table.ts';
import { exampleOptimizers, optimizerKind, OPTIMIZERS } from '../../../../src/kinds/optimizers/table.ts';
import type { OptimizerKind } from '../../../../src/kinds/optimizers/optimizer.ts';
import { activationTrace } from '../../../../src/kinds/traces/activations.ts';
import { lossTrace } from '../../../../src/kinds/traces/losses.ts';
import { stepTrace } from '../../../../src/kinds/traces/optimizers.ts';

const SEMANTICS = ['keras', 'pytorch'] as const;
const number = fc.double({ min: -4, max: 4, noNaN: true }).filter((value) => Math.abs(value) > 1e-3);
const report = ({ message }: { readonly message: string }): never => {
  throw new RangeError(message);
};

function near(actual: number, expected: number, what: string, tolerance = 1e-9): void {
  const error = Math.abs(actual - expected) / Math.max(1, Math.abs(expected));
  assert.ok(error <= tolerance, `${what}: ${String(actual)}, not ${String(expected)}`);
}

function numbersOf(options: object): Record<string, number> {
  const entries = Object.entries(options).filter(
    (entry): entry is [string, number] => typeof entry[1] === 'number',
  );
  return Object.fromEntries(entries);
}

describe('the formulas that the catalogue is told by', () => {
  for (const semantics of SEMANTICS) {
    it(`are the steps of every optimizer (${semantics})`, () => {
      const tried = new Set<string>();
      for (const optimizer of exampleOptimizers(semantics)) {
        if (optimizerKind(optimizer).prepareDirecting) continue;
        tried.add(optimizer.type);
        for (const decayed of [optimizer, { ...optimizer, weightDecay: 0.03 }]) {
          fc.assert(
            fc.property(
              number,
              number,
              fc.array(fc.double({ min: 0.01, max: 3, noNaN: true }), { minLength: 3, maxLength: 3 }),
              fc.integer({ min: 1, max: 40 }),
              (w, g, before, step) => {
                const rule = { optimizer: decayed, semantics, learningRate: 0.05, step };
                const count = optimizerKind(decayed).slots(decayed, semantics, []).length;
                const slots = before.slice(0, count).map((value) => Float64Array.of(value));
                const trace = stepTrace(rule, g, before);
                assert.ok(trace, decayed.type);
                const { constants, lines, slots: names } = trace;
                assert.equal(names.length, count);
                const values: Record<string, number> = { ...constants, w, g };
                names.forEach((name, index) => (values[name] = before[index] ?? NaN));
                for (const [name, text] of lines) values[name] = compute(text, values);
                near(values['w′'] ?? NaN, optimizerKind(decayed).step(rule)(w, g, slots, 0), decayed.type);
                names.forEach((name, index) => {
                  near(values[`${name}′`] ?? NaN, slots[index]?.[0] ?? NaN, `${decayed.type} ${name}`);
                });
              },
            ),
            { numRuns: 60 },
          );
        }
      }
      const perWeight = Object.entries<OptimizerKind>(OPTIMIZERS).filter(
        ([, kind]) => !kind.prepareDirecting,
      );
      assert.deepEqual([...tried].sort(), perWeight.map(([type]) => type).sort());
    });

    it(`are every loss and its derivative (${semantics})`, () => {
      for (const type of Object.keys(LOSSES)) {
        const options = loss.read({ type }, [], { semantics, report });
        if (!options) throw new RangeError(type);
        const kind = lossKind(options);
        fc.assert(
          fc.property(
            fc.double({ min: 0.02, max: 0.98, noNaN: true }),
            fc.constantFrom(0, 1, 0.3),
            (o, t) => {
              const { value, slope } = lossTrace(options, semantics, 'none', o, t);
              const names = { ...numbersOf(options), o, t, s: o + 0.5, S: t + 0.2, a: o - t, b: 0.5 - 0.2 };
              if (kind.of === 'element') {
                near(compute(value, names), kind.pair(semantics).value(o, t, options), type);
                near(compute(slope, names), kind.pair(semantics).derivative(o, t, options), type);
                return;
              }
              const gradient = new Float64Array(2);
              const outputs = Float64Array.of(o, 0.5);
              const targets = Float64Array.of(t, 0.2);
              const whole = kind.row(semantics)(outputs, targets, gradient, 0, 2, 1);
              const other = { ...names, o: 0.5, t: 0.2 };
              const second = lossTrace(options, semantics, 'none', 0.5, 0.2, 1);
              near(compute(value, names) + compute(second.value, other), whole, type);
              near(compute(slope, names), gradient[0] ?? NaN, type);
              near(compute(second.slope, other), gradient[1] ?? NaN, type);
            },
          ),
        );
      }
    });
  }

  it('are every activation and its derivative', () => {
    const told = Object.keys(ACTIVATIONS).filter((type) => {
      const keys = type === 'gelu' ? { approximate: true } : {};
      const options = activation.read({ type, ...keys }, [], { semantics: 'keras', report });
      const kind = options && activationKind(options);
      if (!options || kind?.of !== 'element') return false;
      fc.assert(
        fc.property(number, (z) => {
          const trace = activationTrace(options, z);
          const a = kind.value(z, options);
          const names = { ...numbersOf(options), z, a };
          near(compute(trace?.value ?? '', names), a, type);
          near(compute(trace?.slope ?? '', names), kind.derivative(z, a, options), type);
        }),
      );
      return true;
    });
    assert.deepEqual(
      told,
      Object.keys(ACTIVATIONS).filter((type) => type !== 'softmax'),
    );
  });
});
