import assert from 'node:assert/strict';
import { problemOf, refusalAfter, refusedMessage, type Refused } from '../../../../src/app/panel/refusal.ts';
import type { LocatedProblem } from '../../../../src/session/types.ts';
import { loadSpec } from '../../../../src/format/load.ts';
import { locateProblems } from '../../../../src/session/locate.ts';

const FILE = '/work/a.nnspec.json';

function problemsOf(text: string): LocatedProblem[] {
  const { problems, parsed } = loadSpec(text, FILE);
  return locateProblems(problems, parsed, FILE);
}

const BROKEN = `{
  "formatVersion": 1,
  "data": { "source": { "builtin": "moons" } },
  "model": { "layers": [{ "type": "dense", "units": 2, "activation": "softmaxx" }] },
  "loss": "nonsense",
  "optimizer": { "type": "adam", "learningRate": 0.01 },
  "training": { "epochs": 3, "batchSize": 20 }
}`;

describe('a spec that was refused', () => {
  const problems = problemsOf(BROKEN).filter(({ severity }) => severity === 'error');
  const shown: Refused = { kind: 'refused', name: 'a', specPath: FILE, problems, before: null };
  const listed = (refused: Refused) => {
    const message = refusedMessage(refused);
    assert.ok(message.type === 'refused');
    return message;
  };

  it('lists each problem with its line, and its first fix where there is one', () => {
    const { problems: rows, more } = listed(shown);
    assert.equal(more, 0);
    assert.deepEqual(
      rows.map(({ place }) => place),
      ['a.nnspec.json, line 4', 'a.nnspec.json, line 5'],
    );
    assert.match(rows[0]?.fix ?? '', /softmax/);
    assert.equal(new Set(rows.map(({ id }) => id)).size, 2);
    for (const [at, { id }] of rows.entries()) assert.equal(problemOf(shown, id), problems[at]);
    assert.equal(problemOf(shown, 'another'), undefined);
    assert.equal(problemOf({ kind: 'nothing' }, rows[0]?.id), undefined);
  });

  it('lists the first of many', () => {
    const many = Array.from({ length: 30 }, (_, line) => ({ ...problems[0], line }) as LocatedProblem);
    const { problems: rows, more } = listed({ ...shown, problems: many });
    assert.deepEqual([rows.length, more], [20, 10]);
  });

  it('follows the edits of its spec, and of no other', () => {
    const better = problemsOf(BROKEN.replace('softmaxx', 'softmax'));
    const next = refusalAfter(shown, FILE, better, false);
    assert.deepEqual(
      next?.problems.map(({ line }) => line),
      [5],
    );
    assert.equal(refusalAfter(shown, FILE, problems, false), null, 'nothing has changed');
    assert.equal(refusalAfter(shown, '/work/b.nnspec.json', better, false), null);
    assert.equal(refusalAfter({ kind: 'nothing' }, FILE, better, false), null);
  });

  it('is in order only once its data was read as well', () => {
    assert.equal(refusalAfter(shown, FILE, [], false), null);
    assert.deepEqual(refusalAfter(shown, FILE, [], true)?.problems, []);
  });
});
