/** Run folders that were damaged or changed by hand: each is read on its own, and told of with the reason. */
import assert from 'node:assert/strict';
import { chmod, mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { readForReport } from '../../../src/runs/export/exportRun.ts';
import { RunLister } from '../../../src/runs/list.ts';
import { readRunFile, type RunFile } from '../../../src/runs/folder/runFile.ts';
import { attackRun } from '../../support/attackRuns.ts';
import { epochsOf, frameOf, makePlace, makeRun } from './support.ts';

describe('broken runs', () => {
  let place: { folder: string; remove: () => Promise<void> };
  let folder: string;
  let good: string;

  beforeEach(async () => {
    place = await makePlace();
    for (const name of ['broken', 'good']) {
      const store = await makeRun(place.folder, { name });
      await store.appendFrame(frameOf(1, [[0.5, 0.01]]));
      await store.appendEpochs(epochsOf([1, 0.5]), 1);
      await store.finish({ reason: 'completed', epochs: 1, steps: 4, seconds: 1, test: { loss: 0.5 } });
      await store.close();
      if (name === 'good') good = store.folder;
      else folder = store.folder;
    }
  });
  afterEach(() => place.remove());

  async function listedBroken(): Promise<string> {
    const { runs, broken } = await new RunLister().list(place.folder);
    assert.deepEqual(
      runs.map((run) => run.folder),
      [good],
    );
    assert.equal(broken.length, 1);
    assert.equal(broken[0]?.folder, folder);
    return broken[0].reason;
  }

  it('are told of with the place and the reason, beside those that are whole', async () => {
    const path = join(folder, 'run.json');
    const whole = JSON.parse(await readFile(path, 'utf8')) as Record<string, unknown>;
    const layers = (whole['plan'] as RunFile['plan']).layers;
    const [first, ...rest] = layers;
    const changed: readonly [reason: RegExp, text: string][] = [
      [/not JSON/, ''],
      [/not JSON/, '{"spec": '],
      [/formatVersion/, '[]'],
      [/id is missing/, '{"formatVersion": 2}'],
      [/spec\.formatVersion is missing/, JSON.stringify({ ...whole, spec: {} })],
      [/startedAt is not a time/, JSON.stringify({ ...whole, startedAt: '2026-99-01T' })],
      [/status is not a known name/, JSON.stringify({ ...whole, status: '__proto__' })],
      [
        /end\.weights\.kind is not a known name/,
        JSON.stringify({
          ...whole,
          end: {
            ...{ reason: 'completed', epochs: 1, steps: 4, seconds: 1 },
            weights: { kind: 'cest', epoch: 1, step: 4, monitor: null },
          },
        }),
      ],
      [/owner is not an object/, JSON.stringify({ ...whole, owner: 7 })],
      [
        /plan\.layers\[0\]\.spec\.units is not a whole number/,
        JSON.stringify({
          ...whole,
          plan: {
            ...(whole['plan'] as object),
            layers: [{ ...first, spec: { ...first?.spec, units: '4); import os; (' } }, ...rest],
          },
        }),
      ],
      [
        /spec\.metrics\[0\] is not an object/,
        JSON.stringify({ ...whole, spec: { ...(whole['spec'] as object), metrics: [null] } }),
      ],
    ];
    for (const [reason, text] of changed) {
      await writeFile(path, text);
      assert.match(await listedBroken(), reason);
      await assert.rejects(readForReport(folder), { code: 'NN-RUN-BROKEN' });
    }
    await rm(path);
    await mkdir(path);
    assert.match(await listedBroken(), /not an ordinary file/);
  });

  it('may have a name and note that cannot be read', async () => {
    const path = join(folder, 'user.json');
    await mkdir(path);
    assert.match(await listedBroken(), /user\.json/);
    await rm(path, { recursive: true });
    if (process.getuid?.() === 0) return;
    await writeFile(path, '{}');
    await chmod(path, 0);
    assert.match(await listedBroken(), /user\.json.*EACCES/);
  });

  it('are told of where the runs folder itself cannot be read', async () => {
    const { runs, broken } = await new RunLister().list(join(folder, 'run.json'));
    assert.deepEqual(runs, []);
    assert.match(broken[0]?.reason ?? '', /ENOTDIR/);
  });

  it('have NaN where a result was not finite, and are whole', async () => {
    const path = join(folder, 'run.json');
    const file = await readRunFile(folder);
    const lastEpoch = { ...file.lastEpoch, train: { loss: null, accuracy: 0.5 } };
    await writeFile(path, JSON.stringify({ ...file, lastEpoch }));
    assert.deepEqual((await readRunFile(folder)).lastEpoch?.train, { loss: NaN, accuracy: 0.5 });
  });

  it('never empty the list, whichever bit is flipped', async function () {
    this.timeout(120_000);
    for (const file of ['run.json', 'journal.ndjson']) {
      const { faults, asRun, asBroken, flips } = await attackRun({ folder, file, flips: 150 });
      assert.deepEqual(faults, []);
      assert.equal(asRun + asBroken, flips);
    }
  });
});
