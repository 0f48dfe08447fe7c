import assert from 'node:assert/strict';
import fc from 'fast-check';
import * as pages from '../../../../src/app/panel/pageRequests.ts';
import { allowedFrom, COMMANDS } from '../../../../src/host/commands/table/table.ts';

const { checkNotice } = pages;
const panel = allowedFrom('fromPanel');
const table = allowedFrom('fromTable');
const checkRequest = (message: unknown) => pages.checkRequest(panel, message);
const checkTableRequest = (message: unknown) => pages.checkTableRequest(table, message);

const command = (name: string, ...args: unknown[]): unknown => ({ type: 'command', command: name, args });

describe('requests of the panel', () => {
  it('lets the panel say that it is ready or has missed something', () => {
    assert.deepEqual(checkRequest({ type: 'ready' }), { type: 'ready' });
    assert.deepEqual(checkRequest({ type: 'resync', extra: 1 }), { type: 'resync' });
  });

  it('lets the panel ask for predictions of the weights that there are', () => {
    for (const weights of [null, 'best', 'last'])
      assert.deepEqual(checkRequest({ type: 'predictions', weights }), { type: 'predictions', weights });
    for (const weights of ['../best', 1, undefined])
      assert.equal(checkRequest({ type: 'predictions', weights }), null);
  });

  it('lets the panel offer a file of its own name and kind, of a size that can be held', () => {
    const save = { type: 'save', name: 'loss.csv', text: 'line,step,value' };
    assert.deepEqual(checkRequest(save), save);
    for (const name of ['../loss.csv', 'loss.sh', '.csv', 'a'.repeat(80) + '.csv', 7]) {
      assert.equal(checkRequest({ ...save, name }), null);
    }
    assert.equal(checkRequest({ ...save, text: 1 }), null);
  });

  it('lets through the controls of a run', () => {
    for (const name of ['nnspec.pause', 'nnspec.resume', 'nnspec.step', 'nnspec.stop', 'nnspec.restart']) {
      assert.deepEqual(checkRequest(command(name)), { type: 'command', command: name, args: [] });
    }
    for (const name of ['nnspec.stepEpoch', 'nnspec.continueRun', 'nnspec.branchRun']) {
      assert.deepEqual(checkRequest(command(name)), { type: 'command', command: name, args: [] });
    }
    const fork = command('nnspec.fork', 'model.layers.dropout1.rate', false);
    assert.deepEqual(checkRequest(fork), fork);
    const set = command('nnspec.setValue', 'model.layers.dropout1.rate', 0.5);
    assert.deepEqual(checkRequest(set), set);
    for (const value of [null, false, 3, { norm: 1 }]) {
      const clip = command('nnspec.setValue', 'training.gradientClipping', value);
      assert.deepEqual(checkRequest(clip), clip);
    }
    for (const value of [{ norm: 'x' }, { size: 1 }, [1], 'full']) {
      assert.equal(checkRequest(command('nnspec.setValue', 'training.gradientClipping', value)), null);
    }
  });

  it('refuses commands that are not the panel’s, of this extension or of VS Code', () => {
    for (const name of [
      'nnspec.deleteRun',
      'workbench.action.terminal.sendSequence',
      'vscode.open',
      '__proto__',
      'constructor',
    ]) {
      assert.equal(checkRequest(command(name)), null, name);
    }
  });

  it('refuses arguments of the wrong number, kind or value', () => {
    for (const request of [
      command('nnspec.pause', 1),
      command('nnspec.train', { fsPath: '/etc/passwd' }),
      command('nnspec.train', 'a', 'b'),
      command('nnspec.train', 'a'.repeat(5000)),
      command('nnspec.setValue', 'optimizer.learningRate', Number.NaN),
      command('nnspec.setValue', 'optimizer.learningRate', { valueOf: 1 }),
      command('nnspec.setValue', 'optimizer.learningRate'),
      { type: 'command', command: 'nnspec.pause' },
      { type: 'command', command: 'nnspec.pause', args: {} },
      { type: 'other' },
      null,
      'ready',
    ]) {
      assert.equal(checkRequest(request), null, JSON.stringify(request));
    }
  });

  it('never throws and never lets a foreign command through', () => {
    const anyRequest = fc.oneof(
      fc.anything(),
      fc.record({
        type: fc.constantFrom('ready', 'command'),
        command: fc.string(),
        args: fc.array(fc.anything()),
      }),
    );
    fc.assert(
      fc.property(anyRequest, (message) => {
        const request = checkRequest(message);
        if (request?.type === 'command') assert.ok([...COMMANDS.keys()].some((id) => id === request.command));
      }),
    );
  });

  it('lets the table do what is the table’s', () => {
    const star = command('nnspec.starRun', ['/runs/a']);
    assert.deepEqual(checkTableRequest(star), star);
    assert.deepEqual(checkTableRequest({ type: 'ready' }), { type: 'ready' });
    for (const request of [command('nnspec.pause'), { type: 'predictions' }, { type: 'save' }, null])
      assert.equal(checkTableRequest(request), null);
    assert.equal(checkRequest(star), null);
  });

  it('lets the table say which columns are shown, in bounded numbers', () => {
    const columns = { type: 'columns', choice: { epoch: false, 'spec:seed': true } };
    assert.deepEqual(checkTableRequest({ ...columns, more: 1 }), columns);
    assert.equal(checkRequest(columns), null);
    const many = Object.fromEntries(Array.from({ length: 1001 }, (_, at) => [String(at), true]));
    for (const choice of [null, undefined, 'epoch', { epoch: 1 }, { ['x'.repeat(501)]: true }, many])
      assert.equal(checkTableRequest({ type: 'columns', choice }), null);
  });

  it('knows one notice', () => {
    assert.deepEqual(checkNotice({ type: 'taken', more: 1 }), { type: 'taken' });
    for (const notice of [null, 'taken', { type: 'ready' }]) assert.equal(checkNotice(notice), null);
  });
});
