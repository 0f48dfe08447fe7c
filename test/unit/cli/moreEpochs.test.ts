/** `nnspec train RUN --resume --more-epochs` under a cosine schedule. */
import assert from 'node:assert/strict';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { buildRuntime, runCli, SMALL_SPEC, specFolder } from '../../support/trainingRuntime.ts';

type Line = Record<string, unknown>;
const linesOf = (stdout: string): Line[] =>
  stdout
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line) as Line);

describe('more epochs of a cosine schedule', () => {
  let place: Awaited<ReturnType<typeof specFolder>>;
  const cli = (...args: string[]) => runCli(args, place.folder);
  const resume = (...args: string[]) => cli('train', 'run', '--resume', '--more-epochs', '3', ...args);

  before(async function () {
    this.timeout(60_000);
    await buildRuntime();
  });
  beforeEach(async () => {
    const spec = JSON.parse(SMALL_SPEC) as { training: object };
    const training = { ...spec.training, learningRateSchedule: { type: 'cosine' } };
    place = await specFolder(JSON.stringify({ ...spec, training }));
    assert.equal((await cli('train', 'spec.nnspec.json', '--run-dir', 'run')).code, 0);
  });
  afterEach(() => place.remove());

  it('is refused with the choices, and the run stays as it was', async () => {
    // But for who looked at it last.
    const names = async (): Promise<string[]> =>
      (await readdir(join(place.folder, 'run'))).filter((name) => !name.startsWith('writer.'));
    const before = await names();
    const { code, stderr } = await resume();
    assert.equal(code, 1);
    assert.match(stderr, /error NN-RUN-SCHEDULE .*ends after step 20, at 0.*--schedule restart\|stretch/);
    assert.equal((await resume('--schedule', 'keep')).code, 1);
    assert.equal((await resume('--schedule', 'again')).code, 2);
    assert.equal((await cli('train', 'run', '--resume', '--schedule', 'restart')).code, 2);
    assert.deepEqual(await names(), before);
  });

  it('goes on as chosen, never at a rate of 0, and is repeated so', async () => {
    for (const [round, choice] of (['restart', 'stretch'] as const).entries()) {
      const { code, stdout, stderr } = await resume('--schedule', choice, '--json');
      assert.equal(code, 0, stderr);
      const lines = linesOf(stdout);
      const rates = lines.filter(({ event }) => event === 'step').map(({ learningRate }) => learningRate);
      assert.equal(rates.length, 15);
      assert.ok(rates.every((rate) => Number(rate) > 0));
      assert.equal(rates[0] === 0.01, choice === 'restart');
      const change = lines.find(({ event }) => event === 'intervention');
      assert.deepEqual([change?.['to'], change?.['schedule']], [4 + 3 * (round + 1), choice]);
    }
    const replay = await cli('train', '--replay', 'run', '--run-dir', 'replay');
    assert.equal(replay.code, 0, replay.stdout + replay.stderr);
    assert.match(replay.stdout, /bit for bit/);
  });
});
