/** A spec, its data and its path whose names hold what a terminal obeys: none of it reaches the terminal. */
import assert from 'node:assert/strict';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buildRuntime, runCli, type CliResult } from '../../support/trainingRuntime.ts';

const EVIL = '\u001b]0;pwned\u0007\u001b[2J\u009b31m\r\nFAKE: all tests passed\u202e';

type Ran = Pick<CliResult, 'stdout' | 'stderr'>;

const nnspec = (folder: string, ...args: readonly string[]): Promise<Ran> => runCli(args, folder);

function assertHarmless({ stdout, stderr }: Ran): void {
  for (const text of [stdout, stderr]) {
    assert.doesNotMatch(text, /^FAKE/m);
    assert.doesNotMatch(text.replaceAll('\n', ''), /[\p{Cc}\p{Bidi_Control}]/u);
  }
}

describe('the command line, with names that steer a terminal', () => {
  let folder: string;
  const spec = (changes: Readonly<Record<string, unknown>> = {}): string =>
    JSON.stringify({
      formatVersion: 1,
      name: `n${EVIL}`,
      data: { source: 'd.csv', target: 't', split: { validation: 0.2 } },
      model: { layers: [{ type: 'dense', units: 2, activation: 'softmax' }] },
      loss: 'categoricalCrossentropy',
      optimizer: 'adam',
      training: { epochs: 1 },
      ...changes,
    });

  before(async function () {
    this.timeout(60_000);
    await buildRuntime();
    folder = await mkdtemp(join(tmpdir(), 'nnspec-hostile-'));
    const rows = Array.from({ length: 40 }, (_, row) => `${row},"${row % 2 === 0 ? `a${EVIL}` : 'b'}"`);
    await writeFile(join(folder, 'd.csv'), `"x${EVIL}",t\n${rows.join('\n')}\n`);
    await writeFile(join(folder, 's.nnspec.json'), spec());
    await writeFile(join(folder, 'bad.nnspec.json'), spec({ loss: `x${EVIL}`, [`bad${EVIL}`]: 1 }));
    await mkdir(join(folder, 'run\u001b[31m'));
  });
  after(() => rm(folder, { recursive: true, force: true }));

  it('prints them written out', async function () {
    this.timeout(60_000);
    const run = 'run\u001b[31m/one';
    for (const args of [
      ['check', 's.nnspec.json'],
      ['check', 'bad.nnspec.json'],
      ['check', `none${EVIL}.nnspec.json`],
      [EVIL],
      ['train', 's.nnspec.json', '--run-dir', run],
      ['explain', 's.nnspec.json'],
      ['predict', run, '--input', 'd.csv'],
      ['export', run, '--to', 'pytorch', '--out', 'm.py'],
      ['train', `none${EVIL}`, '--resume'],
    ]) {
      const ran = await nnspec(folder, ...args);
      assert.notEqual(ran.stdout + ran.stderr, '', args.join(' '));
      assertHarmless(ran);
    }
    assert.match((await nnspec(folder, 'check', 's.nnspec.json')).stdout, /n\\u001b\]0;pwned\\u0007/);
    const script = await readFile(join(folder, 'm.py'), 'utf8');
    assert.doesNotMatch(script.replaceAll('\n', ''), /[\p{Cc}\p{Bidi_Control}]/u);
    assert.doesNotMatch(script, /^FAKE/m);
  });

  it('keeps them exact in JSON', async () => {
    const ran = await nnspec(folder, 'predict', 'run\u001b[31m/one', '--input', 'd.csv', '--json');
    assertHarmless(ran);
    const first = ran.stdout.split('\n').find((line) => line.includes('"probabilities"'));
    const { probabilities } = JSON.parse(first ?? '') as { readonly probabilities: object };
    assert.deepEqual(Object.keys(probabilities).sort(), [`a${EVIL}`, 'b']);
  });
});
