import assert from 'node:assert/strict';
import { differences } from '../../../../src/app/runs/differences.ts';
import { differingPaths, shortNames } from '../../../../src/run/differences.ts';
import type { HyperParameter } from '../../../../src/runs/events/eventRecords.ts';

type Values = Readonly<Record<string, HyperParameter>>;
const maps = (all: readonly Values[]) => all.map((one) => new Map(Object.entries(one)));

const ADAM = { optimizer: 'adam', 'optimizer.learningRate': 0.001, 'optimizer.beta1': 0.9 };
const SGD = { optimizer: 'sgd', 'optimizer.learningRate': 0.01, 'optimizer.momentum': 0 };

describe('the differences that name runs', () => {
  it('are the values that differ, by the ends of their paths', () => {
    const rates = [0.1, 0.01, 0.1].map((rate) => ({ ...ADAM, 'optimizer.learningRate': rate, seed: 1 }));
    assert.deepEqual(differences(maps(rates)), ['learningRate 0.1', 'learningRate 0.01', 'learningRate 0.1']);
    assert.deepEqual(differences(maps([ADAM, ADAM])), ['', '']);
    assert.deepEqual(differences(maps([ADAM])), ['']);
    assert.deepEqual(differences([]), []);
  });

  it('leave out what follows from another difference', () => {
    assert.deepEqual(differences(maps([ADAM, SGD])), ['adam', 'sgd']);
    const tuned = { ...SGD, 'optimizer.learningRate': 0.1 };
    assert.deepEqual(differences(maps([ADAM, SGD, tuned])), [
      'adam · learningRate 0.001',
      'sgd · learningRate 0.01',
      'sgd · learningRate 0.1',
    ]);
  });

  it('name a layer where two have the key, and one that is not there', () => {
    const one = { 'model.layers.a': 'dense', 'model.layers.a.units': 4, 'model.layers.b.units': 2 };
    const two = { 'model.layers.a': 'dense', 'model.layers.a.units': 8, 'model.layers.b.units': 3 };
    assert.deepEqual(differences(maps([one, two])), ['a.units 4 · b.units 2', 'a.units 8 · b.units 3']);
    const drop = { ...one, 'model.layers.drop': 'dropout', 'model.layers.drop.rate': 0.5 };
    assert.deepEqual(differences(maps([one, drop])), ['no drop', 'drop dropout']);
    assert.deepEqual([...shortNames(['a.b.c', 'a.d.c', 'c']).values()], ['b.c', 'd.c', 'c']);
  });

  it('are three at most, the rarest values', () => {
    const keys = ['a', 'b', 'c', 'd', 'e'];
    const same = Object.fromEntries(keys.map((key) => [key, 0]));
    const all = [same, ...keys.map((key) => ({ ...same, [key]: 1 }))];
    assert.equal(differingPaths(maps(all)).length, 5);
    const told = differences(maps(all));
    assert.ok(told.every((text) => text.split(' · ').length === 3));
    for (const [at, key] of keys.entries()) assert.ok(told[at + 1]?.includes(`${key} 1`), told[at + 1]);
  });

  it('cut long values', () => {
    const [text] = differences(maps([{ 'data.source.csv': 'x'.repeat(100) }, { 'data.source.csv': 'y' }]));
    assert.equal(text, `csv ${'x'.repeat(23)}…`);
  });
});
