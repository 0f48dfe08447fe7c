/** The rules find nothing in runs that are healthy, and the fault of those that are not. */
import assert from 'node:assert/strict';
import { readdir } from 'node:fs/promises';
import path from 'node:path';
import fc from 'fast-check';
import { exampleText, watchRun } from './runs.ts';

const HEALTHY = [
  'xor',
  'iris',
  'wine',
  'breast-cancer',
  'diabetes',
  'spiral',
  'vanishing-cured',
  'overfitting-cured',
  'exploding-cured',
  'gradient-descent',
  'worked-example',
  'rosenbrock',
];

describe('the rules of training health on the examples', function () {
  this.timeout(60_000);

  for (const name of HEALTHY) {
    it(`find nothing in ${name}`, async () => {
      const { notes } = await watchRun(await exampleText(name), { steps: 3000 });
      assert.deepEqual(notes, []);
    });
  }

  it('find nothing in digits', async () => {
    const { notes } = await watchRun(await exampleText('digits'), { steps: 1500 });
    assert.deepEqual(notes, []);
  });

  it('find nothing in the film reviews', async () => {
    const { notes } = await watchRun(await exampleText('nsmc'), { steps: 150 });
    assert.deepEqual(notes, []);
  });

  it('are tried on every example that has its data, or whose data is not there', async () => {
    const folder = path.resolve(import.meta.dirname, '../../../../examples');
    const names = (await readdir(folder)).flatMap((name) => /^(.+)\.nnspec\.json$/.exec(name)?.[1] ?? []);
    const others = ['digits', 'nsmc', 'vanishing', 'exploding', 'overfitting', 'fashion-mnist', 'reuters'];
    assert.deepEqual(names.sort(), [...HEALTHY, ...others].sort());
  });

  it('find the gradients that vanish within a hundred steps, first layer first', async () => {
    const { notes } = await watchRun(await exampleText('vanishing'), { steps: 100 });
    const [first] = notes;
    assert.equal(first?.rule, 'vanishingGradient');
    assert.equal(first.layer, 'hidden1');
    assert.ok(notes.every(({ rule }) => rule === 'vanishingGradient'));
  });

  it('find the gradients that explode, and the end', async () => {
    const { notes } = await watchRun(await exampleText('exploding'));
    const rules = [...new Set(notes.map(({ rule }) => rule))];
    assert.deepEqual(rules, ['poorInitialLoss', 'explodingGradient', 'notFinite']);
    const end = notes.at(-1);
    assert.ok(end !== undefined && 'message' in end);
    assert.equal(end.layer, 'output');
    assert.match(end.message, /step 3: the output of layer output/);
  });

  it('find over-fitting within a hundred steps, and nothing else', async () => {
    const { notes } = await watchRun(await exampleText('overfitting'), { steps: 600 });
    assert.deepEqual([...new Set(notes.map(({ rule }) => rule))], ['overfitting']);
    const [first] = notes;
    assert.ok(first !== undefined && 'step' in first && first.step <= 100);
  });

  it('are switched off and set by the spec', async () => {
    const text = await exampleText('overfitting');
    const withHealth = (health: object) =>
      text.replace('"loss":', `"health": ${JSON.stringify(health)}, "loss":`);
    const off = await watchRun(withHealth({ overfitting: false }), { steps: 600 });
    assert.deepEqual(off.notes, []);
    const high = await watchRun(withHealth({ overfitting: { gap: 50 } }), { steps: 600 });
    assert.deepEqual(high.notes, []);
  });

  it('find the same in a run that goes on from any step', async () => {
    const text = (await exampleText('vanishing')).replace('"learningRate": 0.05', '"learningRate": 3');
    const whole = await watchRun(text, { steps: 300 });
    assert.ok(whole.notes.length > 0);
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: 1, max: 299 }), async (cut) => {
        const before = await watchRun(text, { steps: cut, cut });
        assert.ok(before.state);
        const from = {
          ...before.state,
          scalars: JSON.parse(JSON.stringify(before.state.scalars)) as object as typeof before.state.scalars,
        };
        const after = await watchRun(text, { steps: 300, from });
        assert.deepEqual([...before.notes, ...after.notes], whole.notes);
      }),
      { numRuns: 6 },
    );
  });
});
