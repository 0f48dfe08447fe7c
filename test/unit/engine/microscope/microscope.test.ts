import assert from 'node:assert/strict';
import fc from 'fast-check';
import { NnError } from '../../../../src/base/errors.ts';
import { shown } from '../../../../src/base/formula/formula.ts';
import { Microscope } from '../../../../src/engine/microscope/microscope.ts';
import { holdStep, type StepOptions } from '../../../../src/engine/microscope/step.ts';
import { ACTIVATIONS } from '../../../../src/kinds/activations/table.ts';
import { exampleOptimizers } from '../../../../src/kinds/optimizers/table.ts';
import { isDirected } from '../../../../src/kinds/optimizers/rules.ts';
import type { Activation, LayerSpec, Loss } from '../../../../src/format/types.ts';
import type { Asked } from '../../../../src/run/microscope/asked.ts';
import { dense, planOf, type PlanOptions } from '../../../support/plans.ts';
import { WORKED_EXAMPLE, WORKED_WEIGHTS } from '../../../support/workedExample.ts';

/** Half of the textbook's last digit. */
const DIGITS = 5.1e-9;
/** Agreement of a gradient with the central difference. */
const AGREES = 1e-6;

const KEYS: Readonly<Record<string, object>> = { elu: { alpha: 0.7 }, leakyRelu: { slope: 0.1 } };

function open(options: PlanOptions, more: Partial<StepOptions> = {}): Microscope {
  const { plan, dataset } = planOf(options);
  return new Microscope(holdStep(plan, dataset, { sample: null, ...more }));
}

function close(actual: number | undefined, expected: number): void {
  assert.ok(Math.abs((actual ?? NaN) - expected) < DIGITS, `${String(actual)}, not ${String(expected)}`);
}

const names = ({ formula }: Asked): string => (formula ? shown(formula, ({ name }) => name) : '');

/** Asks for a number, for those that feed it, and so on down to the data; returns all answers. */
function askAll(microscope: Microscope, refs: readonly string[]): readonly Asked[] {
  const answers = new Map<string, Asked>();
  const waiting = [...refs];
  const expected: [string, number][] = [];
  for (let ref = waiting.pop(); ref !== undefined; ref = waiting.pop()) {
    if (answers.has(ref)) continue;
    const answer = microscope.ask(ref);
    assert.equal(answer.ref, ref);
    answers.set(ref, answer);
    for (const part of Object.values(answer.formula?.parts ?? {})) {
      if (part.ref === undefined) continue;
      waiting.push(part.ref);
      expected.push([part.ref, part.value]);
    }
  }
  for (const [ref, value] of expected) assert.equal(answers.get(ref)?.value, value, ref);
  return [...answers.values()];
}

describe('the microscope', () => {
  const textbook = open(WORKED_EXAMPLE, { sample: 0, initialWeights: WORKED_WEIGHTS });

  it('tells step 1 of the textbook, w5 to w8', () => {
    const w5 = textbook.ask('∂E/∂w5');
    assert.equal(w5.ref, 'dense2.kernel[0,0].gradient');
    assert.equal(names(w5), '∂E/∂o1·∂o1/∂z3·h1');
    assert.deepEqual(
      Object.values(w5.formula?.parts ?? {}).map(({ value }) => Math.round(value * 1e8) / 1e8),
      [0.209446, 0.23802157, 0.51998934],
    );
    close(w5.value, 0.02592286);
    close(textbook.ask('dense2.kernel[0,0].after').value, 0.43703857);
    close(textbook.ask('w6').after, 0.38685205);
    close(textbook.ask('w7').after, 0.69629578);
    close(textbook.ask('w8').after, 0.59624247);
  });

  it('tells step 2 of the textbook, w1 to w4, by the sum over the units that h1 feeds', () => {
    const h1 = textbook.ask('∂E/∂h1');
    assert.equal(names(h1), '∂E/∂z3·w(h1→o1) + ∂E/∂z4·w(h1→o2)');
    close(textbook.ask('w1').after, 0.29959556);
    close(textbook.ask('w2').after, 0.24919112);
    close(textbook.ask('w3').after, 0.39964496);
    close(textbook.ask('w4').after, 0.34928991);
    assert.equal(names(textbook.ask('w1′')), 'w(x1→h1) − η·∂E/∂w(x1→h1)');
  });

  it('sets the central difference beside every gradient', () => {
    for (const ref of ['∂E/∂w1', '∂E/∂h2', '∂E/∂z1', '∂E/∂o2']) {
      const { difference, value } = textbook.ask(ref);
      assert.ok(difference && difference.error <= AGREES);
      assert.ok(Math.abs(difference.value - value) <= AGREES);
    }
  });

  it('refuses what is no number of the step, and says which there are', () => {
    for (const question of [
      'w9',
      'nothing',
      'dense2.kernel[2,0]',
      'dense2.kernel[0]',
      'dense1.a[2]',
      'dense1.a[0]@1',
      'x[0].gradient',
      'dense2.kernel[0,0].m',
      'dense1.kernel[0,0].constructor',
    ])
      assert.throws(
        () => textbook.ask(question),
        (error) => NnError.is(error, 'NN-EXPLAIN-NUMBER'),
        question,
      );
  });

  const activations = Object.keys(ACTIVATIONS).filter((type) => type !== 'gelu');
  const activation = fc.constantFrom(...activations).map((type): Activation => {
    const keys = KEYS[type];
    return { type, ...keys } as Activation;
  });
  const between = fc.constantFrom<readonly LayerSpec[]>(
    [],
    [{ type: 'dropout', id: 'drop', rate: 0.4 }],
    [{ type: 'batchNormalization', id: 'norm', momentum: 0.9, epsilon: 0.01, center: true, scale: true }],
    [{ type: 'layerNormalization', id: 'rows', epsilon: 0.02, center: false, scale: true }],
    [{ type: 'activation', id: 'own', activation: { type: 'softmax' } }],
  );
  const ends = fc.constantFrom<{ readonly loss: Loss; readonly last: string; readonly classes: boolean }>(
    { loss: { type: 'categoricalCrossentropy' }, last: 'softmax', classes: true },
    { loss: { type: 'categoricalCrossentropy', labelSmoothing: 0.1 }, last: 'softmax', classes: true },
    { loss: { type: 'binaryCrossentropy' }, last: 'sigmoid', classes: true },
    { loss: { type: 'meanSquaredError' }, last: 'softmax', classes: false },
    { loss: { type: 'halfSquaredError' }, last: 'sigmoid', classes: false },
    { loss: { type: 'huber', delta: 0.3 }, last: 'linear', classes: false },
    { loss: { type: 'meanAbsoluteError' }, last: 'tanh', classes: false },
  );

  it('agrees with differences and with the engine on random networks, wherever it is asked', () => {
    let told = 0;
    fc.assert(
      fc.property(
        fc.record({
          activation,
          between,
          ends,
          seed: fc.integer({ min: 0, max: 1e6 }),
          rows: fc.constantFrom(1, 3),
        }),
        fc.constantFrom('keras', 'pytorch'),
        fc.nat(),
        fc.constantFrom(0, 0.01),
        fc.constantFrom<NonNullable<PlanOptions['training']>['gradientClipping']>(
          { kind: 'none' },
          { kind: 'globalNorm', threshold: 0.05 },
          { kind: 'norm', threshold: 0.05 } as never,
          { kind: 'value', threshold: 0.01 },
        ),
        (
          { activation: f, between: middle, ends: { loss, last, classes }, seed, rows },
          semantics,
          pick,
          strength,
          gradientClipping,
        ) => {
          const random = (index: number): number => Math.sin(seed + index * 12.9898) * 1.3;
          const optimizers = exampleOptimizers(semantics).filter((each) => !isDirected(each, [2, 2]));
          const optimizer = optimizers[pick % optimizers.length];
          const size = rows === 1 && middle[0]?.type === 'batchNormalization' ? 3 : rows;
          const x = Array.from({ length: size }, (_, row) =>
            [0, 1, 2].map((column) => random(row * 3 + column)),
          );
          const y = Array.from({ length: size }, (_, row) =>
            classes ? (row % 2 === 0 ? [1, 0] : [0, 1]) : [random(row + 50), random(row + 60)],
          );
          const regularizer = { l1: strength, l2: 2 * strength };
          const spread = { type: 'randomNormal', mean: 0.05, stddev: 0.6 } as never;
          const layers = [
            dense('one', 4, {
              activation: f,
              regularizer,
              kernelInitializer: spread,
              biasInitializer: spread,
            }),
            ...middle,
            dense('two', 2, { activation: { type: last } as Activation, kernelInitializer: spread }),
          ];
          const training = { batchSize: size, ...(gradientClipping && { gradientClipping }) };
          const target = classes && loss.type === 'binaryCrossentropy' ? 'number' : undefined;
          const microscope = open({
            x,
            y,
            layers,
            loss,
            semantics,
            seed,
            training,
            ...(optimizer && { optimizer }),
            ...(target && { target }),
          });
          const answers = askAll(microscope, [
            'one.kernel[0,1].after',
            'one.bias[0].after',
            'two.kernel[3,1].after',
            'loss',
          ]);
          for (const { ref, formula, source, difference } of answers) {
            if (source !== 'formula') continue;
            told++;
            assert.ok(formula, `${ref} has no formula`);
            if (difference) assert.ok(difference.error <= AGREES, `${ref}: ${String(difference.error)}`);
          }
          const gradients = answers.filter(({ ref }) => ref.includes('.gradient'));
          assert.ok(gradients.every(({ difference }) => difference !== undefined));
        },
      ),
      { numRuns: 40 },
    );
    assert.ok(told > 1000);
  });
});
