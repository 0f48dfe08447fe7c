/** Data that ends or stops who reads it: the worker is ended, and nobody else. */
import assert from 'node:assert/strict';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { checkSpec, startSession } from '../../../src/session/session.ts';
import type { SessionOptions } from '../../../src/session/types.ts';
import { buildRuntime, WORKER_PATH } from '../../support/trainingRuntime.ts';

describe('hostile data', function () {
  this.timeout(60_000);
  let folder: string;
  before(async () => {
    await buildRuntime();
    folder = await mkdtemp(join(tmpdir(), 'nnspec-hostile-'));
  });
  after(() => rm(folder, { recursive: true }));

  const specText = JSON.stringify({
    formatVersion: 1,
    data: { source: 'a.csv', target: 't' },
    model: { layers: [{ type: 'dense', units: 2, activation: 'softmax' }] },
    loss: 'categoricalCrossentropy',
    optimizer: 'sgd',
  });

  /** Options with a worker that does `what` when it is asked to load. */
  async function options(what: string): Promise<SessionOptions> {
    const workerPath = join(folder, 'worker.mjs');
    await writeFile(
      workerPath,
      `import { parentPort } from 'node:worker_threads';
      const work = () => { ${what} };
      (parentPort ?? process).on('message', work);`,
    );
    return {
      specPath: join(folder, 'a.nnspec.json'),
      specText,
      runsFolder: null,
      workerPath,
      threads: 1,
      memoryLimit: 2 ** 28,
      allowedRoots: null,
    };
  }

  it('that is never read to its end is given up, whether it is checked or trained on', async () => {
    const endless = await options('for (;;);');
    const since = performance.now();
    const [checked, started] = await Promise.all([checkSpec(endless), startSession(endless)]);
    assert.ok(performance.now() - since < 20_000);
    for (const { problems } of [checked, started]) {
      assert.deepEqual(
        problems.map(({ code, message, line }) => [code, message.includes('for 8 seconds'), line]),
        [['NN-DATA-TIMEOUT', true, 1]],
      );
    }
  });

  it('that ends the process which reads it ends no other', async () => {
    const { problems } = await checkSpec(await options('process.abort();'));
    assert.deepEqual(
      problems.map(({ code }) => code),
      ['NN-DATA-CRASHED'],
    );
  });

  it('that grows beyond the memory of its process ends no other', async () => {
    const { problems } = await checkSpec(
      await options('const all = []; for (;;) all.push(new Array(1e5).fill({}));'),
    );
    assert.match(problems[0]?.code ?? '', /^NN-DATA-(CRASHED|TIMEOUT)$/);
  });

  it('that is not wanted any more ends its check at once', async () => {
    const cancel = new AbortController();
    const checking = checkSpec({ ...(await options('for (;;);')), signal: cancel.signal });
    setTimeout(() => {
      cancel.abort();
    }, 300);
    const since = performance.now();
    assert.deepEqual(await checking, { problems: [] });
    assert.ok(performance.now() - since < 5000);
  });

  it('is no such data where it is right', async () => {
    await writeFile(join(folder, 'a.csv'), 't,x\na,1\nb,2\na,3\nb,4\na,5\nb,6\na,7\nb,8\na,9\nb,10\n');
    const fine = await checkSpec({ ...(await options('')), workerPath: WORKER_PATH });
    assert.deepEqual(fine.problems, []);
    assert.equal(fine.plan?.data.features, 1);
  });
});
