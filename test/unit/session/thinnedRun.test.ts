/** Runs of which not every step is on disk: what goes on from them must not depend on what was left out. */
import assert from 'node:assert/strict';
import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { decodeCheckpoint } from '../../../src/engine/checkpoint.ts';
import { EpochRows } from '../../../src/run/epochs.ts';
import { readRun } from '../../../src/runs/reader.ts';
import { startSession } from '../../../src/session/session.ts';
import type { Session, SessionOptions } from '../../../src/session/types.ts';
import { useSessions } from '../../support/sessions.ts';

/** Enough for several seconds' events, so that a run is still going on when it is cut off. */
const EPOCHS = 20_000;
const STEPS = EPOCHS * 5;
/** Far less than these steps take. */
const SMALL = { maxRunSize: 5_000_000, overrides: [{ path: 'training.epochs', value: EPOCHS }] };

describe('a thinned run', () => {
  const sessions = useSessions();

  const begin = (more: Partial<SessionOptions>): ReturnType<typeof startSession> =>
    startSession(sessions.options(more));

  const folderOf = (session: Session): string => {
    assert(session.folder);
    return session.folder;
  };
  const lastOf = (folder: string): string => join(folder, 'checkpoints', 'last.safetensors');
  const bits = async (session: Session): Promise<unknown> =>
    decodeCheckpoint(await readFile(lastOf(folderOf(session)))).tensors.map(({ name, values }) => [
      name,
      Buffer.from(values.slice().buffer).toString('hex'),
    ]);
  const stepsOf = async (folder: string): Promise<number[]> => {
    const { steps } = (await readRun(folder)).snapshot;
    return [...new Float64Array(steps.steps ?? new ArrayBuffer(0))];
  };

  /** Cuts the run off when it tells of its first epochs. */
  async function cutOff(session: Session): Promise<void> {
    const told = await new Promise<number>((resolve) => {
      session.onEvent((event) => {
        if (event.type === 'epochs') resolve(new EpochRows(event.epochs).at(event.epochs.count - 1).epoch);
      });
    });
    session.dispose();
    await session.done;
    assert(told < EPOCHS, 'the run was over before it was cut off');
  }

  it('ends with the same bits though it is cut off and goes on, with its steps in order and its branch whole', async function () {
    this.timeout(120_000);
    const whole = await sessions.start({ overrides: SMALL.overrides });
    await whole.done;
    const expected = await bits(whole);
    const cut = await sessions.start(SMALL);
    const folder = folderOf(cut);
    await cutOff(cut);
    await cutOff(await sessions.start({ resumeFrom: folder, maxRunSize: SMALL.maxRunSize }));
    const last = await sessions.start({ resumeFrom: folder, maxRunSize: SMALL.maxRunSize });
    const { reason, steps } = await last.done;
    assert.deepEqual([reason, steps], ['completed', STEPS]);
    assert.deepEqual(await bits(last), expected);

    const { snapshot, journal, damage } = await readRun(folder);
    assert((snapshot.thinned?.every ?? 1) > 1);
    assert.equal(damage, undefined);
    assert.equal(journal.epochs.at(-1)?.epoch, EPOCHS);
    const kept = await stepsOf(folder);
    assert(kept.length < STEPS && kept.every((step, index) => step > (kept[index - 1] ?? 0)));
    assert((kept.at(-1) ?? 0) > STEPS * 0.9, String(kept.at(-1)));

    const branch = await sessions.start({
      branchFrom: { folder, checkpoint: 'last', kind: 'branch' },
      maxRunSize: SMALL.maxRunSize,
    });
    await branch.done;
    assert.deepEqual(branch.run.parent, { run: last.run.id, step: STEPS, kind: 'branch' });
    assert.deepEqual(await stepsOf(folderOf(branch)), kept);
    assert.deepEqual(await bits(branch), expected);

    const replay = await sessions.start({ replayOf: folder, maxRunSize: SMALL.maxRunSize });
    await replay.done;
    assert.deepEqual(await bits(replay), expected);
  });

  it('is not repeated before it is known that its last checkpoint can be compared with', async () => {
    const session = await sessions.start({ overrides: [{ path: 'training.epochs', value: 3 }] });
    await session.done;
    const folder = folderOf(session);
    const bytes = await readFile(lastOf(folder));
    bytes[bytes.length - 3] = (bytes[bytes.length - 3] ?? 0) ^ 4;
    await writeFile(lastOf(folder), bytes);
    const { session: replay, problems } = await begin({ replayOf: folder });
    assert.equal(replay, null);
    assert.equal(problems[0]?.code, 'NN-RUN-CHECKPOINT-BROKEN');
    assert.match(problems[0].message, /nothing to compare with/);
    const left = (await readdir(join(sessions.folder, 'runs'))).filter((name) => !name.startsWith('.'));
    assert.equal(left.length, 1);
  });
});
