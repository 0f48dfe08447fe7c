/** Another process is asked whether the wide kernels work; whatever becomes of it, there is an answer. */
import assert from 'node:assert/strict';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import type { Plan } from '../../../src/plan/types.ts';
import { succeeds, wantsWideKernels, wideKernelsWork } from '../../../src/session/worker/wideKernels.ts';

describe('asking whether the wide kernels work', () => {
  let folder: string;
  before(async () => {
    folder = await mkdtemp(join(tmpdir(), 'nnspec-wide-'));
  });
  after(async () => {
    await rm(folder, { recursive: true, force: true });
  });
  const answerOf = async (code: string, patience = 10_000): Promise<boolean> => {
    const script = join(folder, 'script.cjs');
    await writeFile(script, code);
    return succeeds(script, patience);
  };

  it('is yes if the process ends well', async () => {
    assert.equal(await answerOf('process.exitCode = 0;'), true);
  });

  it('is no if it finds a difference, throws, crashes or is not there', async () => {
    assert.equal(await answerOf('process.exitCode = 1;'), false);
    assert.equal(await answerOf('throw new Error("no");'), false);
    assert.equal(await answerOf('process.abort();'), false);
    assert.equal(await succeeds(join(folder, 'nowhere.cjs'), 10_000), false);
  });

  it('is no if there is no answer in time', async () => {
    assert.equal(await answerOf('setInterval(() => undefined, 1000);', 300), false);
  });

  it('is asked once a process', () => {
    const worker = join(folder, 'worker.js');
    assert.equal(process.arch !== 'x64' || wideKernelsWork(worker) === wideKernelsWork(worker), true);
  });

  it('is not waited for by a network of a few steps', () => {
    const planOf = (trainableParameterCount: number): Plan =>
      ({ trainableParameterCount, batchSize: 32 }) as Plan;
    assert.equal(wantsWideKernels(planOf(33)), false);
    assert.equal(wantsWideKernels(planOf(2410)), true);
  });
});
