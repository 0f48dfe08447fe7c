/** `nnspec compare` as a program. */
import assert from 'node:assert/strict';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

import { buildRuntime, jsonLines, runCli, specFolder } from '../../support/trainingRuntime.ts';

describe('nnspec compare', function () {
  this.timeout(30_000);
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

  it('compares settings over seeds, with a verdict and a report', async () => {
    const settings = [
      '--vary',
      'training.batchSize=5,25',
      '--seeds',
      '3',
      '--epochs',
      '2',
      '--report',
      'r.md',
    ];
    const { code, stdout, stderr } = await run('compare', 'spec.nnspec.json', ...settings, '--json');
    assert.equal(code, 0, stderr);
    const lines = jsonLines(stdout);
    assert.deepEqual(
      ['result', 'row', 'verdict'].map((event) => lines.filter((line) => line.event === event).length),
      [6, 2, 1],
    );
    assert.ok(lines.every((line) => line.event !== 'result' || line['epochs'] === 2));
    assert.match(String(lines.at(-1)?.['text']), /batchSize/);
    assert.match(await readFile(join(place.folder, 'r.md'), 'utf8'), /\| batchSize 5 \|/);
    const table = await run('compare', 'spec.nnspec.json', '--optimizers', 'sgd,adam', '--target', '0.5');
    assert.match(
      table.stdout,
      /steps to target[\s\S]*compare at least 3 seeds\.\nRuns of one seed began alike/,
    );
    assert.match(table.stderr, /^2 runs, \d+ at once\.$/m);
  });

  it('draws up a performance profile over several specs, each with a target of its own', async () => {
    const spec = JSON.parse(await readFile(join(place.folder, 'spec.nnspec.json'), 'utf8')) as object;
    const second = { ...spec, seed: 4, compare: { target: { value: 1000 } } };
    await writeFile(join(place.folder, 'second.nnspec.json'), JSON.stringify(second));
    const both = ['compare', 'spec.nnspec.json', 'second.nnspec.json', '--optimizers', 'sgd,adam'];
    const without = await run(...both, '--profile');
    assert.equal(without.code, 2);
    assert.match(without.stderr, /spec\.nnspec\.json has no target to reach: add "target"/);
    const options = ['--set', 'compare.target={"value":900}', '--profile', '--report', 'r.md'];
    const { code, stdout, stderr } = await run(...both, ...options, '--json');
    assert.equal(code, 0, stderr);
    const lines = jsonLines(stdout);
    assert.deepEqual(
      ['spec', 'result', 'verdict', 'profile'].map(
        (event) => lines.filter((line) => line.event === event).length,
      ),
      [2, 4, 2, 2],
    );
    const [steps] = lines.filter((line) => line.event === 'profile');
    assert.equal(steps?.['measure'], 'steps');
    const contenders = steps['contenders'] as readonly { family: string; takes: readonly number[] }[];
    assert.deepEqual(
      contenders.map(({ family, takes }) => [family, takes]),
      [
        ['sgd', [5, 5]],
        ['adam', [5, 5]],
      ],
    );
    assert.match(
      await readFile(join(place.folder, 'r.md'), 'utf8'),
      /# Performance profile[\s\S]*\| sgd \| 1\.000 \|/,
    );
    const table = await run(...both, ...options);
    assert.match(table.stdout, /contender +score +≤ 1×[\s\S]*2 of 2[\s\S]*AlgoPerf/);
  });

  it('makes the comparison that a spec keeps', async () => {
    const file = join(place.folder, 'spec.nnspec.json');
    const kept = JSON.parse(await readFile(file, 'utf8')) as object;
    await writeFile(file, JSON.stringify({ ...kept, compare: { optimizers: ['sgd', 'lion'] } }));
    const { stdout } = await run('compare', 'spec.nnspec.json', '--json', '--parallel', '1');
    const labels = jsonLines(stdout).flatMap(({ event, label }) => (event === 'result' ? [label] : []));
    assert.deepEqual(labels, ['sgd', 'lion']);
  });
});
