import assert from 'node:assert/strict';
import { specDifferences, specDiffText, type TrainedSpec } from '../../../../src/app/runs/specDiff.ts';
import { loadSpec } from '../../../../src/format/load.ts';

const DENSE = { type: 'dense', units: 4, activation: 'tanh' };
const LAST = { type: 'dense', units: 2, activation: 'softmax' };

function trained(name: string, changes: Readonly<Record<string, unknown>> = {}): TrainedSpec {
  const text = JSON.stringify({
    formatVersion: 1,
    data: { source: { builtin: 'moons' } },
    model: { layers: [DENSE, LAST] },
    loss: 'categoricalCrossentropy',
    optimizer: { type: 'adam', learningRate: 0.01 },
    training: { epochs: 2, batchSize: 10 },
    ...changes,
  });
  const { spec, problems } = loadSpec(text, '/a.nnspec.json');
  assert.ok(spec, JSON.stringify(problems));
  return { name, spec, text };
}

const told = (left: TrainedSpec, right: TrainedSpec): unknown[] =>
  specDifferences(left, right).map(({ path, left: a, right: b }) => [
    path,
    a && [a.value, a.isDefault],
    b && [b.value, b.isDefault],
  ]);

describe('the differences of two specs', () => {
  it('are told setting by setting, with what is a default', () => {
    const other = { optimizer: { type: 'adam', learningRate: 0.1, beta1: 0.8 }, seed: 3 };
    assert.deepEqual(told(trained('A'), trained('B', other)), [
      ['seed', ['0', true], ['3', false]],
      ['optimizer.learningRate', ['0.01', false], ['0.1', false]],
      ['optimizer.beta1', ['0.9', true], ['0.8', false]],
    ]);
  });

  it('are none where only the form differs', () => {
    const [a, b] = [
      trained('A'),
      trained('B', { optimizer: { learningRate: 0.01, type: 'adam', beta1: 0.9 } }),
    ];
    assert.deepEqual(told(a, b), []);
    assert.equal(specDiffText(a, b), 'A ↔ B\n\nBoth specs mean the same. Only their texts differ.\n');
    assert.equal(specDiffText(a, a), 'A ↔ A\n\nBoth specs mean the same.\n');
  });

  it('know a short form, a layer without an id, and what only one spec has', () => {
    const drop = { model: { layers: [DENSE, { type: 'dropout', rate: 0.5 }, LAST] }, optimizer: 'rmsprop' };
    const found = new Map(told(trained('A'), trained('B', drop)).map((one) => [(one as string[])[0], one]));
    assert.deepEqual(found.get('model.layers.dropout1.rate'), [
      'model.layers.dropout1.rate',
      null,
      ['0.5', false],
    ]);
    assert.deepEqual(found.get('optimizer'), ['optimizer', ['adam', false], ['rmsprop', false]]);
    const rate = found.get('optimizer.learningRate') as [string, unknown, [string, boolean]];
    assert.equal(rate[2][1], true, 'the rate of a short form is a default');
    assert.ok(!found.has('model.layers.dense1.units'));
  });

  it('have the order of the layers among them', () => {
    const [a, b] = [
      { ...DENSE, id: 'a' },
      { ...DENSE, id: 'b' },
    ];
    const layers = (...some: unknown[]) => ({ model: { layers: [...some, LAST] } });
    const found = told(trained('A', layers(a, b)), trained('B', layers(b, a)));
    assert.equal(found.length, 1);
    assert.match(JSON.stringify(found), /"a → b → .*"b → a → /);
  });

  it('are lines under each other', () => {
    const text = specDiffText(trained('First'), trained('Second', { seed: 3 }));
    assert.equal(
      text,
      [
        'First ↔ Second',
        '',
        'Setting   First         Second',
        '──────────────────────────────',
        'seed      0 (default)   3',
        '',
      ].join('\n'),
    );
  });
});
