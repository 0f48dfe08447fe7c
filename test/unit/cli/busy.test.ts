/** A run that is being trained has one writer: nobody resumes it meanwhile, and anyone may when it has died. */
import assert from 'node:assert/strict';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { isThere } from '../../../src/runs/folder/safePaths.ts';
import { buildRuntime, runCli, specFolder, startCli } from '../../support/trainingRuntime.ts';

describe('a run that another process trains', function () {
  this.timeout(60_000);
  let place: Awaited<ReturnType<typeof specFolder>>;
  before(async () => {
    await buildRuntime();
    place = await specFolder();
  });
  after(() => place.remove());

  it('cannot be resumed, but branched from; when that process was killed, it can', async () => {
    const run = join(place.folder, 'run');
    const started = async (...args: string[]): Promise<ReturnType<typeof startCli>> => {
      const process = startCli(['train', ...args], place.folder);
      const checkpoint = join(args.at(-1) ?? '', 'checkpoints', 'last.safetensors');
      while (!(await isThere(checkpoint))) await setTimeout(50);
      return process;
    };
    const long = ['spec.nnspec.json', '--set', 'training.epochs=1000000', '--run-dir', run];
    const trainer = await started(...long);
    try {
      const made = async (): Promise<string[]> =>
        (await readdir(run)).filter((name) => /^(?:events|writer)/.test(name));
      const names = await made();
      for (const more of [[], ['--more-epochs', '2']]) {
        const { code, stdout, stderr } = await runCli(['train', run, '--resume', ...more], place.folder);
        assert.equal(code, 1);
        assert.equal(stdout, '');
        assert.match(
          stderr,
          new RegExp(`error NN-RUN-BUSY .*process ${trainer.child.pid ?? 0}: .*--branch last`),
        );
      }
      assert.deepEqual(await made(), names, 'the refused ones have written nothing');
      const branch = await started(run, '--branch', 'last', '--run-dir', join(place.folder, 'branch'));
      branch.child.kill('SIGKILL');
      await branch.result;
    } finally {
      trainer.child.kill('SIGKILL');
      await trainer.result;
    }
    const resumed = startCli(['train', '--resume', run, '--json'], place.folder);
    resumed.child.stdout?.once('data', () => resumed.child.kill('SIGTERM'));
    const { code, stderr } = await resumed.result;
    assert.equal(code, 130, stderr);
  });
});
