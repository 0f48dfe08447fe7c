import assert from 'node:assert/strict';
import { readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import fc from 'fast-check';
import { epochFrame } from '../../../src/run/epochs.ts';
import { eventFiles } from '../../../src/runs/events/eventNames.ts';
import { writeCsv, writeJson } from '../../../src/runs/export/exportRun.ts';
import { readRun } from '../../../src/runs/reader.ts';
import { isWhole, SizeLimit, strideFor } from '../../../src/runs/sizeLimit.ts';
import { RunStore } from '../../../src/runs/store.ts';
import { frameOf, makePlace, makeRun } from './support.ts';

const LIMIT = 200_000;
const FACTS = { backend: 'reference', threads: 1, keep: 1 };

describe('the size limit of a run', () => {
  it('records every step of the first fifth, then every second, fourth …, and stays below it', () => {
    assert.equal(strideFor(1e12, Infinity), 1);
    assert.deepEqual(
      [0, 19, 20, 35, 36, 48, 49, 100, 200].map((bytes) => strideFor(bytes, 100)),
      [...[1, 1, 2, 2, 4, 4, 8], ...[2 ** 20, 2 ** 20]],
    );
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 1000 }),
        fc.integer({ min: 5_000, max: 500_000 }),
        fc.array(fc.integer({ min: 1, max: 30_000 }), { maxLength: 20 }),
        (rowBytes, limit, frames) => {
          const size = new SizeLimit(limit, 0);
          let number = 1;
          let bytes = 0;
          let last = 0;
          for (const count of frames) {
            for (let from = 0; from < count;) {
              const before = bytes;
              const kept = size.next(number, count, from, { whole: rowBytes * 3, compact: rowBytes });
              if (kept.count === 0) break;
              assert.equal(kept.isLong, before >= limit / 20);
              const each = kept.isLong ? rowBytes : rowBytes * 3;
              assert.equal(kept.every, strideFor(before, limit));
              assert.equal((number + kept.first) % kept.every, 0);
              assert(number + kept.first > last && number + kept.first - last <= kept.every);
              assert(kept.first + (kept.count - 1) * kept.every < count);
              bytes += kept.count * each;
              size.wrote(kept.count * each);
              from = kept.first + (kept.count - 1) * kept.every + 1;
              last = number + from - 1;
            }
            number += count;
          }
          // A row at a stride's end may reach into the next one's part.
          assert(bytes <= limit + rowBytes * 24);
        },
      ),
    );
  });

  it('makes one step of sixteen whole in a long run, and no more epochs than that', () => {
    const whole = (steps: readonly number[], every: number): number[] =>
      steps.filter((step, index) => isWhole(step, steps[index - 1] ?? 0, every));
    const upTo = (last: number, by: number): number[] =>
      Array.from({ length: last / by }, (_, index) => (index + 1) * by);
    assert.deepEqual(whole(upTo(70, 1), 1), [16, 32, 48, 64]);
    assert.deepEqual(whole(upTo(200, 4), 4), [64, 128, 192]);
    // Epochs of 5 and of 20 steps.
    assert.deepEqual(whole(upTo(70, 5), 1), [20, 35, 50, 65]);
    assert.deepEqual(whole(upTo(60, 20), 1), [20, 40, 60]);
  });

  describe('of a store', () => {
    let place: Awaited<ReturnType<typeof makePlace>>;
    beforeEach(async () => {
      place = await makePlace();
    });
    afterEach(() => place.remove());

    async function bytesOf(folder: string): Promise<number> {
      const names = [...(await eventFiles(folder)), 'journal.ndjson'];
      const sizes = await Promise.all(names.map(async (name) => (await stat(join(folder, name))).size));
      return sizes.reduce((sum, size) => sum + size, 0);
    }

    /** Steps `first …` of epochs of four steps each. */
    async function append(store: RunStore, first: number, count: number): Promise<void> {
      for (let step = first; step < first + count; step += 400) {
        const rows = Array.from({ length: 400 }, (_, row) => [1 / (step + row), 0.1]);
        await store.appendFrame(frameOf(step, rows));
        const ended = Array.from({ length: 100 }, (_, index) => (step - 1) / 4 + index + 1);
        const record = (epoch: number) => ({
          ...{ epoch, step: epoch * 4, train: { loss: 1 / epoch }, seconds: 1, samplesPerSecond: 9 },
        });
        await store.appendEpochs(epochFrame(ended.map(record)), step / 100);
      }
    }

    it('holds on disk, is told, and is readable and gone on with', async () => {
      const made = await makeRun(place.folder);
      const { folder } = made;
      await made.close();
      const begin = { step: 0, epochs: 0, interventions: 0 };
      const store = await RunStore.reopen(folder, begin, { ...FACTS, maxSize: LIMIT });
      await append(store, 1, 4_000);
      await store.close();
      const { thinned } = store;
      assert(thinned && thinned.step > 200 && thinned.every >= 4);
      assert((await bytesOf(folder)) < LIMIT * 1.02);

      const run = await readRun(folder);
      assert.deepEqual(run.snapshot.thinned, thinned);
      const steps = [...new Float64Array(run.snapshot.steps.steps ?? new ArrayBuffer(0))];
      assert.deepEqual(
        steps.slice(0, thinned.step - 1),
        Array.from({ length: thinned.step - 1 }, (_, index) => index + 1),
      );
      const gaps = new Set(steps.slice(1).map((step, index) => step - (steps[index] ?? 0)));
      assert(Math.max(...gaps) <= thinned.every * 2);
      assert(
        steps.every(
          (step, index) => index === 0 || step % (step - (steps[index - 1] ?? 0)) === 0 || step < 20,
        ),
      );
      const epochs = new Float64Array(run.snapshot.steps.epochs);
      for (const [index, step] of steps.entries()) assert.equal(epochs[index], Math.ceil(step / 4));
      assert(run.journal.epochs.every(({ epoch, step }) => step === epoch * 4));

      let csv = '';
      const warnings = await writeCsv([folder], (text) => {
        csv += text;
        return Promise.resolve();
      });
      assert.deepEqual(
        warnings.map(({ code }) => code),
        ['NN-RUN-THINNED'],
      );
      assert(csv.trimEnd().split('\n').length > steps.length);
      let json = '';
      await writeJson([folder], (text) => {
        json += text;
        return Promise.resolve();
      });
      const [told] = (JSON.parse(json) as { runs: { thinned: unknown; steps: { step: number[] } }[] }).runs;
      assert.deepEqual([told?.thinned, told?.steps.step], [thinned, steps]);

      const again = await RunStore.reopen(
        folder,
        { step: 2_000, epochs: 500, interventions: 0 },
        { ...FACTS, maxSize: LIMIT },
      );
      await append(again, 2_001, 2_000);
      await again.close();
      assert((await bytesOf(folder)) < LIMIT * 1.02);
      assert((again.thinned?.every ?? 0) >= thinned.every);
      const later = await readRun(folder);
      assert.equal(later.snapshot.thinned?.step, thinned.step);
      const last = new Float64Array(later.snapshot.steps.steps ?? new ArrayBuffer(0));
      assert(last.every((step, index) => index === 0 || step > (last[index - 1] ?? 0)));
      assert(last.some((step) => step > 3_000));
      assert.match(
        await readFile(join(folder, 'journal.ndjson'), 'utf8'),
        /"event":"thinned","step":\d+,"every":2}/,
      );
    });

    it('makes long runs small: every value of every step in a third of the bytes', async () => {
      const layers = ['hidden', 'output'].flatMap((id) =>
        ['gradientNorm', 'gradientMean', 'weightNorm', 'updateNorm'].map((name) => `${id}/${name}`),
      );
      const series = ['loss', 'learningRate', ...layers];
      const made = await makeRun(place.folder, { series });
      const { folder } = made;
      await made.close();
      const begin = { step: 0, epochs: 0, interventions: 0 };
      const store = await RunStore.reopen(folder, begin, { ...FACTS, maxSize: 10_000_000 });
      const rowOf = (step: number): number[] => series.map((_, column) => Math.fround(step / (column + 3)));
      let before = 0;
      for (let step = 1; step <= 12_000; step += 1000) {
        if (step === 2001) before = await bytesOf(folder);
        const rows = Array.from({ length: 1000 }, (_, row) => rowOf(step + row));
        await store.appendFrame(frameOf(step, rows));
        const records = rows.map(([loss = 0], row) => ({
          ...{ epoch: step + row, step: step + row, train: { loss, accuracy: 1 }, seconds: 1e-6 },
          samplesPerSecond: 1e6,
        }));
        await store.appendEpochs(epochFrame(records), step / 100);
      }
      await store.close();
      assert((await bytesOf(folder)) - before < 10_000 * 160);
      assert.equal(store.thinned, undefined);
      const { snapshot, journal } = await readRun(folder);
      assert.deepEqual([snapshot.steps.count, journal.epochCount], [12_000, 12_000]);
      const values = new Float64Array(snapshot.steps.values);
      for (let step = 1; step <= 12_000; step++)
        assert.deepEqual([...values.subarray((step - 1) * 10, step * 10)], rowOf(step));
    });

    it('is void from where a run goes on', async () => {
      const made = await makeRun(place.folder);
      const { folder } = made;
      await made.close();
      const begin = { step: 0, epochs: 0, interventions: 0 };
      const store = await RunStore.reopen(folder, begin, { ...FACTS, maxSize: LIMIT });
      await append(store, 1, 4_000);
      await store.close();
      const more = await RunStore.reopen(folder, { step: 200, epochs: 50, interventions: 0 }, FACTS);
      await append(more, 201, 400);
      await more.close();
      const { snapshot } = await readRun(folder);
      assert.equal(snapshot.thinned, undefined);
      assert.deepEqual([snapshot.steps.count, snapshot.steps.steps], [600, undefined]);
    });
  });
});
