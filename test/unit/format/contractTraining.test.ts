/** The contract of the format: what a spec may say of training; what overrides do; what is suggested for a mistake. */
import assert from 'node:assert/strict';
import type { ResolvedSpec } from '../../../src/format/types.ts';
import { loadSpec } from '../../../src/format/load.ts';
import { data, layers, LEAST, refused, resolved, type Values } from './support.ts';

const trainingOf = (training: Values) => resolved({ training }).training;

describe('the format: health', () => {
  it('is taken, and acts', () => {
    const text = JSON.stringify({ ...LEAST, health: { deadUnits: false, overfitting: { gap: 0.2 } } });
    const { spec, problems } = loadSpec(text, 'a.nnspec.json');
    assert.ok(spec);
    assert.deepEqual(problems, []);
    assert.deepEqual(spec.health['deadUnits'], { enabled: false, warning: 0.1, error: 0.5 });
    assert.deepEqual(spec.health['overfitting'], { enabled: true, evaluations: 3, gap: 0.2 });
    assert.deepEqual(loadSpec(JSON.stringify(LEAST), 'a.nnspec.json').problems, []);
  });
});

describe('the format: training', () => {
  describe('training', () => {
    it('takes every key', () => {
      const given = {
        epochs: 3,
        batchSize: 'full',
        shuffle: false,
        dropLastBatch: true,
        deterministic: 'strict',
        gradientClipping: { globalNorm: 1.5 },
        learningRateSchedule: {
          type: 'exponential',
          decaySteps: 10,
          decayRate: 0.5,
          staircase: true,
          warmupSteps: 4,
        },
        earlyStopping: { monitor: 'train.loss', patience: 2, minDelta: 0.1, restoreBest: false },
        checkpoint: { everyEpochs: 2, keep: 4, best: 'train.loss' },
        initialWeights: 'w.safetensors',
      };
      assert.deepEqual(trainingOf(given), {
        ...given,
        gradientClipping: { kind: 'globalNorm', threshold: 1.5 },
      });
    });
    it('clips by one of three', () => {
      for (const kind of ['value', 'norm', 'globalNorm'])
        assert.deepEqual(trainingOf({ gradientClipping: { [kind]: 2 } }).gradientClipping, {
          kind,
          threshold: 2,
        });
      assert.match(
        refused({ training: { gradientClipping: { value: 1, norm: 1 } } }),
        /^NN-SPEC-CONFLICT.*exactly one/,
      );
      assert.match(refused({ training: { gradientClipping: {} } }), /^NN-SPEC-CONFLICT/);
    });
    it('has five schedules, each with a warm-up', () => {
      const scheduleOf = (learningRateSchedule: unknown) =>
        trainingOf({ learningRateSchedule }).learningRateSchedule;
      assert.deepEqual(scheduleOf('constant'), { type: 'constant', warmupSteps: 0 });
      assert.deepEqual(scheduleOf('cosine'), { type: 'cosine', decaySteps: null, alpha: 0, warmupSteps: 0 });
      assert.deepEqual(scheduleOf({ type: 'step', stepSize: 5 }), {
        type: 'step',
        stepSize: 5,
        gamma: 0.1,
        warmupSteps: 0,
      });
      assert.deepEqual(scheduleOf({ type: 'reduceOnPlateau', patience: 2 }), {
        type: 'reduceOnPlateau',
        monitor: 'validation.loss',
        factor: 0.1,
        patience: 2,
        minDelta: 1e-4,
        minDeltaMode: 'absolute',
        cooldown: 0,
        minLearningRate: 0,
        warmupSteps: 0,
      });
      for (const type of ['constant', 'cosine', 'reduceOnPlateau'])
        assert.equal(scheduleOf({ type, warmupSteps: 7 }).warmupSteps, 7);
    });
    it('stops early by a monitor, short names included', () => {
      assert.deepEqual(trainingOf({ earlyStopping: { patience: 3 } }).earlyStopping, {
        monitor: 'validation.loss',
        patience: 3,
        minDelta: 0,
        restoreBest: true,
      });
      const spec = resolved({ metrics: ['mae'], training: { earlyStopping: { monitor: 'validation.mae' } } });
      assert.equal(spec.training.earlyStopping?.monitor, 'validation.meanAbsoluteError');
    });
    it('keeps the best by the training loss where there is no validation', () => {
      assert.equal(resolved(data({ split: { validation: 0 } })).training.checkpoint.best, 'train.loss');
    });
  });

  describe('suggests what was meant', () => {
    for (const [values, pattern] of [
      [{ seeds: 1 }, /"seed"\?/],
      [{ optimiser: 1 }, /"optimizer"\?/],
      [{ training: { epoch: 1 } }, /"epochs"\?/],
      [{ training: { batch_size: 1 } }, /"batchSize"\?/],
      [{ optimizer: { type: 'adam', lr: 1 } }, /"learningRate"\?/],
      [{ optimizer: 'Adam' }, /"adam"\?/],
      [{ optimizer: 'adamW' }, /"adamw"\?/],
      [{ loss: 'BCEWithLogitsLoss' }, /"binaryCrossentropy"\?/],
      [{ loss: 'categorical_crossentropy' }, /"categoricalCrossentropy"\?/],
      [{ metrics: ['acc'] }, /"accuracy"\?/],
      [layers({ type: 'Dense', units: 1 }), /"dense"\?/],
      [layers({ type: 'Linear', units: 1 }), /"dense"\?/],
      [layers({ type: 'BatchNorm1d' }), /"batchNormalization"\?/],
      [layers({ type: 'dense', units: 1, activation: 'sigmoi' }), /"sigmoid"\?/],
      [layers({ type: 'dense', units: 1, kernelInitializer: 'xavier_uniform' }), /"glorotUniform"\?/],
      [data({ splits: {} }), /"split"\?/],
      [{ training: { learning_rate: 0.1 } }, /goes to optimizer\.learningRate/],
      [{ training: { weight_decay: 0.1 } }, /goes to optimizer\.weightDecay/],
      [{ batch_size: 8 }, /goes to training\.batchSize/],
      [{ optimizer: { type: 'adam', epochs: 8 } }, /goes to training\.epochs/],
      [{ random_state: 8 }, /"seed"\?/],
      [data({ validation_split: 0.1 }), /"split"\?/],
      [{ training: { earlyStopping: { monitor: 'val_loss', patience: 1 } } }, /"validation\.loss"\?/],
      [
        { metrics: ['accuracy'], training: { earlyStopping: { monitor: 'val_acc', patience: 1 } } },
        /"validation\.accuracy"\?/,
      ],
      [{ training: { earlyStopping: { monitor: 'loss', patience: 1 } } }, /"validation\.loss"\?/],
      [{ training: { earlyStopping: { monitor: 'train_loss', patience: 1 } } }, /"train\.loss"\?/],
    ] as const) {
      it(JSON.stringify(values), () => {
        assert.match(refused(values), pattern);
      });
    }
    it('and all that is known where nothing is near', () => {
      assert.match(refused({ zzzzz: 1 }), /Known here: formatVersion, name, semantics, seed, data/);
    });
  });

  describe('overrides', () => {
    const model = layers(
      { type: 'dense', units: 4, activation: 'leakyRelu' },
      { type: 'dropout', rate: 0.5 },
      { type: 'dense', units: 1 },
    );
    for (const [path, value, read] of [
      ['optimizer.learningRate', 0.5, (spec) => spec.optimizer.learningRate],
      ['seed', 3, (spec) => spec.seed],
      ['training.epochs', 7, (spec) => spec.training.epochs],
      ['training.batchSize', 'full', (spec) => spec.training.batchSize],
      ['data.split.test', 0.1, (spec) => spec.data.split.test],
      ['training.earlyStopping.patience', 9, (spec) => spec.training.earlyStopping?.patience],
      [
        'model.layers.dropout1.rate',
        0.25,
        ({
          model: {
            layers: [, layer],
          },
        }) => (layer?.type === 'dropout' ? layer.rate : null),
      ],
      [
        'model.layers.1.rate',
        0.25,
        ({
          model: {
            layers: [, layer],
          },
        }) => (layer?.type === 'dropout' ? layer.rate : null),
      ],
      [
        'model.layers[1].rate',
        0.25,
        ({
          model: {
            layers: [, layer],
          },
        }) => (layer?.type === 'dropout' ? layer.rate : null),
      ],
      [
        'model.layers.dense1.regularizer.l2',
        0.1,
        ({
          model: {
            layers: [layer],
          },
        }) => (layer?.type === 'dense' ? layer.regularizer.l2 : null),
      ],
      [
        'model.layers.dense1.activation.slope',
        0.1,
        ({
          model: {
            layers: [layer],
          },
        }) =>
          layer?.type === 'dense' && layer.activation.type === 'leakyRelu' ? layer.activation.slope : null,
      ],
      ['optimizer', 'adam', (spec) => spec.optimizer.type],
      ['optimizer.type', 'adam', (spec) => spec.optimizer.type],
      ['loss', 'halfSquaredError', (spec) => spec.loss.type],
      ['semantics', 'pytorch', (spec) => spec.semantics],
    ] as readonly (readonly [string, unknown, (spec: ResolvedSpec) => unknown])[]) {
      it(`set ${path} to ${JSON.stringify(value)}`, () => {
        const spec = resolved(model, [{ path, value }]);
        assert.equal(read(spec), value);
      });
    }
    it('act before defaults are filled in', () => {
      const spec = resolved(model, [
        { path: 'semantics', value: 'pytorch' },
        { path: 'training.gradientClipping.norm', value: 2 },
      ]);
      assert.equal(spec.optimizer.learningRate, 0.001);
      assert.deepEqual(spec.training.gradientClipping, { kind: 'norm', threshold: 2 });
    });
    it('remove a key by null, so that its default acts', () => {
      assert.equal(resolved({ seed: 9 }, [{ path: 'seed', value: null }]).seed, 0);
    });
    it('say where they lead nowhere', () => {
      const bad = (path: string, value: unknown = 1) => refused(model, [{ path, value }]);
      assert.match(bad('optimizer.lerningRate'), /^NN-SPEC-OVERRIDE-UNKNOWN.*"learningRate"\?/);
      assert.match(bad('model.layers.dropout2.rate'), /^NN-SPEC-OVERRIDE-UNKNOWN.*"dropout1"\?/);
      assert.match(bad('model.layers.9.rate'), /^NN-SPEC-OVERRIDE-UNKNOWN/);
      assert.match(bad('seed.deep'), /^NN-SPEC-/);
      assert.match(bad('model.layers.dropout1.rate', 2), /^NN-SPEC-RANGE.*override "model\.layers\.1\.rate"/);
    });
  });
});
