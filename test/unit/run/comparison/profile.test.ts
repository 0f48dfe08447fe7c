import assert from 'node:assert/strict';

import { profilesOf } from '../../../../src/run/comparison/profile.ts';
import type { ComparedRun, ComparisonState } from '../../../../src/run/comparison/state.ts';
import { runOf } from './support.ts';

function comparison(name: string, runs: readonly ComparedRun[]): ComparisonState {
  return { id: name, name, specPath: `${name}.nnspec.json`, metric: 'loss', runs };
}
const reached = (step: number) => ({ reached: { step, seconds: step / 100 } });

describe('performance profiles', () => {
  it('give the share of specs within a multiple of the fastest, and its mean from 1 to 4', () => {
    const easy = comparison('easy', [
      runOf('adam', 1, 0.1, reached(100)),
      runOf('sgd', 1, 0.2, reached(200)),
      runOf('lion', 1, 0.2, reached(500)),
    ]);
    const hard = comparison('hard', [runOf('adam', 1, 0.1, reached(300)), runOf('sgd', 1, 0.2)]);
    const [adam, sgd, lion] = profilesOf([easy, hard], 'steps');
    assert.deepEqual(adam, {
      ...{ family: 'adam', takes: [100, 300], multiples: [1, 1], score: 1 },
      curve: [{ multiple: 1, share: 1 }],
    });
    assert.deepEqual(sgd, {
      ...{ family: 'sgd', takes: [200, null], multiples: [2, null], score: 1 / 3 },
      curve: [{ multiple: 2, share: 0.5 }],
    });
    // It is not in the second comparison, and too slow to count in the first.
    assert.deepEqual([lion?.multiples, lion?.score], [[5, null], 0]);
  });

  it('take the median of the seeds, one without the target taking forever', () => {
    const seeds = (...steps: (number | null)[]) =>
      comparison('one', [
        ...steps.map((step, seed) => runOf('adam', seed, 0.1, step === null ? {} : reached(step))),
        runOf('sgd', 0, 0.3, reached(10)),
      ]);
    const takes = (one: ComparisonState) =>
      profilesOf([one], 'steps').find(({ family }) => family === 'adam')?.takes[0];
    assert.equal(takes(seeds(30, null, 20)), 30);
    assert.equal(takes(seeds(null, null, 20)), null);
    assert.equal(takes(seeds(20, 40)), 30);
  });

  it('count a contender with several rates at its best one', () => {
    const rates = comparison('one', [
      runOf('adam', 1, 0.5, { group: 'adam 0.1', ...reached(10) }),
      runOf('adam', 1, 0.1, { group: 'adam 0.01', ...reached(40) }),
      runOf('sgd', 1, 0.3, reached(20)),
    ]);
    assert.deepEqual(
      profilesOf([rates], 'steps').map(({ family, takes }) => [family, takes]),
      [
        ['sgd', [20]],
        ['adam', [40]],
      ],
    );
  });
});
