import assert from 'node:assert/strict';
import { appendFile } from 'node:fs/promises';
import { join } from 'node:path';
import { LossSparklines, sparkline } from '../../../../src/app/runs/sparklines.ts';
import { epochFrame } from '../../../../src/run/epochs.ts';
import { epochLines, JOURNAL_FILE } from '../../../../src/runs/journal/journal.ts';
import { readLossCourse } from '../../../../src/runs/journal/lossCourse.ts';
import { makePlace, makeRun } from '../../runs/support.ts';

const TIME = new Date(0).toISOString();
const record = (epoch: number, loss: number) => ({
  epoch,
  step: epoch,
  train: { loss },
  seconds: 1,
  samplesPerSecond: 1,
});
const lines = (first: number, count: number): string =>
  epochLines(
    epochFrame(Array.from({ length: count }, (_, at) => record(first + at, 1 / (first + at)))),
    TIME,
  );

describe('the course of a loss in a line of text', () => {
  it('has a column for each slice of the epochs', () => {
    assert.equal(
      sparkline([
        [1, 7],
        [2, 3.5],
        [3, 0],
      ]),
      '█▅▁',
    );
    assert.equal(sparkline(Array.from({ length: 800 }, (_, at) => [at, 800 - at] as const)), '█▇▆▅▄▃▂▁');
  });

  it('shows what is not finite as a dot, a flat course as such, and no course of one epoch', () => {
    const course = [
      [1, 1],
      [2, NaN],
      [3, Infinity],
      [4, 0],
    ] as const;
    assert.equal(sparkline(course), '█··▁');
    assert.equal(sparkline([[1, 2]]), '');
    assert.equal(
      sparkline([
        [1, 2],
        [2, 2],
      ]),
      '▁▁',
    );
  });

  it('is read from a few pieces of a long journal, and again only after it has grown', async () => {
    const place = await makePlace();
    try {
      const store = await makeRun(place.folder);
      await store.close();
      const journal = join(store.folder, JOURNAL_FILE);
      const sparklines = new LossSparklines();
      assert.equal(await sparklines.of(store.folder), '');
      await appendFile(journal, lines(1, 10));
      assert.equal((await readLossCourse(store.folder)).length, 10);
      assert.match(await sparklines.of(store.folder), /^█.*▁$/);
      // 20,000 epochs, some in lines of their own and most packed.
      let text = '';
      for (let first = 11; first < 20_000; first += 500) text += lines(first, 500) + lines(first + 500, 10);
      await appendFile(journal, text);
      const course = await readLossCourse(store.folder);
      assert.equal(course[0]?.[0], 1);
      assert.ok((course.at(-1)?.[0] ?? 0) > 19_900);
      assert.ok(course.every(([epoch, loss]) => Math.abs(loss - 1 / epoch) < 1e-12));
      assert.match(await sparklines.of(store.folder), /^█▁+$/);
      assert.equal(await sparklines.of(join(place.folder, 'nowhere')), '');
    } finally {
      await place.remove();
    }
  });
});
