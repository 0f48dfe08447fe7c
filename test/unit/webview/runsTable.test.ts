import assert from 'node:assert/strict';
import type { RunRow } from '../../../src/protocol/runsTable.ts';
import { columnsOf, shownColumns } from '../../../webview/runsTable/columns.ts';
import { Rows, nextSorting, sortRows } from '../../../webview/runsTable/rows.ts';
import { Selection } from '../../../webview/runsTable/selection.ts';

function row(name: string, changes: Partial<RunRow> = {}): RunRow {
  return {
    folder: `/runs/${name}`,
    name,
    specName: 'digits',
    note: '',
    starred: false,
    status: 'completed',
    going: false,
    resumable: false,
    startedAt: `2026-01-01T00:00:0${name.length}.000Z`,
    seconds: 1,
    epoch: 2,
    epochs: 2,
    parameterCount: 10,
    results: {
      'train.loss': 0.5,
      'validation.loss': 0.6,
      'validation.accuracy': 0.9,
      'train.accuracy': 0.95,
    },
    values: { optimizer: 'adam', 'optimizer.learningRate': 0.01, seed: 1 },
    ...changes,
  };
}

describe('the table of runs', () => {
  it('has a column for each value of the specs that differs, and for no other', () => {
    const rows = [
      row('a'),
      row('bb', {
        values: { optimizer: 'sgd', 'optimizer.learningRate': 0.01, seed: 1, 'optimizer.momentum': 0.9 },
      }),
    ];
    const spec = (of: readonly RunRow[]): string[] =>
      columnsOf(of).flatMap(({ id }) => (id.startsWith('spec:') ? [id] : []));
    // The momentum is there because of the optimizer.
    assert.deepEqual(spec(rows), ['spec:optimizer']);
    assert.deepEqual(spec([...rows, row('c', { values: { ...rows[1]?.values, 'optimizer.momentum': 0 } })]), [
      'spec:optimizer',
      'spec:optimizer.momentum',
    ]);
    assert.deepEqual(spec(rows.slice(0, 1)), []);
    assert.deepEqual(spec([]), []);
    assert.deepEqual(
      columnsOf(rows).flatMap(({ id }) => (id.startsWith('result:') ? [id] : [])),
      ['result:validation.accuracy', 'result:validation.loss', 'result:train.loss'],
      'the main results first',
    );
  });

  it('shows few columns at first, those that differ before the results, and what the user chooses', () => {
    const rows = Array.from({ length: 12 }, (_, at) =>
      row('a'.repeat(at + 1), {
        values: Object.fromEntries(Array.from({ length: 12 }, (_, key) => [`key${String(key)}`, at])),
      }),
    );
    const columns = columnsOf(rows);
    const ids = (choice: Readonly<Record<string, boolean>>): string[] =>
      shownColumns(columns, choice).map(({ id }) => id);
    const first = ['name', ...[0, 1, 2, 3, 4].map((key) => `spec:key${String(key)}`)];
    const results = ['result:validation.accuracy', 'result:validation.loss'];
    assert.deepEqual(ids({}), [...first, ...results, 'status', 'epoch', 'took', 'started', 'note']);
    const chosen = ids({
      name: false,
      status: false,
      parameters: true,
      'spec:key0': false,
      'spec:gone': true,
    });
    assert.deepEqual(chosen.slice(0, 2), ['name', 'spec:key1']);
    assert.ok(chosen.includes('parameters'));
  });

  it('holds the folders that cannot be read, and finds them by name and reason', () => {
    const rows = new Rows();
    const broken = [
      { folder: '/runs/a', name: 'a', reason: 'run.json: “spec” is missing' },
      { folder: '/runs/b', name: 'b', reason: 'user.json cannot be read' },
    ];
    rows.receive({ type: 'rows', complete: true, rows: [row('ccc')], gone: [], broken });
    assert.equal(rows.brokenMatching('').length, 2);
    assert.deepEqual(rows.brokenMatching('USER read'), broken.slice(1));
    rows.receive({ type: 'rows', complete: false, rows: [], gone: [], broken: [] });
    assert.deepEqual(rows.brokenMatching(''), []);
  });

  it('filters by words of names, notes, status and values', () => {
    const rows = new Rows();
    const list = [
      row('a', { note: 'Best' }),
      row('bb', { status: 'failed' }),
      row('ccc', { values: { seed: 7 } }),
    ];
    rows.receive({ type: 'rows', complete: true, rows: list, gone: [], broken: [] });
    const names = (filter: string): string[] => rows.matching(filter).map(({ name }) => name);
    assert.deepEqual(names(''), ['ccc', 'bb', 'a']);
    assert.deepEqual(names('best'), ['a']);
    assert.deepEqual(names('failed digits'), ['bb']);
    assert.deepEqual(names('seed=7'), ['ccc']);
    assert.deepEqual(names('nothing'), []);
  });

  it('takes in changes and what is gone', () => {
    const rows = new Rows();
    rows.receive({ type: 'rows', complete: true, rows: [row('a'), row('bb')], gone: [], broken: [] });
    rows.receive({
      type: 'rows',
      complete: false,
      rows: [row('a', { epoch: 9 })],
      gone: ['/runs/bb'],
      broken: [],
    });
    assert.equal(rows.size, 1);
    assert.equal(rows.get('/runs/a')?.epoch, 9);
  });

  it('sorts by a column, starred rows first, rows without a value last', () => {
    const list = [
      row('a', { results: { 'validation.loss': 2 } }),
      row('bb', { results: { 'validation.loss': NaN } }),
      row('ccc', { results: {} }),
      row('dddd', { results: { 'validation.loss': 1 } }),
      row('eeeee', { results: { 'validation.loss': 9 }, starred: true }),
    ];
    const columns = columnsOf(list);
    const sorted = (descending: boolean): string[] =>
      sortRows([...list], { column: 'result:validation.loss', descending }, columns).map(({ name }) => name);
    assert.deepEqual(sorted(false), ['eeeee', 'dddd', 'a', 'bb', 'ccc']);
    assert.deepEqual(sorted(true), ['eeeee', 'a', 'dddd', 'bb', 'ccc']);
    const loss = columns.find(({ id }) => id === 'result:validation.loss');
    assert(loss);
    const first = nextSorting(null, loss);
    assert.equal(first?.descending, false, 'the lowest loss is the best');
    const second = nextSorting(first, loss);
    assert.equal(second?.descending, true);
    const accuracy = columnsOf([row('a')]).find(({ id }) => id === 'result:validation.accuracy');
    assert(accuracy);
    assert.equal(nextSorting(null, accuracy)?.descending, true);
    assert.equal(nextSorting(second, loss), null);
  });

  it('keeps cursor and selection through changes of what is shown', () => {
    const selection = new Selection();
    const all = ['a', 'b', 'c', 'd'];
    selection.moveTo('b', all, false);
    assert.deepEqual(selection.chosen(all), ['b']);
    selection.moveTo('d', all, true);
    assert.deepEqual(selection.chosen(all), ['b', 'c', 'd']);
    selection.moveTo('a', all, true);
    assert.deepEqual(selection.chosen(all), ['a', 'b']);
    selection.keep(['b', 'c'], all);
    assert.deepEqual([selection.active, selection.size], ['b', 1]);
    selection.toggleAll(['b', 'c']);
    assert.equal(selection.size, 2);
    selection.toggleAll(['b', 'c']);
    assert.equal(selection.size, 0);
    selection.keep([], ['b', 'c']);
    assert.equal(selection.active, null);
  });
});
