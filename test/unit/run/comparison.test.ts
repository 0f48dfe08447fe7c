import assert from 'node:assert/strict';
import { bestOf, winnerIn, type ComparedRun } from '../../../src/run/comparison.ts';

const runs = (losses: readonly (number | null)[]): ComparedRun[] =>
  losses.map((finalLoss, index) => ({
    key: String(index),
    runId: null,
    label: '',
    optimizer: 'sgd',
    learningRate: 0.1,
    status: 'completed',
    step: 1,
    totalSteps: 1,
    epochs: 1,
    finalLoss,
    finalMetric: finalLoss,
    seconds: 1,
  }));

describe('the winner of a comparison', () => {
  it('has the lowest final loss; runs without one and runs that diverged cannot win', () => {
    assert.equal(winnerIn(runs([NaN, 0.5, null, 0.2, Infinity, 0.2])), 3);
    assert.equal(winnerIn(runs([NaN, null])), null);
    assert.equal(winnerIn([]), null);
  });

  it('by a metric is what is better of that metric', () => {
    const value = ({ finalMetric }: ComparedRun): number | null => finalMetric;
    assert.equal(bestOf(runs([0.1, NaN, 0.9]), value, 'higher'), 2);
    assert.equal(bestOf(runs([0.1, NaN, 0.9]), value, 'lower'), 0);
  });
});
