/** What the network says about a split, on networks whose answers are known. */
import assert from 'node:assert/strict';
import { assessPredictions } from '../../../../src/engine/evaluation/assessPredictions.ts';
import { takeSnapshot } from '../../../../src/engine/evaluation/tensorSnapshot.ts';
import type { Trainer } from '../../../../src/engine/types.ts';
import { dense, eventsOf, type PlanOptions, trainerOf } from '../../../support/plans.ts';

const SOFTMAX = { activation: { type: 'softmax' } } as const;
const points: PlanOptions['x'] = Array.from({ length: 40 }, (_, index) => [
  Math.cos(index * 1.7),
  Math.sin(index * 2.3),
]);
/** The class is the sign of the first input. */
const bySign = points.map(([x = 0]) => (x > 0 ? [0, 1] : [1, 0]));

const classes: PlanOptions = {
  x: points,
  y: bySign,
  validation: { x: points.slice(0, 10), y: bySign.slice(0, 10) },
  layers: [dense('hidden', 8, { activation: { type: 'tanh' } }), dense('output', 2, SOFTMAX)],
  loss: { type: 'categoricalCrossentropy' },
  metrics: [{ type: 'accuracy' }],
  training: { epochs: 40, batchSize: 8 },
};

const run = (trainer: Trainer): Trainer => {
  for (const event of trainer.run()) if (event.kind === 'end') break;
  return trainer;
};

describe('predictions', () => {
  it('of classes agree with the accuracy, and every sample is counted once', () => {
    const trainer = run(trainerOf(classes));
    const judged = trainer.inspect(assessPredictions);
    assert.equal(judged.split, 'validation');
    assert.equal(judged.used, 10);
    const counts = new Uint32Array(judged.confusion?.counts ?? new ArrayBuffer(0));
    assert.equal(
      counts.reduce((sum, count) => sum + count, 0),
      10,
    );
    const right = ((counts[0] ?? 0) + (counts[3] ?? 0)) / 10;
    assert.equal(right, trainer.evaluate('validation')['accuracy']);
    assert.equal(judged.worst.length, Math.round((1 - right) * 10));
    assert.equal(judged.scatter, null);
  });

  it('of scores are decided at 0, as the metrics are, and have no probability', () => {
    const sign = points.map(([x = 0]) => [x > 0 ? 1 : 0]);
    const trainer = trainerOf({
      x: points,
      y: sign,
      // The output is a third of the sum of both inputs.
      layers: [dense('output', 1, { useBias: false, kernelInitializer: { type: 'constant', value: 1 / 3 } })],
      loss: { type: 'hinge' },
      metrics: [{ type: 'accuracy' }, { type: 'precision' }, { type: 'recall' }, { type: 'f1' }],
      target: 'binary',
      training: { epochs: 1, batchSize: 8 },
    });
    const judged = trainer.inspect(assessPredictions);
    const [negatives = 0, extra, missed, positives = 0] = new Uint32Array(
      judged.confusion?.counts ?? new ArrayBuffer(0),
    );
    const right = points.filter(([x = 0, y = 0]) => x + y > 0 === x > 0).length;
    assert.equal(negatives + positives, right);
    const scores = trainer.evaluate('train');
    assert.equal(scores['accuracy'], right / points.length);
    assert.equal(scores['precision'], positives / (positives + (extra ?? NaN)));
    assert.equal(scores['recall'], positives / (positives + (missed ?? NaN)));
    assert.ok(judged.worst.length > 0);
    for (const [index, { confidence, targetConfidence, loss }] of judged.worst.entries()) {
      assert.deepEqual([confidence, targetConfidence], [null, null]);
      assert.ok(loss > 0 && loss <= (judged.worst[index - 1]?.loss ?? Infinity));
    }
  });

  it('that are wrong come with what they are, worst first', () => {
    const mirrored = { x: points.slice(0, 10), y: bySign.slice(0, 10).map(([a = 0, b = 0]) => [b, a]) };
    const judged = run(trainerOf({ ...classes, validation: mirrored })).inspect(assessPredictions);
    assert.ok(judged.worst.length > 5);
    for (const [index, sample] of judged.worst.entries()) {
      assert.notEqual(sample.target, sample.prediction);
      assert.ok((sample.confidence ?? 0) >= (sample.targetConfidence ?? 1));
      assert.ok(sample.loss <= (judged.worst[index - 1]?.loss ?? Infinity));
      assert.ok(Math.abs(sample.loss + Math.log(sample.targetConfidence ?? 0)) < 1e-9);
    }
    const wrong = judged.confused.reduce((sum, { count }) => sum + count, 0);
    assert.equal(wrong, judged.worst.length);
  });

  it('over the plane of two inputs follow the border that was learned', () => {
    const { boundary } = run(trainerOf(classes)).inspect(assessPredictions);
    assert.ok(boundary?.classes);
    const cells = new Uint8Array(boundary.classes);
    const sure = new Float32Array(boundary.values);
    let right = 0;
    for (let row = 0; row < boundary.rows; row += 1) {
      for (let column = 0; column < boundary.columns; column += 1) {
        const [low, high] = boundary.x;
        const x = low + ((column + 0.5) / boundary.columns) * (high - low);
        const cell = row * boundary.columns + column;
        if (cells[cell] === Number(x > 0)) right += 1;
        assert.ok((sure[cell] ?? 0) >= 0.5);
      }
    }
    assert.ok(right / cells.length > 0.9, String(right / cells.length));
    assert.equal(new Float32Array(boundary.points).length, 40 * 3);
  });

  it('of one sigmoid output are two classes', () => {
    const binary: PlanOptions = {
      ...classes,
      y: bySign.map(([, one = 0]) => [one]),
      validation: { x: points.slice(0, 10), y: bySign.slice(0, 10).map(([, one = 0]) => [one]) },
      layers: [dense('output', 1, { activation: { type: 'sigmoid' } })],
      loss: { type: 'binaryCrossentropy' },
      target: 'binary',
    };
    const trainer = run(trainerOf(binary));
    const counts = new Uint32Array(
      trainer.inspect(assessPredictions).confusion?.counts ?? new ArrayBuffer(0),
    );
    assert.equal(((counts[0] ?? 0) + (counts[3] ?? 0)) / 10, trainer.evaluate('validation')['accuracy']);
  });

  it('of numbers are pairs of target and prediction, of the training where nothing is held out', () => {
    const numbers: PlanOptions = {
      x: [[0], [1], [2]],
      y: [
        [1, 10],
        [2, 20],
        [3, 90],
      ],
      layers: [dense('output', 2, { kernelInitializer: { type: 'zeros' } })],
      loss: { type: 'meanSquaredError' },
    };
    const judged = trainerOf(numbers).inspect(assessPredictions);
    assert.equal(judged.split, 'train');
    assert.deepEqual(
      [...new Float32Array(judged.scatter?.points ?? new ArrayBuffer(0))],
      [1, 0, 10, 0, 2, 0, 20, 0, 3, 0, 90, 0],
    );
    assert.deepEqual(
      judged.worst.map(({ row, target }) => [row, target]),
      [
        [2, '3, 90'],
        [1, '2, 20'],
        [0, '1, 10'],
      ],
    );
    assert.equal(judged.boundary, null);
  });

  it('and probes between any two steps leave the training as it is, bit for bit', () => {
    const plain = eventsOf(trainerOf(classes));
    const watched = trainerOf(classes);
    const events = [];
    for (const event of watched.run()) {
      events.push(event.kind === 'step' ? { ...event, row: event.row.slice() } : event);
      watched.inspect(takeSnapshot);
      watched.inspect(assessPredictions);
    }
    assert.deepEqual(events, plain);
  });
});

describe('a probe', () => {
  const constant = (value: number) => ({ biasInitializer: { type: 'constant', value } }) as const;
  const zeros = { kernelInitializer: { type: 'zeros' } } as const;

  it('counts dead units and saturated activations exactly', () => {
    const trainer = trainerOf({
      ...classes,
      layers: [
        dense('dead', 4, { activation: { type: 'relu' }, ...zeros, ...constant(-1) }),
        dense('tanh', 3, { activation: { type: 'tanh' }, ...zeros, ...constant(3) }),
        dense('sigmoid', 3, { activation: { type: 'sigmoid' }, ...zeros, ...constant(-5.1) }),
        dense('edge', 3, { activation: { type: 'sigmoid' }, ...zeros, ...constant(4.9) }),
        dense('linear', 3),
        dense('output', 2, SOFTMAX),
      ],
    });
    const { activations, weights, step } = trainer.inspect(takeSnapshot);
    assert.equal(step, 0);
    assert.deepEqual(
      activations.map(({ dead, saturated }) => [dead, saturated]),
      [
        [1, null],
        [0, 1],
        [0, 1],
        [0, 0],
      ],
    );
    assert.ok(Math.abs((activations[1]?.mean ?? 0) - Math.tanh(3)) < 1e-6);
    assert.ok((activations[1]?.deviation ?? 1) < 1e-3);
    assert.equal(weights.length, 6);
    assert.equal(weights[0]?.min, -1);
  });

  it('counts as saturated what the thresholds of the spec say', () => {
    const options = {
      ...classes,
      layers: [
        dense('tanh', 3, { activation: { type: 'tanh' }, ...zeros, ...constant(1) }),
        dense('sigmoid', 3, { activation: { type: 'sigmoid' }, ...zeros, ...constant(-2) }),
        dense('output', 2, SOFTMAX),
      ],
    };
    const shares = (saturatedUnits: unknown) =>
      trainerOf({ ...options, health: { saturatedUnits } })
        .inspect(takeSnapshot)
        .activations.map(({ saturated }) => saturated);
    assert.deepEqual(shares({ share: 0.5, tanh: 0.7, sigmoid: 1.5 }), [1, 1]);
    assert.deepEqual(shares({ share: 0.5, tanh: 0.8, sigmoid: 2.5 }), [0, 0]);
    assert.deepEqual(shares(false), [0, 0]);
  });

  it('sees a unit that answers to one sample only as alive', () => {
    const x = Array.from({ length: 600 }, (_, index) => [index === 0 ? 1 : -1]);
    const ones = { kernelInitializer: { type: 'ones' } } as const;
    const trainer = trainerOf({
      x,
      y: x.map(() => [0]),
      layers: [dense('relu', 2, { activation: { type: 'relu' }, ...ones }), dense('output', 1)],
      loss: { type: 'meanSquaredError' },
    });
    assert.equal(trainer.inspect(takeSnapshot).activations[0]?.dead, 0);
  });
});
