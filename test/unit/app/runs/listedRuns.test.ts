import assert from 'node:assert/strict';
import { join } from 'node:path';
import { Emitter } from '../../../../src/base/emitter.ts';
import { foldersOf, listFolders } from '../../../../src/app/runs/listedRuns.ts';
import { grouped, matches, named } from '../../../../src/app/runs/runGroups.ts';
import { RunManager } from '../../../../src/app/runManager.ts';
import { Comparison } from '../../../../src/session/comparison/comparison.ts';
import type { Race } from '../../../../src/session/comparison/race.ts';
import type { Session } from '../../../../src/session/types.ts';
import { makePlace, makeRun } from '../../runs/support.ts';
import { FakeSession } from '../fakes.ts';

describe('the list of runs', () => {
  it('has the runs of a comparison while it goes on, and says so when one begins or ends', async () => {
    const place = await makePlace();
    const manager = new RunManager(() => Promise.reject(new Error('not in this test')));
    try {
      const store = await makeRun(place.folder);
      const fake = new FakeSession('a', () => undefined);
      const session: Session = { ...fake.session, status: 'running', folder: store.folder };
      const sessions: Session[] = [];
      const race: Race = {
        comparison: new Comparison({ id: 'c', name: 'c', specPath: '', metric: 'loss' }, []),
        sessions,
        onRuns: new Emitter(),
        pause: () => undefined,
        resume: () => undefined,
        cancel: () => undefined,
        suspend: () => undefined,
        done: new Promise(() => undefined),
        dispose: () => undefined,
      };
      manager.beginRace(race);
      let told = 0;
      manager.onRuns.on(() => told++);
      sessions.push(session);
      race.onRuns.emit(undefined);
      assert.equal(told, 1);
      const locations = [{ runsFolder: place.folder, runsRoot: place.folder }];
      const { runs } = await listFolders(manager, locations);
      assert.deepEqual(
        runs.map(({ folder, status, live }) => [folder, status, live]),
        [[store.folder, 'running', true]],
      );
      assert.deepEqual(
        grouped(named(runs), []).map(({ kind }) => kind),
        ['running'],
      );
      // The commands of a single run are not about the runs of a comparison.
      assert.equal(manager.target, null);
      sessions.pop();
      race.onRuns.emit(undefined);
      manager.endRace(race);
      assert.equal(told, 3);
      race.onRuns.emit(undefined);
      assert.equal(told, 3);
      assert.equal((await listFolders(manager, locations)).runs[0]?.live, false);
      await store.close();
    } finally {
      manager.dispose();
      await place.remove();
    }
  });

  it('finds the runs that an argument names', () => {
    assert.deepEqual(foldersOf([{ folder: 'a' }, 'b', { runs: [{ folder: 'c' }] }, 7, null]), [
      'a',
      'b',
      'c',
    ]);
  });

  it('is filtered by words of name, note, optimizer and status', async () => {
    const place = await makePlace();
    try {
      const store = await makeRun(place.folder);
      await store.close();
      const { runs } = await listFolders({ sessions: [], comparedSessions: [] }, [
        { runsFolder: place.folder, runsRoot: join(place.folder) },
      ]);
      const [run] = named(runs);
      assert.ok(run);
      assert.ok(matches(run, run.optimizer.toUpperCase()));
      assert.ok(!matches(run, `${run.optimizer} nowhere`));
    } finally {
      await place.remove();
    }
  });
});
