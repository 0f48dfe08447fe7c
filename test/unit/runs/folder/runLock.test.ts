/** One writer of a run folder: whoever has died, whatever comes between, and however many try at once. */
import assert from 'node:assert/strict';
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { cp, mkdir, readFile, readdir, utimes, writeFile } from 'node:fs/promises';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { currentOwner } from '../../../../src/runs/folder/owner.ts';
import { RunLock } from '../../../../src/runs/folder/runLock.ts';
import { makePlace } from '../support.ts';

/** Of a process that is gone: no system gives out such a number. */
const DEAD = 2 ** 31 - 1;

describe('the lock of a run', () => {
  let place: Awaited<ReturnType<typeof makePlace>>;
  const children: ChildProcess[] = [];
  beforeEach(async () => {
    place = await makePlace();
  });
  afterEach(async () => {
    for (const child of children.splice(0)) child.kill('SIGKILL');
    await place.remove();
  });

  const writers = async (): Promise<string[]> =>
    (await readdir(place.folder)).filter((name) => name.startsWith('writer.'));
  const writer = async (number: number, changes: object): Promise<void> => {
    const file = { ...currentOwner(), since: '', released: null, folder: '', ...changes };
    await writeFile(join(place.folder, `writer.${number}.json`), JSON.stringify(file));
  };

  it('is one writer’s until it is released, and then the next one’s', async () => {
    const first = await RunLock.take(place.folder);
    // It waits for a moment, in case the other one is ending.
    await assert.rejects(RunLock.take(place.folder, { endingMs: 300 }), (error: Error & { code: string }) => {
      assert.equal(error.code, 'NN-RUN-BUSY');
      assert.match(error.message, new RegExp(`this process \\(pid ${process.pid}\\)`));
      assert.match(error.message, /--branch last/);
      return true;
    });
    await first.release();
    const second = await RunLock.take(place.folder);
    assert.deepEqual(await writers(), ['writer.2.json']);
    second.check();
    const third = RunLock.take(place.folder);
    await second.release();
    await (await third).release();
  });

  it('is taken over from a process that died, and not from one with its number', async () => {
    await writer(3, { pid: DEAD });
    await (await RunLock.take(place.folder)).release();
    assert.deepEqual(await writers(), ['writer.4.json']);
    // The number lives, but it is another process: it started at another time.
    await writer(5, { started: '1' });
    await (await RunLock.take(place.folder)).release();
    assert.deepEqual(await writers(), ['writer.6.json']);
  });

  it('names a process that lives elsewhere in this system', async () => {
    const script = `
      const { RunLock } = await import(${JSON.stringify(join(import.meta.dirname, '../../../../src/runs/folder/runLock.ts'))});
      await RunLock.take(process.argv[1]);
      console.log('taken');
      setInterval(() => undefined, 1000);`;
    const args = ['--import', 'tsx', '--input-type=module', '-e', script, place.folder];
    const child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'inherit'] });
    children.push(child);
    await once(child.stdout, 'data');
    await assert.rejects(RunLock.take(place.folder), (error: Error & { code: string }) => {
      assert.equal(error.code, 'NN-RUN-BUSY');
      assert(error.message.includes(`process ${child.pid ?? 0}`) && error.message.includes('kill'));
      return true;
    });
    child.kill('SIGKILL');
    await once(child, 'exit');
    await (await RunLock.take(place.folder)).release();
  }).timeout(30_000);

  it('goes to one of many that take it over at once', async () => {
    for (let round = 0; round < 10; round++) {
      await writer(100 * (round + 1), { pid: DEAD });
      const taken = await Promise.allSettled(
        Array.from({ length: 12 }, () => RunLock.take(place.folder, { endingMs: 0 })),
      );
      const locks = taken.filter((result) => result.status === 'fulfilled').map(({ value }) => value);
      assert.equal(locks.length, 1);
      for (const result of taken) {
        if (result.status === 'rejected')
          assert.equal((result.reason as { code: string }).code, 'NN-RUN-BUSY');
      }
      assert.equal((await readdir(place.folder)).length, 1, 'nothing else is left');
      for (const lock of locks) await lock.release();
    }
  });

  it('of another machine is that of a living one as long as its file is touched', async () => {
    await writer(1, { host: 'elsewhere\u001b[31m', system: 'other' });
    const path = join(place.folder, 'writer.1.json');
    const beat = setInterval(() => void utimes(path, new Date(), new Date()), 100);
    try {
      await assert.rejects(RunLock.take(place.folder), (error: Error) => {
        assert.match(error.message, new RegExp(`process ${process.pid} on elsewhere\\?31m:`));
        return true;
      });
    } finally {
      clearInterval(beat);
    }
    const aborted = AbortSignal.timeout(300);
    await assert.rejects(RunLock.take(place.folder, { signal: aborted }), { name: 'AbortError' });
    // A machine that was started anew counts its processes from the start: quiet is what counts there.
    await writer(2, { host: hostname(), system: 'before' });
    await (await RunLock.take(place.folder, { quietMs: 400 })).release();
    assert.deepEqual(await writers(), ['writer.3.json']);
  });

  it('of a run that was copied while it was going on is nobody’s', async () => {
    const lock = await RunLock.take(place.folder);
    const copy = join(place.folder, 'copy');
    await mkdir(copy);
    await cp(join(place.folder, 'writer.1.json'), join(copy, 'writer.1.json'));
    await (await RunLock.take(copy)).release();
    await lock.release();
  });

  it('tells a writer that stood still that it was taken over, and leaves the new one alone', async () => {
    const old = await RunLock.take(place.folder);
    old.check();
    await writer(2, { pid: DEAD });
    await old.release();
    assert.throws(
      () => {
        old.check();
      },
      { code: 'NN-RUN-TAKEN' },
    );
    assert.match(await readFile(join(place.folder, 'writer.1.json'), 'utf8'), /"released":null/);
  });

  it('is not kept by what is no file of a writer', async () => {
    await mkdir(join(place.folder, 'writer.7.json'));
    await writeFile(join(place.folder, 'writer.x.json'), '{}');
    await (await RunLock.take(place.folder, { quietMs: 400 })).release();
    assert((await writers()).includes('writer.8.json'));
  });
});
