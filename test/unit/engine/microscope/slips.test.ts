import assert from 'node:assert/strict';
import { Microscope } from '../../../../src/engine/microscope/microscope.ts';
import { slipsOf } from '../../../../src/engine/microscope/slips.ts';
import { holdStep } from '../../../../src/engine/microscope/step.ts';
import { judge, slipText, type Slip } from '../../../../src/run/lesson/slips.ts';
import { dense, planOf } from '../../../support/plans.ts';
import { WORKED_EXAMPLE, WORKED_WEIGHTS } from '../../../support/workedExample.ts';

function textbook(): Microscope {
  const { plan, dataset } = planOf(WORKED_EXAMPLE);
  return new Microscope(holdStep(plan, dataset, { sample: 0, initialWeights: WORKED_WEIGHTS }));
}

function batch(): Microscope {
  const { plan, dataset } = planOf({
    x: [
      [0.5, -0.3, 0.8],
      [-0.9, 0.4, 0.1],
      [0.2, 0.7, -0.6],
    ],
    y: [
      [1, 0],
      [0, 1],
      [1, 0],
    ],
    layers: [
      dense('one', 3, { activation: { type: 'tanh' } }),
      dense('two', 2, { activation: { type: 'softmax' } }),
    ],
    loss: { type: 'categoricalCrossentropy' },
    optimizer: {
      ...{ type: 'sgd', learningRate: 0.3, momentum: 0.9, nesterov: false },
      weightDecay: 0,
    },
  });
  return new Microscope(holdStep(plan, dataset, { sample: null }));
}

const QUESTIONS: readonly (readonly [Microscope, readonly string[]])[] = [
  [
    textbook(),
    [
      'z1',
      'h1',
      'z3',
      'o1',
      'loss',
      '∂E/∂o1',
      '∂E/∂z3',
      '∂E/∂w5',
      '∂E/∂w8',
      'w5′',
      'w8′',
      '∂E/∂h1',
      '∂E/∂z1',
      '∂E/∂w1',
      '∂E/∂w4',
      'w1′',
    ],
  ],
  [
    batch(),
    [
      'loss',
      'two.a[0]@1',
      'two.z[0].gradient@1',
      'one.z[1]@2',
      'one.slope[1]@2',
      'one.a[1].gradient@0',
      'two.kernel[0,1].gradient',
      'one.kernel[2,0].gradient',
      'two.bias[0].gradient',
      'two.kernel[0,1].after',
    ],
  ],
];

interface Wrong {
  readonly value: number;
  readonly slip: Slip;
  readonly slips: readonly Slip[];
}

/** Every slip with every number that is asked for. */
function all(): readonly Wrong[] {
  return QUESTIONS.flatMap(([scope, questions]) =>
    questions.flatMap((question) => {
      const asked = scope.ask(question);
      const slips = slipsOf(scope, asked);
      return slips.map((slip) => ({ value: asked.value, slip, slips }));
    }),
  );
}

describe('slips', () => {
  it('are of more than sixty kinds over the tasks', () => {
    const kinds = new Set(all().map(({ slip }) => slipText(slip)));
    assert.ok(kinds.size >= 60, String(kinds.size));
  });

  it('are named by their number in nine of ten cases', () => {
    const wrong = all();
    let seed = 20261128;
    const random = (): number => {
      seed = (Math.imul(seed, 1103515245) + 12345) >>> 0;
      return seed / 2 ** 32;
    };
    let named = 0;
    const missed: string[] = [];
    for (let count = 0; count < 300; count++) {
      const { value, slip, slips } = wrong[Math.floor(random() * wrong.length)] ?? assert.fail();
      const given = Number(slip.value.toPrecision(6));
      const verdict = judge(given, value, slips);
      assert.equal(verdict.right, false);
      if (verdict.slip && slipText(verdict.slip) === slipText(slip)) named++;
      else missed.push(`${slipText(slip)} | ${verdict.slip ? slipText(verdict.slip) : 'none'}`);
    }
    assert.ok(named >= 270, `${String(named)} of 300\n${missed.join('\n')}`);
  });

  it('names the classic ones of the textbook', () => {
    const scope = textbook();
    const told = (question: string, given: number): string => {
      const asked = scope.ask(question);
      const { slip } = judge(given, asked.value, slipsOf(scope, asked));
      return slip ? slipText(slip) : 'none';
    };
    assert.equal(told('∂E/∂w5', 0.209446 * 0.51998934), 'The factor ∂o1/∂z3 was left out.');
    assert.equal(told('∂E/∂w5', -0.02592286), 'The size is right, the sign is wrong.');
    assert.equal(
      told('w5′', 0.45 + 0.5 * 0.02592286),
      'The step goes uphill: the gradient has to be subtracted.',
    );
    assert.equal(told('w5′', 0.45 - 0.02592286), 'The learning rate was left out.');
    assert.match(
      told('∂E/∂h1', 0.04985267 * 0.43703857 + 0.0142473 * 0.7),
      /^The updated w\(h1→o1\) was used/u,
    );
    assert.equal(
      told('loss', 2 * 0.0239719),
      'The factor ½ was left out or the number is doubled: the answer is twice as large.',
    );
    assert.match(told('∂E/∂w5', 0.0261), /rounded too early/u);
    assert.equal(told('∂E/∂w5', 0.7), 'none');
    assert.deepEqual(judge(0.025923, scope.ask('∂E/∂w5').value, []), { right: true, slip: null });
  });
});
