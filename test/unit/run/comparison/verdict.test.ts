/** The verdict of a comparison, on made-up results whose truth is known. */
import assert from 'node:assert/strict';
import { RandomStream } from '../../../../src/base/philox.ts';
import { pairedInterval, verdictOf, verdictText } from '../../../../src/run/comparison/verdict.ts';
import type { ComparedRun } from '../../../../src/run/comparison/state.ts';
import { runOf } from './support.ts';

const REPEATS = 100;

/** Results of `seeds` seeds: the loss of a contender is its mean times the luck of the seed times its own. */
function results(repeat: number, means: readonly number[], seeds: number, rates = 1): ComparedRun[] {
  const draws = new RandomStream(repeat, 'synthetic');
  return Array.from({ length: seeds }, (_, seed) => {
    const shared = 0.3 * draws.normal();
    return means.flatMap((mean, index) =>
      Array.from({ length: rates }, (__, rate) => {
        const loss = mean * Math.exp(shared + 0.1 * draws.normal());
        const family = `o${index}`;
        return runOf(family, seed, loss, { learningRate: rate, group: `${family} · lr ${rate}` });
      }),
    );
  }).flat();
}

/** Share of the repeats that say `expected`. */
function share(expected: string, make: (repeat: number) => ComparedRun[]): number {
  let agreed = 0;
  for (let repeat = 0; repeat < REPEATS; repeat++) {
    const verdict = verdictOf(make(repeat));
    const said = verdict.kind === 'winner' ? `winner ${verdict.best.family}` : verdict.kind;
    if (said === expected) agreed++;
  }
  return agreed / REPEATS;
}

describe('the verdict of a comparison', () => {
  for (const seeds of [3, 5, 10]) {
    it(`with other seeds, ${seeds} each, says again that there is no winner among equals`, () => {
      for (const contenders of [2, 6]) {
        const equal = share('open', (repeat) =>
          results(
            repeat,
            Array.from({ length: contenders }, () => 0.5),
            seeds,
          ),
        );
        assert.ok(equal >= 0.95, `${contenders} contenders: ${equal}`);
      }
      const tuned = share('open', (repeat) => results(repeat, [0.5, 0.5, 0.5], seeds, 5));
      assert.ok(tuned >= 0.95, `five rates each: ${tuned}`);
    });
  }

  for (const [seeds, factor] of [
    [3, 20],
    [5, 3],
    [10, 1.5],
  ] as const) {
    it(`with other seeds, ${seeds} each, names a clear winner again`, () => {
      const clear = share('winner o1', (repeat) => results(repeat, [0.5 * factor, 0.5, 0.6 * factor], seeds));
      assert.ok(clear >= 0.95, String(clear));
    });
  }

  it('knows nothing of chance from one or two seeds', () => {
    assert.equal(verdictOf(results(1, [0.1, 100], 1)).kind, 'fewSeeds');
    assert.equal(verdictOf(results(1, [0.1, 100], 2)).kind, 'fewSeeds');
    assert.equal(verdictOf([]).kind, 'none');
    assert.equal(verdictOf(results(1, [0.1], 3)).kind, 'alone');
  });

  it('names a winner over one that always diverges, and never one that diverges', () => {
    const lost = { status: 'failed' } as const;
    const runs = [0, 1, 2].flatMap((seed) => [
      runOf('sgd', seed, 0.1 + seed / 100),
      runOf('adam', seed, null, lost),
    ]);
    const verdict = verdictOf(runs);
    assert.equal(verdict.kind === 'winner' && verdict.best.group, 'sgd');
  });

  it('holds the mean, is symmetric, and widens with fewer pairs and a higher level', () => {
    const { low, high } = pairedInterval([1, 2, 3, 4, 5], 0.05);
    assert.ok(low < 3 && high > 3);
    const mirrored = pairedInterval([-1, -2, -3, -4, -5], 0.05);
    assert.ok(Math.abs(mirrored.low + high) < 0.2);
    // Student's t with 4 degrees of freedom: 3 ± 2.776 · √2.5 / √5.
    assert.ok(low <= 1.1 && low > 0.8, String(low));
    assert.ok(pairedInterval([1, 2, 3, 4, 5], 0.01).low < low);
  });

  it('is one sentence', () => {
    const { template, values } = verdictText(verdictOf(results(1, [1, 1], 3)));
    assert.match(template, /^No winner: /);
    assert.equal(values.length, 5);
  });
});
