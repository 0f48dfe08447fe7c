import assert from 'node:assert/strict';
import { copyFile, readFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { buildRuntime, runCli, specFolder } from '../../support/trainingRuntime.ts';

const DATA = resolve(import.meta.dirname, '../../../examples/data');

/** The best validation accuracy of a finished `train --json`. */
function bestAccuracy(stdout: string): number {
  const lines = stdout.trimEnd().split('\n');
  const values = lines.flatMap((line) => {
    const { event, validation } = JSON.parse(line) as { event: string; validation?: { accuracy?: number } };
    return event === 'epoch' && validation?.accuracy !== undefined ? [validation.accuracy] : [];
  });
  return Math.max(...values);
}

describe('nnspec new', () => {
  let place: Awaited<ReturnType<typeof specFolder>>;
  before(async function () {
    this.timeout(60_000);
    await buildRuntime();
  });
  beforeEach(async () => {
    place = await specFolder();
  });
  afterEach(() => place.remove());

  const run = (...args: string[]) => runCli(args, place.folder);

  for (const [name, least] of [
    ['wine', 0.95],
    ['iris', 0.93],
    ['breast-cancer', 0.95],
  ] as const) {
    it(`makes of ${name}.csv a spec that trains as it is`, async function () {
      this.timeout(30_000);
      await copyFile(join(DATA, `${name}.csv`), join(place.folder, `${name}.csv`));
      const made = await run('new', `${name}.csv`);
      assert.equal(made.code, 0, made.stderr);
      const { code, stdout, stderr } = await run('train', `${name}.nnspec.json`, '--json');
      assert.equal(code, 0, stderr);
      assert.ok(bestAccuracy(stdout) >= least, String(bestAccuracy(stdout)));
    });
  }

  it('keeps a spec that is there', async () => {
    await copyFile(join(DATA, 'iris.csv'), join(place.folder, 'spec.csv'));
    const before = await readFile(place.spec, 'utf8');
    const { code, stderr } = await run('new', 'spec.csv');
    assert.equal(code, 1);
    assert.match(stderr, /NN-SPEC-EXISTS/);
    assert.equal(await readFile(place.spec, 'utf8'), before);
  });
});
