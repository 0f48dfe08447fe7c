import assert from 'node:assert/strict';
import { mkdir, readdir, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { currentOwner } from '../../../../src/runs/folder/owner.ts';
import { makePlace, makeRun } from '../support.ts';

/** Of a process that is gone: no system gives out such a number. */
const DEAD = 2 ** 31 - 1;

describe('folders of runs that were never finished', () => {
  let place: Awaited<ReturnType<typeof makePlace>>;
  beforeEach(async () => {
    place = await makePlace();
  });
  afterEach(() => place.remove());

  const leftover = async (path: string, owner: object | null): Promise<void> => {
    await mkdir(join(path, 'checkpoints'), { recursive: true });
    await writeFile(join(path, 'run.json'), '{');
    if (owner === null) return;
    const file = { ...currentOwner(), since: '', released: null, folder: '', ...owner };
    await writeFile(join(path, 'writer.1.json'), JSON.stringify(file));
  };

  it('go when a run is made, if their process died for sure; all else stays', async () => {
    const runs = join(place.folder, 'runs');
    const elsewhere = join(place.folder, 'elsewhere');
    await leftover(join(runs, '.new-00000000000a'), { pid: DEAD });
    await leftover(join(runs, '.new-00000000000b'), {});
    await leftover(join(runs, '.new-00000000000c'), null);
    await leftover(join(runs, '.new-00000000000d'), { pid: DEAD, host: 'another' });
    await leftover(join(runs, '.new-mine'), { pid: DEAD });
    await leftover(elsewhere, { pid: DEAD });
    await symlink(elsewhere, join(runs, '.new-00000000000e'), 'junction');
    await symlink(elsewhere, join(runs, '.new-00000000000b', 'link'), 'junction');
    await leftover(join(runs, '.new-00000000000f'), { pid: DEAD });
    await symlink(elsewhere, join(runs, '.new-00000000000f', 'link'), 'junction');
    const store = await makeRun(runs);
    await store.close();
    assert.deepEqual(
      (await readdir(runs)).filter((name) => name.startsWith('.new-')).sort(),
      ['b', 'c', 'd', 'e'].map((letter) => `.new-00000000000${letter}`).concat('.new-mine'),
    );
    assert.deepEqual((await readdir(elsewhere)).sort(), ['checkpoints', 'run.json', 'writer.1.json']);
  });
});
