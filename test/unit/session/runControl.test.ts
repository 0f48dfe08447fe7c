/** One epoch, more epochs, branches, twins and replays: through the real worker and the run folder. */
import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { copyFile, readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { decodeCheckpoint } from '../../../src/engine/checkpoint.ts';
import { EpochRows } from '../../../src/run/epochs.ts';
import type { Intervention } from '../../../src/run/interventions.ts';
import { listRuns } from '../../../src/runs/list.ts';
import { readRun } from '../../../src/runs/reader.ts';
import { startSession } from '../../../src/session/session.ts';
import type { Session } from '../../../src/session/types.ts';
import { useSessions } from '../../support/sessions.ts';

const LONG = { path: 'training.epochs', value: 1_000_000 };
const LEARNING_RATE = 'optimizer.learningRate';

describe('run control', () => {
  const sessions = useSessions();

  /** Settles when the run has a status, or had it before. */
  function reach(session: Session, status: string): Promise<void> {
    return new Promise((resolve) => {
      const listening = session.onEvent((event) => {
        if (event.type === 'status' && event.status === status) done();
      });
      const done = (): void => {
        listening.dispose();
        resolve();
      };
      if (session.status === status) done();
    });
  }

  /** Settles when the session has told of the end of `epoch` or of a later one. */
  function reachEpoch(session: Session, epoch: number): Promise<void> {
    return new Promise((resolve) => {
      const listening = session.onEvent((event) => {
        if (event.type !== 'epochs' || new EpochRows(event.epochs).at(event.epochs.count - 1).epoch < epoch)
          return;
        listening.dispose();
        resolve();
      });
    });
  }

  const folderOf = (session: Session): string => {
    assert(session.folder);
    return session.folder;
  };
  const checkpoint = async (session: Session, name = 'last') =>
    decodeCheckpoint(await readFile(join(folderOf(session), 'checkpoints', `${name}.safetensors`)));
  /** Every tensor of the last checkpoint, optimizer state too, as bits. */
  const bits = async (session: Session): Promise<unknown> =>
    (await checkpoint(session)).tensors.map(({ name, values }) => [
      name,
      [...new Uint32Array(values.slice().buffer)],
    ]);
  /** The same of a network that is too large to compare number by number. */
  const digest = async (session: Session, name: string): Promise<string> => {
    const hash = createHash('sha256');
    for (const { values } of (await checkpoint(session, name)).tensors) hash.update(values);
    return hash.digest('hex');
  };
  const losses = (session: Session): number[] => {
    const { steps, run } = session.snapshot();
    const values = new Float64Array(steps.values);
    return Array.from({ length: steps.count }, (_, row) => values[row * run.series.length] ?? NaN);
  };

  it('trains one epoch and pauses at its end', async () => {
    const session = await sessions.start({ overrides: [LONG] });
    await session.pause();
    await reach(session, 'paused');
    const { latest } = { latest: session.snapshot().steps };
    await session.epochOnce();
    await reach(session, 'running');
    await reach(session, 'paused');
    const { steps, epochs } = session.snapshot();
    const last = steps.firstStep + steps.count - 1;
    assert.equal(last % 5, 0);
    assert.equal(epochs.at(-1)?.step, last);
    const before = latest.firstStep + latest.count - 1;
    assert(last > before && last <= before + 5, `${before} -> ${last}`);
    await session.epochOnce();
    await reach(session, 'running');
    await reach(session, 'paused');
    assert.equal(session.snapshot().epochs.at(-1)?.step, last + 5);
    await session.stop();
  });

  it('ends with the same bits however often it is paused, stepped and resumed', async () => {
    const epochs = { path: 'training.epochs', value: 6000 };
    const whole = await sessions.start({ overrides: [epochs] });
    await whole.done;
    const paused = await sessions.start({ overrides: [epochs] });
    for (const wait of [5, 10, 0]) {
      await paused.pause();
      await reach(paused, 'paused');
      await paused.stepOnce();
      await paused.resume();
      await new Promise((resolve) => setTimeout(resolve, wait));
    }
    const end = await paused.done;
    assert.deepEqual([end.reason, end.steps], ['completed', 30_000]);
    assert.deepEqual(losses(paused), losses(whole));
    assert.deepEqual(await bits(paused), await bits(whole));
  });

  it('ends with the same bits though a large network is cut off while its checkpoints are on their way', async () => {
    const overrides = [
      { path: 'model.layers.dense1.units', value: 30_000 },
      { path: 'training.epochs', value: 12 },
    ];
    const whole = await sessions.start({ overrides });
    await whole.done;
    const cut = await sessions.start({ overrides });
    const folder = folderOf(cut);
    // The first checkpoint has to be there: without one there is nothing to go on from.
    await reachEpoch(cut, 1);
    cut.dispose();
    for (const epoch of [3, 7]) {
      const again = await sessions.start({ resumeFrom: folder });
      await reachEpoch(again, epoch);
      const before = await checkpoint(again);
      again.dispose();
      await again.done;
      assert((await checkpoint(again)).step >= before.step);
      const names = await readdir(join(folder, 'checkpoints'));
      assert(!names.some((name) => name.endsWith('.tmp')), names.join());
    }
    const last = await sessions.start({ resumeFrom: folder });
    await last.pause();
    await reach(last, 'paused');
    await last.stepOnce();
    await last.resume();
    const end = await last.done;
    assert.deepEqual([end.reason, end.steps], ['completed', 60]);
    // The steps before the last restart are read from events, which are in 32 bits.
    assert.deepEqual(losses(last).map(Math.fround), losses(whole).map(Math.fround));
    assert.equal(await digest(last, 'last'), await digest(whole, 'last'));
    assert.equal(await digest(last, 'best'), await digest(whole, 'best'));
  });

  it('trains a completed run for more epochs, as one that had them from the start', async () => {
    const short = await sessions.start();
    assert.equal((await short.done).epochs, 4);
    const more = await sessions.start({ resumeFrom: folderOf(short), moreEpochs: 3 });
    const end = await more.done;
    assert.deepEqual([end.reason, end.epochs, end.steps], ['completed', 7, 35]);
    const whole = await sessions.start({ overrides: [{ path: 'training.epochs', value: 7 }] });
    await whole.done;
    assert.deepEqual(await bits(more), await bits(whole));
    const run = await readRun(folderOf(more));
    assert.equal(run.status, 'completed');
    assert.equal(run.snapshot.steps.count, 35);
    assert.deepEqual(
      run.journal.interventions.map(({ step, path, from, to }) => [step, path, from, to]),
      [[21, 'training.epochs', 4, 7]],
    );
    assert.equal(run.snapshot.controls.find(({ kind }) => kind === 'epochs')?.value, 7);
    const again = await sessions.start({ replayOf: folderOf(more) });
    assert.equal((await again.done).epochs, 7);
    assert.deepEqual(await bits(again), await bits(more));
  });

  it('branches from a checkpoint into a run of its own that shares what was before', async () => {
    const everyEpoch = { path: 'training.checkpoint', value: { everyEpochs: 1, keep: 4 } };
    const parent = await sessions.start({ overrides: [everyEpoch] });
    await parent.done;
    const folder = folderOf(parent);
    const branch = await sessions.start({ branchFrom: { folder, checkpoint: 'epoch-2', kind: 'branch' } });
    assert.equal((await branch.done).reason, 'completed');
    assert.notEqual(branch.folder, parent.folder);
    assert.deepEqual(branch.run.parent, { run: parent.run.id, step: 10, kind: 'branch' });
    assert.deepEqual(await bits(branch), await bits(parent));
    assert.deepEqual(
      losses(branch).slice(0, 10).map(Math.fround),
      losses(parent).slice(0, 10).map(Math.fround),
    );
    const run = await readRun(folderOf(branch));
    assert.equal(run.snapshot.steps.count, 20);
    assert.deepEqual(
      run.snapshot.epochs.map(({ epoch }) => epoch),
      [1, 2, 3, 4],
    );
    const missing = { folder, checkpoint: 'epoch-9', kind: 'branch' } as const;
    const { problems } = await startSession(sessions.options({ branchFrom: missing }));
    assert.equal(problems[0]?.code, 'NN-RUN-NO-CHECKPOINT');
  });

  it('forks while it trains: the twin goes on from the very same state, without the change', async () => {
    const epochs = { path: 'training.epochs', value: 4000 };
    const changed = await sessions.start({ overrides: [epochs] });
    await new Promise((resolve) => setTimeout(resolve, 30));
    const fork = await changed.fork('model.layers.dropout1.rate', false);
    const { intervention, step } = fork;
    assert.deepEqual([intervention.step, intervention.from, intervention.to], [step + 1, 0.2, false]);
    const twin = await sessions.start({
      branchFrom: { folder: folderOf(changed), checkpoint: fork.bytes, kind: 'fork' },
    });
    await changed.noteTwin(twin.run.id, step);
    await Promise.all([changed.done, twin.done]);
    assert.deepEqual(twin.run.parent, { run: changed.run.id, step, kind: 'fork' });
    const untouched = await sessions.start({ overrides: [epochs] });
    await untouched.done;
    assert.deepEqual(await bits(twin), await bits(untouched));
    assert.notDeepEqual(await bits(changed), await bits(untouched));
    const [one, other] = await Promise.all([readRun(folderOf(changed)), readRun(folderOf(twin))]);
    assert.equal(one.journal.twin, twin.run.id);
    assert.equal(other.journal.twin, null);
    assert.deepEqual(other.journal.interventions, []);
    assert.equal(other.journal.epochs.length, 4000);
    const [a, b] = [losses(changed), losses(twin)].map((list) => list.map(Math.fround));
    assert.deepEqual(a?.slice(0, step), b?.slice(0, step));
    assert.notEqual(a?.[step], b?.[step], 'the very next step is another one');
  });

  it('replays a run with every kind of intervention bit for bit', async () => {
    const session = await sessions.start({ overrides: [LONG] });
    const changes: readonly (readonly [string, unknown])[] = [
      ['training.batchSize', 20],
      [LEARNING_RATE, 0.03],
      ['training.gradientClipping', { globalNorm: 0.2 }],
      ['model.layers.dropout1.rate', false],
      ['model.layers.dense1.regularizer.l2', 0.001],
      ['model.layers.dropout1.rate', true],
      ['training.gradientClipping', null],
    ];
    for (const [path, value] of changes) {
      await session.set(path, value);
      await new Promise((resolve) => setTimeout(resolve, 15));
    }
    await session.stop();
    const replay = await sessions.start({ replayOf: folderOf(session) });
    const end = await replay.done;
    assert.deepEqual([end.reason, end.steps], ['stopped', (await session.done).steps]);
    assert.deepEqual(await bits(replay), await bits(session));
    assert.deepEqual(losses(replay), losses(session));
    const made = async (one: Session): Promise<readonly Intervention[]> =>
      (await readRun(folderOf(one))).journal.interventions;
    assert.deepEqual(await made(replay), await made(session));
    assert.deepEqual(replay.run.parent, { run: session.run.id, step: 0, kind: 'replay' });
    assert.deepEqual(replay.controls, session.controls);
  });

  it('makes again what was changed after the checkpoint that an interrupted run goes on from', async () => {
    const epochs = { path: 'training.epochs', value: 20_000 };
    const whole = await sessions.start({ overrides: [epochs] });
    await whole.pause();
    await reach(whole, 'paused');
    const folder = folderOf(whole);
    const early = join(sessions.folder, 'early.safetensors');
    await copyFile(join(folder, 'checkpoints', 'last.safetensors'), early);
    await whole.set(LEARNING_RATE, 0.02);
    await whole.resume();
    await new Promise((resolve) => setTimeout(resolve, 60));
    await whole.set(LEARNING_RATE, 0.005);
    await whole.done;
    const expected = await bits(whole);
    const { interventions } = (await readRun(folder)).journal;
    assert.equal(interventions.length, 2);
    // As if it had been killed before any later checkpoint was stored; twice, the second time on the way.
    let last: Session | null = null;
    for (const cut of [true, false]) {
      await copyFile(early, join(folder, 'checkpoints', 'last.safetensors'));
      last = await sessions.start({ resumeFrom: folder });
      if (cut) last.dispose();
      assert.equal((await last.done).reason, cut ? 'stopped' : 'completed');
    }
    assert(last);
    assert.deepEqual(await bits(last), expected);
    assert.deepEqual((await readRun(folder)).journal.interventions, interventions);
  });

  it('counts as cut off when it is suspended, with its last state kept', async () => {
    const session = await sessions.start({ overrides: [LONG] });
    await session.suspend();
    const [run] = await listRuns(join(sessions.folder, 'runs'));
    assert.equal(run?.status, 'interrupted');
    assert.equal(run.resumable, true);
    assert.equal((await checkpoint(session)).step, (await session.done).steps);
  });
});
