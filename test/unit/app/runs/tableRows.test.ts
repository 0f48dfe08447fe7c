import assert from 'node:assert/strict';
import { ToldRows, brokenRowOf, rowOf } from '../../../../src/app/runs/tableRows.ts';
import { checkTableRequest } from '../../../../src/app/panel/pageRequests.ts';
import { allowedFrom } from '../../../../src/host/commands/table/table.ts';
import { listRuns } from '../../../../src/runs/list.ts';
import { epochsOf, makePlace, makeRun } from '../../runs/support.ts';

describe('the rows of the table', () => {
  it('are told once, then only what changes', async () => {
    const place = await makePlace();
    try {
      const store = await makeRun(place.folder);
      await store.appendEpochs(epochsOf([1, 0.5]), 0.04);
      const read = async () => (await listRuns(place.folder)).map((run) => rowOf(run, run.status, true));
      const told = new ToldRows();
      const first = told.update(await read(), []);
      assert.equal(first?.complete, true);
      assert.deepEqual(first.rows[0]?.results, {
        'train.loss': 0.5,
        'train.accuracy': 0.5,
        'validation.loss': 0.6,
        'validation.accuracy': 0.4,
      });
      assert.equal(told.update(await read(), []), null);
      await store.appendEpochs(epochsOf([2, 0.25]), 0.08);
      await store.close();
      const second = told.update(await read(), []);
      assert.deepEqual([second?.complete, second?.rows[0]?.epoch], [false, 2]);
      assert.deepEqual(told.update([], [])?.gone, [store.folder]);
      told.forget();
      assert.equal(told.update([], [])?.complete, true);
    } finally {
      await place.remove();
    }
  });
});

describe('the broken folders of the table', () => {
  it('are told when they change, as plain lines', () => {
    const told = new ToldRows();
    const broken = [brokenRowOf({ folder: '/runs/a\u001b[1m', reason: 'run.json: `end`\nis no object' })];
    assert.deepEqual(told.update([], [])?.broken, []);
    const message = told.update([], broken);
    assert.deepEqual(message?.broken, broken);
    assert.equal(message.complete, false);
    const shown = `${broken[0]?.name} ${broken[0]?.reason}`;
    assert(!shown.includes('\n') && !shown.includes('\u001b'), shown);
    assert.equal(told.update([], broken), null);
    assert.deepEqual(told.update([], [])?.broken, []);
  });
});

describe('requests of the table', () => {
  const command = (name: string, ...args: unknown[]): unknown => ({ type: 'command', command: name, args });

  it('are about folders of runs, names and notes', () => {
    for (const request of [
      command('nnspec.openRun', '/runs/a'),
      command('nnspec.renameRun', '/runs/a', 'b'),
      command('nnspec.compareRuns', ['/runs/a', '/runs/b']),
      command('nnspec.deleteRun', ['/runs/a']),
    ]) {
      assert.deepEqual(checkTableRequest(allowedFrom('fromTable'), request), request);
    }
  });

  it('are refused where they are anything else', () => {
    for (const request of [
      command('nnspec.train', '/runs/a'),
      command('vscode.open', '/etc/passwd'),
      command('nnspec.deleteRun', '/runs/a'),
      command('nnspec.deleteRun', []),
      command('nnspec.deleteRun', [1]),
      command('nnspec.renameRun', '/runs/a', { toString: 1 }),
      command('nnspec.renameRun', '/runs/a', 'x'.repeat(20_001)),
      command('nnspec.openRun'),
    ]) {
      assert.equal(
        checkTableRequest(allowedFrom('fromTable'), request),
        null,
        JSON.stringify(request).slice(0, 80),
      );
    }
  });
});
