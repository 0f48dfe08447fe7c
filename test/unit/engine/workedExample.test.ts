import assert from 'node:assert/strict';

import { eventsOf, trainerOf } from '../../support/plans.ts';
import { WORKED_EXAMPLE, WORKED_WEIGHTS } from './workedExample.ts';

/** The same example in plain double arithmetic, without the engine. */
function byHand() {
  const sigmoid = (z: number) => 1 / (1 + Math.exp(-z));
  const x = [0.1, 0.2] as const;
  const t = [0.4, 0.6] as const;
  const [w11, w12, w21, w22] = [0.3, 0.4, 0.25, 0.35] as const;
  const [v11, v12, v21, v22] = [0.45, 0.7, 0.4, 0.6] as const;
  const h = [sigmoid(x[0] * w11 + x[1] * w21), sigmoid(x[0] * w12 + x[1] * w22)] as const;
  const o = [sigmoid(h[0] * v11 + h[1] * v21), sigmoid(h[0] * v12 + h[1] * v22)] as const;
  const error = 0.5 * ((t[0] - o[0]) ** 2 + (t[1] - o[1]) ** 2);
  const d = [(o[0] - t[0]) * o[0] * (1 - o[0]), (o[1] - t[1]) * o[1] * (1 - o[1])] as const;
  const e = [
    (d[0] * v11 + d[1] * v12) * h[0] * (1 - h[0]),
    (d[0] * v21 + d[1] * v22) * h[1] * (1 - h[1]),
  ] as const;
  const first = [
    w11 - 0.5 * e[0] * x[0],
    w12 - 0.5 * e[1] * x[0],
    w21 - 0.5 * e[0] * x[1],
    w22 - 0.5 * e[1] * x[1],
  ];
  const second = [
    v11 - 0.5 * d[0] * h[0],
    v12 - 0.5 * d[1] * h[0],
    v21 - 0.5 * d[0] * h[1],
    v22 - 0.5 * d[1] * h[1],
  ];
  return { error, first, second };
}

describe('the worked example', () => {
  it('comes out to the digits of the textbook, all eight weights', () => {
    const trainer = trainerOf(WORKED_EXAMPLE, { initialWeights: WORKED_WEIGHTS });
    const [step] = eventsOf(trainer);
    assert.ok(step?.kind === 'step');
    const hand = byHand();
    assert.ok(Math.abs((step.row[0] ?? 0) - 0.0239719) < 1e-7);
    assert.ok(Math.abs((step.row[0] ?? 0) - hand.error) < 1e-8);
    const [first, second] = trainer.checkpoint().tensors;
    assert.ok(Math.abs((second?.values[0] ?? 0) - 0.43703857) < 1e-7);
    assert.ok(Math.abs((first?.values[0] ?? 0) - 0.29959556) < 1e-7);
    const actual = [...(first?.values ?? []), ...(second?.values ?? [])];
    const expected = [...hand.first, ...hand.second];
    assert.equal(actual.length, 8);
    for (const [index, value] of actual.entries())
      assert.ok(Math.abs(value - (expected[index] ?? NaN)) < 1e-7);
  });
});
