import assert from 'node:assert/strict';
import { foldersOf, type ListedRun } from '../../../../src/app/runs/listedRuns.ts';
import { grouped, matches, named, type RunGroup } from '../../../../src/app/runs/runGroups.ts';
import { timeAgo } from '../../../../src/app/runs/runText.ts';

let made = 0;
function run(spec: string, rate: number, more: Partial<ListedRun> = {}): ListedRun {
  const name = spec === 'digits' ? 'Digits' : spec;
  const facts = {
    name,
    specName: name,
    specPath: `/work/${spec}.nnspec.json`,
    folder: `/runs/${String(made++)}`,
  };
  const state = { status: 'completed', live: false, starred: false, note: '', optimizer: 'adam', id: 'x' };
  const values = new Map<string, string | number>([
    ['optimizer', 'adam'],
    ['optimizer.learningRate', rate],
  ]);
  return {
    ...facts,
    ...state,
    values,
    comparison: undefined,
    lastEpoch: null,
    ...more,
  } as unknown as ListedRun;
}

/** The labels of the tree. */
function labels(groups: readonly RunGroup[]): unknown[] {
  return groups.map(({ kind, name, children }) => [
    name || kind,
    ...children.map((child) =>
      'children' in child ? labels([child])[0] : 'label' in child ? child.label : child.name,
    ),
  ]);
}

describe('the groups of the Runs view', () => {
  const runs = [
    run('digits', 0.01, { live: true, status: 'running' }),
    run('digits', 0.1),
    run('digits', 1, { starred: true }),
    run('iris', 0.1),
    run('digits', 0.1, { name: 'The good one' }),
    run('wine', 0.1, { comparison: 'c' }),
    run('wine', 0.2, { comparison: 'c' }),
    run('wine', 0.1),
  ];

  it('are what goes on, what is pinned, and the rest by spec and comparison', () => {
    assert.deepEqual(labels(grouped(named(runs), [])), [
      ['running', 'Digits'],
      ['pinned', 'Digits'],
      ['digits', 'learningRate 0.1', 'The good one'],
      ['iris', 'iris'],
      ['wine', ['comparison', 'learningRate 0.1', 'learningRate 0.2'], 'wine'],
    ]);
  });

  it('tell specs of one name apart by their folders', () => {
    const two = [run('a', 1), run('b', 1, { specPath: '/other/a.nnspec.json' })];
    assert.deepEqual(
      grouped(named(two), []).map(({ name, place }) => [name, place]),
      [
        ['a', 'work'],
        ['a', 'other'],
      ],
    );
  });

  it('stand for all of their runs in commands', () => {
    const group = grouped(named(runs), []).find(({ name }) => name === 'wine');
    assert.deepEqual(
      foldersOf(group),
      runs.slice(5).map(({ folder }) => folder),
    );
  });

  it('are filtered by the differences, too', () => {
    const found = named(runs).filter((one) => matches(one, 'digits rate 0.01'));
    assert.deepEqual(
      found.map(({ folder }) => folder),
      [runs[0]?.folder],
    );
  });
});

describe('the age of a run', () => {
  it('is right until it is told again', () => {
    const began = new Date(0).toISOString();
    const ages = [0, 59_000, 60_000, 3_600_000 * 5].map((now) => timeAgo(began, now, 'en'));
    assert.deepEqual(ages, ['now', 'now', '1 min. ago', '5 hr. ago']);
    assert.equal(timeAgo(began, 1000, 'ko'), '지금');
  });
});
