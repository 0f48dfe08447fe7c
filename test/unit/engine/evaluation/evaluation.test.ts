import assert from 'node:assert/strict';

import { sampledTrainRows } from '../../../../src/engine/evaluation/evaluation.ts';
import { testedBackends } from '../../../support/backends.ts';
import { dense, type PlanOptions, trainerOf } from '../../../support/plans.ts';

const x = Array.from({ length: 40 }, (_, row) => [Math.sin(row), Math.cos(3 * row)]);
const options: PlanOptions = {
  x,
  y: x.map(([a = 0]) => (a > 0 ? [1, 0] : [0, 1])),
  validation: { x: x.slice(0, 9), y: x.slice(0, 9).map(([a = 0]) => (a > 0 ? [1, 0] : [0, 1])) },
  layers: [
    dense('dense1', 12, { activation: { type: 'relu' }, regularizer: { l1: 0.01, l2: 0.01 } }),
    { type: 'batchNormalization', id: 'norm1', momentum: 0.9, epsilon: 1e-3, center: true, scale: true },
    { type: 'dropout', id: 'dropout1', rate: 0.5 },
    dense('dense2', 2, { activation: { type: 'softmax' } }),
  ],
  loss: { type: 'categoricalCrossentropy' },
  metrics: [{ type: 'accuracy' }],
  training: { epochs: 3, batchSize: 8 },
};

for (const { name: backend, create } of await testedBackends()) {
  describe(`evaluation on ${backend}`, () => {
    it('is in eval mode and told apart from what was trained', () => {
      const trainer = trainerOf(options, {}, create);
      const losses: number[] = [];
      for (const event of trainer.run()) {
        if (event.kind === 'step') losses.push(event.row[0] ?? NaN);
        if (event.kind !== 'epoch') continue;
        const { record } = event;
        // As trained: the mean of the steps' losses, dropout, batch statistics and penalties in.
        const mean = losses.splice(0).reduce((sum, loss) => sum + loss, 0) / 5;
        assert.ok(Math.abs((record.train['loss'] ?? NaN) - mean) < 1e-9);
        // In eval mode: the same as evaluating the split now, again and again.
        assert.deepEqual(record.trainEvaluated, trainer.evaluate('train'));
        assert.deepEqual(record.trainEvaluated, trainer.evaluate('train'));
        assert.deepEqual(record.validation, trainer.evaluate('validation'));
        assert.ok((record.trainEvaluated['loss'] ?? NaN) < (record.train['loss'] ?? NaN));
      }
    });

    it('has the penalties in under keras, and the loss without them beside it', () => {
      const keras = trainerOf({ ...options, semantics: 'keras' }, {}, create);
      const pytorch = trainerOf({ ...options, semantics: 'pytorch' }, {}, create);
      for (const event of keras.run()) {
        if (event.kind !== 'epoch') continue;
        const kernel = keras.checkpoint().tensors.find(({ name }) => name === 'dense1.kernel')?.values ?? [];
        const penalty = [...kernel].reduce((sum, w) => sum + 0.01 * Math.abs(w) + 0.01 * w * w, 0);
        for (const values of [event.record.validation, event.record.trainEvaluated]) {
          const { loss = NaN, unpenalizedLoss = NaN } = values ?? {};
          assert.ok(Math.abs(loss - unpenalizedLoss - penalty) < 1e-5 * penalty, String(loss));
        }
        assert.equal(event.record.train['unpenalizedLoss'], undefined);
      }
      for (const event of pytorch.run()) {
        if (event.kind === 'epoch')
          assert.deepEqual(Object.keys(event.record.validation ?? {}), ['loss', 'accuracy']);
      }
      keras.set('model.layers.dense1.regularizer.l1', false);
      keras.set('model.layers.dense1.regularizer.l2', false);
      assert.deepEqual(Object.keys(keras.evaluate('validation')), ['loss', 'accuracy']);
    });

    it('leaves weights, moving statistics and the next step alone', () => {
      const quiet = trainerOf(options, {}, create);
      const asked = trainerOf(options, {}, create);
      const rows = [quiet, asked].map((trainer) => {
        const seen: number[][] = [];
        for (const event of trainer.run()) {
          if (event.kind === 'step') seen.push([...event.row]);
          if (trainer === asked) trainer.evaluate('train');
        }
        return seen;
      });
      assert.deepEqual(rows[1], rows[0]);
      assert.deepEqual(asked.checkpoint(), quiet.checkpoint());
    });
  });
}

describe('the training rows that are evaluated after an epoch', () => {
  it('are all of a small split, else as many as for validation or 512, evenly spread', () => {
    assert.deepEqual([...sampledTrainRows(5, 0)], [0, 1, 2, 3, 4]);
    const rows = sampledTrainRows(10_000, 100);
    assert.equal(rows.length, 512);
    assert.ok([...rows].every((row, index) => Math.abs(row - (index * 10_000) / 512) < 1));
    assert.equal(sampledTrainRows(10_000, 2000).length, 2000);
    assert.equal(new Set(sampledTrainRows(600, 0)).size, 512);
  });
});
