/** The contract of the format: what a spec may say of model, loss and optimizer, and what it means where it says nothing. */
import assert from 'node:assert/strict';
import { layers, refused, resolved, type Values } from './support.ts';

const layerOf = (values: Values, semantics = 'keras') =>
  resolved({ semantics, ...layers(values) }).model.layers[0];

describe('the format: model', () => {
  describe('layers', () => {
    it('are named by type and number, or as they say', () => {
      const { model } = resolved(
        layers(
          { type: 'dense', units: 2 },
          { type: 'dropout', rate: 0.1 },
          { type: 'dense', units: 2, id: 'dense2' },
          { type: 'batchNormalization' },
          { type: 'activation', activation: 'relu' },
          { type: 'dropout', rate: 0.1 },
          { type: 'dense', units: 1 },
        ),
      );
      assert.deepEqual(
        model.layers.map(({ id }) => id),
        ['dense1', 'dropout1', 'dense2', 'norm1', 'activation1', 'dropout2', 'dense3'],
      );
    });
    it('start as the framework would start them', () => {
      const dense = { type: 'dense', units: 2 };
      for (const [semantics, kernel, bias] of [
        ['keras', 'glorotUniform', 'zeros'],
        ['pytorch', 'pytorchDefault', 'pytorchDefault'],
      ] as const) {
        const layer = layerOf(dense, semantics);
        assert.ok(layer?.type === 'dense');
        assert.deepEqual(layer.kernelInitializer, { type: kernel });
        assert.deepEqual(layer.biasInitializer, { type: bias });
      }
      const norm = { type: 'batchNormalization', id: 'norm1', center: true, scale: true };
      assert.deepEqual(layerOf({ type: 'batchNormalization' }), { ...norm, momentum: 0.99, epsilon: 1e-3 });
      assert.deepEqual(layerOf({ type: 'batchNormalization' }, 'pytorch'), {
        ...norm,
        momentum: 0.1,
        epsilon: 1e-5,
      });
    });
    it('take every key', () => {
      const dense = {
        type: 'dense',
        id: 'first',
        units: 7,
        activation: { type: 'elu', alpha: 0.5 },
        useBias: false,
        kernelInitializer: { type: 'truncatedNormal', mean: 0, stddev: 0.1 },
        biasInitializer: { type: 'constant', value: 0.1 },
        regularizer: { l1: 0.1, l2: 0.2 },
      };
      assert.deepEqual(layerOf(dense), dense);
      const norm = {
        type: 'batchNormalization',
        id: 'n',
        momentum: 0.5,
        epsilon: 0.1,
        center: false,
        scale: false,
      };
      assert.deepEqual(layerOf(norm), norm);
      assert.deepEqual(layerOf({ type: 'dropout', rate: 0 }), { type: 'dropout', id: 'dropout1', rate: 0 });
    });
    for (const type of [
      ...['conv2d', 'maxPooling2d', 'averagePooling2d', 'globalAveragePooling2d', 'flatten'],
      ...['reshape', 'embedding', 'globalAveragePooling1d', 'simpleRnn', 'lstm', 'gru'],
    ]) {
      it(`are not ${type} yet, and say so`, () => {
        assert.match(
          refused(layers({ type, units: 3 })),
          new RegExp(`^NN-SPEC-PLANNED: .*"${type}" is planned`),
        );
      });
    }
    for (const name of [
      ...[
        'linear',
        'sigmoid',
        'tanh',
        'relu',
        'leakyRelu',
        'elu',
        'selu',
        'gelu',
        'silu',
        'softplus',
        'softmax',
      ],
    ]) {
      it(`have the activation ${name}, by name or as an object`, () => {
        const by = (activation: unknown) => layerOf({ type: 'activation', activation });
        assert.deepEqual(by(name), by({ type: name }));
      });
    }
    it('have the slope of their semantics', () => {
      const leaky = { type: 'activation', activation: 'leakyRelu' };
      const of = (slope: number) => ({
        type: 'activation',
        id: 'activation1',
        activation: { type: 'leakyRelu', slope },
      });
      assert.deepEqual(layerOf(leaky), of(0.3));
      // A dense layer's activation is Keras's function, whose slope is not that of Keras's layer.
      const within = (semantics?: 'pytorch') => {
        const { activation } = layerOf({ type: 'dense', units: 2, activation: 'leakyRelu' }, semantics) as {
          activation: unknown;
        };
        return activation;
      };
      assert.deepEqual(within(), { type: 'leakyRelu', slope: 0.2 });
      assert.deepEqual(within('pytorch'), { type: 'leakyRelu', slope: 0.01 });
      assert.deepEqual(layerOf(leaky, 'pytorch'), of(0.01));
      assert.deepEqual(
        layerOf({ type: 'activation', activation: { type: 'leakyRelu', slope: 0.2 } }),
        of(0.2),
      );
    });
    for (const name of [
      ...['zeros', 'ones', 'constant', 'randomNormal', 'randomUniform', 'truncatedNormal', 'glorotUniform'],
      ...[
        'glorotNormal',
        'heUniform',
        'heNormal',
        'lecunUniform',
        'lecunNormal',
        'orthogonal',
        'pytorchDefault',
      ],
    ]) {
      it(`have the initializer ${name}, by name or as an object`, () => {
        const by = (kernelInitializer: unknown) => layerOf({ type: 'dense', units: 2, kernelInitializer });
        assert.deepEqual(by(name), by({ type: name }));
      });
    }
  });

  describe('loss and metrics', () => {
    const losses = [
      ...['meanSquaredError', 'meanAbsoluteError', 'huber', 'binaryCrossentropy', 'categoricalCrossentropy'],
      'halfSquaredError',
    ];
    for (const name of losses) {
      it(`are ${name}`, () => {
        assert.equal(resolved({ loss: name }).loss.type, name);
        assert.equal(resolved({ metrics: [name] }).metrics[0]?.type, name);
      });
    }
    it('have short names', () => {
      assert.equal(resolved({ loss: 'mse' }).loss.type, 'meanSquaredError');
      assert.equal(resolved({ loss: 'mae' }).loss.type, 'meanAbsoluteError');
      assert.deepEqual(resolved({ loss: { type: 'huber', delta: 2 } }).loss, { type: 'huber', delta: 2 });
      assert.deepEqual(resolved({ metrics: ['mse'] }).metrics, [{ type: 'meanSquaredError' }]);
    });
    for (const name of [
      'accuracy',
      'topKAccuracy',
      'precision',
      'recall',
      'f1',
      'rootMeanSquaredError',
      'r2',
    ]) {
      it(`measure ${name}`, () => {
        assert.equal(resolved({ metrics: [name] }).metrics[0]?.type, name);
      });
    }
    it('take k', () => {
      assert.deepEqual(resolved({ metrics: ['topKAccuracy', { type: 'r2' }] }).metrics, [
        { type: 'topKAccuracy', k: 5 },
        { type: 'r2' },
      ]);
      assert.deepEqual(resolved({ metrics: [{ type: 'topKAccuracy', k: 2 }] }).metrics, [
        { type: 'topKAccuracy', k: 2 },
      ]);
    });
    it('say how they count, or say nothing of it', () => {
      const counted = [
        { type: 'accuracy', labels: 'subset' },
        { type: 'f1', average: 'weighted', decision: 'threshold', softTargets: 'keras' },
      ];
      assert.deepEqual(resolved({ metrics: counted }).metrics, counted);
      assert.deepEqual(resolved({ metrics: ['accuracy', 'precision', { type: 'recall' }] }).metrics, [
        { type: 'accuracy' },
        { type: 'precision' },
        { type: 'recall' },
      ]);
    });
  });

  describe('optimizers', () => {
    const betas = { beta1: 0.9, beta2: 0.999 };
    const rates = { momentum: 0, centered: false };
    const DEFAULTS: Readonly<Record<string, readonly [keras: Values, pytorch: Values]>> = {
      sgd: [
        { learningRate: 0.01, momentum: 0, nesterov: false },
        { learningRate: 0.001, momentum: 0, nesterov: false },
      ],
      momentum: [
        { learningRate: 0.01, momentum: 0.9, nesterov: false },
        { learningRate: 0.001, momentum: 0.9, nesterov: false },
      ],
      adagrad: [
        { learningRate: 0.001, initialAccumulator: 0.1, epsilon: 1e-7 },
        { learningRate: 0.01, initialAccumulator: 0, epsilon: 1e-10 },
      ],
      rmsprop: [
        { learningRate: 0.001, rho: 0.9, epsilon: 1e-7, ...rates },
        { learningRate: 0.01, rho: 0.99, epsilon: 1e-8, ...rates },
      ],
      adam: [
        { learningRate: 0.001, ...betas, epsilon: 1e-7 },
        { learningRate: 0.001, ...betas, epsilon: 1e-8 },
      ],
      adamw: [
        { learningRate: 0.001, ...betas, epsilon: 1e-7, weightDecay: 0.004 },
        { learningRate: 0.001, ...betas, epsilon: 1e-8, weightDecay: 0.01 },
      ],
      nadam: [
        { learningRate: 0.001, ...betas, epsilon: 1e-7 },
        { learningRate: 0.002, ...betas, epsilon: 1e-8 },
      ],
      adadelta: [
        { learningRate: 0.001, rho: 0.95, epsilon: 1e-7 },
        { learningRate: 1, rho: 0.9, epsilon: 1e-6 },
      ],
      rprop: [
        { learningRate: 0.01, etaMinus: 0.5, etaPlus: 1.2, smallestStep: 1e-6, largestStep: 50 },
        { learningRate: 0.01, etaMinus: 0.5, etaPlus: 1.2, smallestStep: 1e-6, largestStep: 50 },
      ],
      scheduleFreeAdamw: [
        { learningRate: 0.0025, ...betas, epsilon: 1e-8 },
        { learningRate: 0.0025, ...betas, epsilon: 1e-8 },
      ],
      adafactor: [
        { learningRate: 0.001, beta2Decay: -0.8, epsilon: 1e-30, leastScale: 1e-3, clipThreshold: 1 },
        { learningRate: 0.01, beta2Decay: -0.8, epsilon: 2 ** -23, leastScale: 1e-3, clipThreshold: 1 },
      ],
      muon: [
        {
          ...{ learningRate: 0.001, momentum: 0.95, nesterov: true, iterations: 5, ...betas, epsilon: 1e-7 },
          ...{ weightDecay: 0.004, vectorDecay: 0.004 },
        },
        {
          ...{ learningRate: 0.001, momentum: 0.95, nesterov: true, iterations: 5, ...betas, epsilon: 1e-8 },
          ...{ weightDecay: 0.1, vectorDecay: 0.01 },
        },
      ],
      lbfgs: [
        { learningRate: 1, historySize: 100, gradientTolerance: 1e-7, changeTolerance: 1e-9 },
        { learningRate: 1, historySize: 100, gradientTolerance: 1e-7, changeTolerance: 1e-9 },
      ],
      radam: [
        { learningRate: 0.001, ...betas, epsilon: 1e-8 },
        { learningRate: 0.001, ...betas, epsilon: 1e-8 },
      ],
      adabelief: [
        { learningRate: 0.001, ...betas, epsilon: 1e-16 },
        { learningRate: 0.001, ...betas, epsilon: 1e-16 },
      ],
      lion: [
        { learningRate: 0.001, beta1: 0.9, beta2: 0.99 },
        { learningRate: 0.001, beta1: 0.9, beta2: 0.99 },
      ],
    };
    /** Values besides the defaults, where 0.25 is none. */
    const OTHER: Readonly<Record<string, number>> = {
      ...{ etaPlus: 1.25, clipThreshold: 1.25, beta2Decay: -0.25, iterations: 4, historySize: 4 },
      // It has none: any other is refused.
      'lbfgs.weightDecay': 0,
    };
    it('refuse a weight decay where they have none', () => {
      assert.match(refused({ optimizer: { type: 'lbfgs', weightDecay: 0.1 } }), /NN-SPEC-CONFLICT/);
    });
    for (const [type, defaults] of Object.entries(DEFAULTS)) {
      for (const [index, semantics] of ['keras', 'pytorch'].entries()) {
        it(`have the constants of ${type} in ${semantics}`, () => {
          const wanted = { type, weightDecay: 0, ...defaults[index] };
          assert.deepEqual(resolved({ semantics, optimizer: type }).optimizer, wanted);
          assert.deepEqual(resolved({ semantics, optimizer: { type } }).optimizer, wanted);
          // Every constant can be set, and none is changed on the way.
          const optimizer = Object.fromEntries(
            Object.entries(wanted).map(([key, value]) => [
              key,
              typeof value === 'number' ? (OTHER[`${type}.${key}`] ?? OTHER[key] ?? 0.25) : value,
            ]),
          );
          assert.deepEqual(resolved({ semantics, optimizer }).optimizer, optimizer);
        });
      }
    }
  });
});
