import assert from 'node:assert/strict';
import { mkdir, readFile, readdir, writeFile } from 'node:fs/promises';
import { getPriority, platform } from 'node:os';
import { join } from 'node:path';
import { decodeCheckpoint } from '../../../src/engine/checkpoint.ts';
import { listRuns } from '../../../src/runs/list.ts';
import { EpochRows } from '../../../src/run/epochs.ts';
import { readRun } from '../../../src/runs/reader.ts';
import { checkSpec, startSession } from '../../../src/session/session.ts';
import type { RunEvent } from '../../../src/run/events/event.ts';
import { heard, useSessions } from '../../support/sessions.ts';
import { SMALL_SPEC, WORKER_PATH } from '../../support/trainingRuntime.ts';

const LONG = { path: 'training.epochs', value: 1_000_000 };

describe('a session', () => {
  const sessions = useSessions();

  it('gives way to the editor if it is asked to: its threads, not the process', async function () {
    if (platform() !== 'linux') this.skip();
    const niceness = async (): Promise<number[]> => {
      const found: number[] = [];
      for (const thread of await readdir('/proc/self/task')) {
        const stat = await readFile(`/proc/self/task/${thread}/stat`, 'utf8').catch(() => '');
        // The nineteenth field; the second, in parentheses, may hold spaces.
        found.push(Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[16]));
      }
      return found;
    };
    const own = getPriority();
    await sessions.start({ overrides: [LONG] });
    assert.ok((await niceness()).every((nice) => !(nice > own)));
    await sessions.start({ overrides: [LONG], background: true });
    assert.ok((await niceness()).some((nice) => nice > own));
    assert.equal(getPriority(), own);
  });

  it('tells every step and epoch once, in order, after the store has them', async () => {
    const events: RunEvent[] = [];
    const session = await sessions.start({}, events);
    const end = await session.done;
    assert.equal(end.reason, 'completed');
    const frames = events.filter((event) => event.type === 'frame').map(({ frame }) => frame);
    assert.deepEqual(
      frames.map(({ sequence }) => sequence),
      frames.map((_, index) => index),
    );
    assert.equal(
      frames.reduce((sum, { count }) => sum + count, 0),
      20,
    );
    const epochs = events
      .filter((event) => event.type === 'epochs')
      .flatMap((event) => new EpochRows(event.epochs).toArray().map(({ epoch }) => epoch));
    assert.deepEqual(epochs, [1, 2, 3, 4]);
    assert.equal(events[0]?.type === 'loading' || events[0]?.type === 'start', true);
    assert.equal(events.at(-1)?.type, 'end');

    assert(session.folder);
    const run = await readRun(session.folder);
    assert.equal(run.status, 'completed');
    assert.equal(run.snapshot.steps.count, 20);
    assert.deepEqual(run.snapshot.epochs, session.snapshot().epochs);
    const kept = new Float64Array(run.snapshot.steps.values);
    const told = new Float64Array(session.snapshot().steps.values);
    assert.deepEqual([...kept], [...Float64Array.from(told, Math.fround)]);
    const checkpoints = await readdir(join(session.folder, 'checkpoints'));
    assert.deepEqual(checkpoints.sort(), ['best.safetensors', 'last.safetensors']);
    assert.equal(await readFile(join(sessions.folder, 'runs', '.gitignore'), 'utf8'), '*\n');
  });

  it('pauses, makes one step, and goes on', async () => {
    const session = await sessions.start({ overrides: [LONG] });
    const paused = heard(session, 'status');
    await session.pause();
    await paused;
    const before = session.snapshot().steps;
    const frame = heard(session, 'frame');
    await session.stepOnce();
    const event = await frame;
    assert(event.type === 'frame');
    assert.equal(event.frame.count, 1);
    assert.equal(event.frame.firstStep, before.firstStep + before.count);
    await session.resume();
    await heard(session, 'frame');
    await session.stop();
    assert.equal(session.status, 'stopped');
  });

  it('changes a setting from the next step on, and notes it', async () => {
    const session = await sessions.start({ overrides: [LONG] });
    const paused = heard(session, 'status');
    await session.pause();
    await paused;
    const { firstStep, count } = session.snapshot().steps;
    const intervention = await session.set('optimizer.learningRate', 0.5);
    assert.equal(intervention.step, firstStep + count);
    const frame = heard(session, 'frame');
    await session.stepOnce();
    const event = await frame;
    assert(event.type === 'frame');
    assert.equal(new Float64Array(event.frame.values)[1], 0.5);
    await assert.rejects(session.set('model.layers.nothing.rate', 1));
    await session.stop();
    assert(session.folder);
    const run = await readRun(session.folder);
    assert.deepEqual(
      run.journal.interventions.map(({ path, to }) => [path, to]),
      [['optimizer.learningRate', 0.5]],
    );
  });

  it('goes on from a stopped run as if it had not stopped', async () => {
    const epochs = { path: 'training.epochs', value: 10_000 };
    const whole = await sessions.start({ overrides: [epochs] });
    await whole.done;
    const cut = await sessions.start({ overrides: [epochs] });
    await cut.stop();
    assert(cut.folder && whole.folder);
    assert((await cut.done).steps < 50_000);
    const again = await sessions.start({ resumeFrom: cut.folder });
    assert.equal((await again.done).reason, 'completed');
    const [a, b] = await Promise.all([readRun(whole.folder), readRun(cut.folder)]);
    assert.deepEqual(b.snapshot.steps.values, a.snapshot.steps.values);
    assert.equal(b.journal.epochCount, 10_000);
    assert.deepEqual(
      b.snapshot.epochs.map(({ train }) => train),
      a.snapshot.epochs.map(({ train }) => train),
    );
  });

  it('ends a run with the reason when its worker dies, and settles every call', async () => {
    const worker = join(sessions.folder, 'worker.mjs');
    const crash = join(sessions.folder, 'crash.mjs');
    // In place of the answer, since the training loop may take the question from the port itself.
    await writeFile(
      crash,
      `import { parentPort } from 'node:worker_threads';
      const post = parentPort.postMessage;
      parentPort.postMessage = function (message, transfer) {
        if (message.kind !== 'result' || message.value?.path === undefined) post.call(this, message, transfer);
        else queueMicrotask(() => { throw new Error('boom'); });
      };`,
    );
    await writeFile(worker, [crash, WORKER_PATH].map((file) => `import ${JSON.stringify(file)};\n`).join(''));
    const session = await sessions.start({ workerPath: worker, overrides: [LONG] });
    await heard(session, 'frame');
    await assert.rejects(session.set('optimizer.learningRate', 1), { code: 'NN-WORKER-CRASHED' });
    const end = await session.done;
    assert.equal(end.reason, 'failed');
    assert.equal(end.code, 'NN-WORKER-CRASHED');
    await assert.rejects(session.set('optimizer.learningRate', 1));
    const [run] = await listRuns(join(sessions.folder, 'runs'));
    assert.equal(run?.status, 'failed');
    assert.equal(run.resumable, true);
  });

  it('keeps the last good weights when training diverges', async () => {
    const overrides = [
      LONG,
      { path: 'loss', value: 'meanSquaredError' },
      { path: 'metrics', value: [] },
      { path: 'model.layers.dense2.activation', value: 'linear' },
      { path: 'optimizer', value: { type: 'sgd', learningRate: 0.01 } },
    ];
    const session = await sessions.start({ overrides });
    await heard(session, 'frame');
    await session.set('optimizer.learningRate', 1e30);
    const end = await session.done;
    assert.equal(end.code, 'NN-TRAIN-NOT-FINITE');
    assert(session.folder);
    const bytes = await readFile(join(session.folder, 'checkpoints', 'last.safetensors'));
    const { step, tensors } = decodeCheckpoint(bytes);
    assert(step > 0 && step < end.steps);
    assert(tensors.every(({ values }) => values.every(Number.isFinite)));
    assert.equal((await readRun(session.folder)).status, 'failed');
  });

  it('says that memory ran out when the worker ran out of it', async function () {
    this.timeout(20_000);
    const worker = join(sessions.folder, 'worker.mjs');
    const eat = `const kept = []; for (;;) kept.push(new Array(1e5).fill({}));`;
    await writeFile(worker, eat);
    const { session, problems } = await startSession(
      sessions.options({ workerPath: worker, memoryLimit: 2 ** 27 }),
    );
    assert.equal(session, null);
    assert.deepEqual(
      problems.map(({ code }) => code),
      ['NN-TRAIN-MEMORY'],
    );
  });

  it('stops loading at once when it is cancelled, and leaves nothing behind', async () => {
    const cancelling = new AbortController();
    const overrides = [{ path: 'data.source.samples', value: 5_000_000 }];
    const starting = startSession(sessions.options({ overrides, signal: cancelling.signal }));
    setTimeout(() => {
      cancelling.abort();
    }, 150);
    const since = performance.now();
    assert.deepEqual(await starting, { session: null, problems: [] });
    assert(performance.now() - since < 1500);
    assert.deepEqual(await listRuns(join(sessions.folder, 'runs')), []);
  });

  it('leaves a run that can be resumed when it is disposed', async () => {
    const session = await sessions.start({ overrides: [LONG] });
    await heard(session, 'frame');
    session.dispose();
    assert.equal((await session.done).code, 'NN-RUN-INTERRUPTED');
    const [run] = await listRuns(join(sessions.folder, 'runs'));
    assert.equal(run?.status, 'interrupted');
  });

  it('ends with a reason when the run folder cannot be written', async () => {
    const runFolder = join(sessions.folder, 'taken');
    await mkdir(runFolder);
    await writeFile(join(runFolder, 'something'), '');
    const { session, problems } = await startSession(sessions.options({ runFolder }));
    assert.equal(session, null);
    assert.equal(problems.at(-1)?.code, 'NN-RUN-EXISTS');
  });

  it('says what is wrong with a spec, with its place, and starts no run', async () => {
    const specText = SMALL_SPEC.replace('"epochs":4', '"epoch":4');
    const { session, problems } = await startSession(sessions.options({ specText }));
    assert.equal(session, null);
    assert.equal(problems[0]?.code, 'NN-SPEC-UNKNOWN-KEY');
    assert.equal(problems[0].column, specText.indexOf('"epoch"') + 1);
    const { plan } = await checkSpec(sessions.options());
    assert.equal(plan?.parameterCount, 33);
  });

  it('refuses data outside of the allowed folders, links included', async () => {
    const specText = SMALL_SPEC.replace(
      /"source":\{[^}]*\}/,
      '"source":"/etc/passwd","format":"csv","target":"x"',
    );
    const { problems } = await checkSpec(sessions.options({ specText, allowedRoots: [sessions.folder] }));
    assert.equal(problems[0]?.code, 'NN-DATA-OUTSIDE');
  });
});
