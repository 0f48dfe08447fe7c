import assert from 'node:assert/strict';

import { eventsOf, trainerOf } from '../../support/plans.ts';
import { byHand, WORKED_EXAMPLE, WORKED_WEIGHTS } from '../../support/workedExample.ts';

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
    const expected = [...hand.hidden, ...hand.output].map(({ after }) => after);
    assert.equal(actual.length, 8);
    for (const [index, value] of actual.entries())
      assert.ok(Math.abs(value - (expected[index] ?? NaN)) < 1e-7);
  });
});
