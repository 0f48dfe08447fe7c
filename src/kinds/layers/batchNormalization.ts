import { sentence } from '../../base/problems/runs.ts';
import { NnError } from '../../base/errors.ts';
import { call, literal } from '../../base/python.ts';
import { bySemantics, nullable, optional } from '../../base/schema/composites.ts';
import { boolean, number, text } from '../../base/schema/primitives.ts';
import { at } from '../../base/values.ts';
import type { Initializer } from '../initializers/table.ts';
import { numbers, sizeOf } from '../shape.ts';
import { gradientOf, layerOf, parameterOf, perUnit, requiredParameter, vectors } from './layer.ts';
import { columnMoments, normalize, normalizeBackward } from '../operations/normalization.ts';
import { prepare, type Operations } from '../operations/operation.ts';

const ZEROS: Initializer = { type: 'zeros' };
const ONES: Initializer = { type: 'ones' };

/**
 * Batch normalization (Ioffe & Szegedy 2015): batch statistics in training, moving ones in evaluation.
 * Keras keeps `momentum` of a moving statistic and the biased variance (layers/normalization/batch_normalization.py);
 * PyTorch takes `momentum` from the batch, and its unbiased variance (nn/modules/batchnorm.py).
 */
export const batchNormalization = layerOf({
  summary: 'Standardizes each unit over the batch while training, with moving statistics in evaluation.',
  keys: {
    id: nullable(text(), 'Name of the layer, unique in the model.', '`norm1`, `norm2`, …'),
    momentum: bySemantics(
      number({ minimum: 0, maximum: 1 }),
      0.99,
      0.1,
      'keras: share of the moving statistics that is kept; pytorch: share taken from the batch.',
    ),
    epsilon: bySemantics(number({ exclusiveMinimum: 0 }), 1e-3, 1e-5, 'Added to the variance.'),
    center: optional(boolean(), true, 'Learn the offset beta.'),
    scale: optional(boolean(), true, 'Learn the factor gamma.'),
  },
  formula: 'gamma · (x − mean) / √(variance + epsilon) + beta',
  synonyms: ['batchnorm', 'batchnorm1d'],
  prefix: 'norm',
  parameters({ scale, center }, input) {
    const one = perUnit(input);
    return [
      ...(scale ? [{ ...one, role: 'gamma', initializer: ONES }] : []),
      ...(center ? [{ ...one, role: 'beta', initializer: ZEROS }] : []),
      { ...one, role: 'movingMean', initializer: ZEROS, trainable: false },
      { ...one, role: 'movingVariance', initializer: ONES, trainable: false },
    ];
  },
  flops: (_options, input) => 2 * sizeOf(input),
  normalizesBatch: true,
  run(options, context) {
    const { id, allocate, allocateRows, shape, semantics } = context;
    const { units, x, dx: inputGradient } = vectors(context);
    const { epsilon } = options;
    const factor = parameterOf(context, 'gamma');
    const offset = parameterOf(context, 'beta');
    const gamma = factor?.value ?? null;
    const beta = offset?.value ?? null;
    const dGamma = factor && gradientOf(factor);
    const dBeta = offset && gradientOf(offset);
    const movingMean = requiredParameter(context, 'movingMean').value;
    const movingVariance = requiredParameter(context, 'movingVariance').value;
    const mean = allocate(numbers(units));
    const variance = allocate(numbers(units));
    const xHat = allocateRows(shape);
    const output = allocateRows(shape);
    const outputGradient = allocateRows(shape);
    const dx = inputGradient ?? allocateRows(shape);
    const kept = semantics === 'keras' ? options.momentum : 1 - options.momentum;

    const moments = prepare(columnMoments, { x, mean, variance, units });
    const normalized = { x, gamma, beta, xHat, y: output, epsilon, units };
    const normalizing = prepare(normalize, { ...normalized, mean, variance });
    const evaluating = prepare(normalize, { ...normalized, mean: movingMean, variance: movingVariance });
    const back = prepare(normalizeBackward, {
      ...{ dy: outputGradient, xHat, variance, epsilon, units },
      ...{ gamma, dGamma, dBeta, dx },
    });

    function moveStatistics(backend: Operations, rows: number): void {
      const correction = semantics === 'keras' ? 1 : rows / (rows - 1);
      const batchMean = backend.view(mean);
      const batchVariance = backend.view(variance);
      const means = backend.view(movingMean);
      const variances = backend.view(movingVariance);
      for (let unit = 0; unit < units; unit++) {
        means[unit] = kept * at(means, unit) + (1 - kept) * at(batchMean, unit);
        variances[unit] = kept * at(variances, unit) + (1 - kept) * correction * at(batchVariance, unit);
      }
    }

    /** With moving statistics nothing but x − mean depends on x: dx = γ·dy/√(variance + ε). */
    function backwardOfEvaluation(backend: Operations, rows: number): void {
      const into = backend.view(dx);
      const dy = backend.view(outputGradient);
      const hats = backend.view(xHat);
      const variances = backend.view(movingVariance);
      for (let unit = 0; unit < units; unit++) {
        const scale = (gamma ? at(backend.view(gamma), unit) : 1) / Math.sqrt(at(variances, unit) + epsilon);
        let sum = 0;
        let product = 0;
        for (let index = unit; index < rows * units; index += units) {
          sum += at(dy, index);
          product += at(dy, index) * at(hats, index);
          into[index] = scale * at(dy, index);
        }
        if (dGamma) backend.view(dGamma)[unit] = product;
        if (dBeta) backend.view(dBeta)[unit] = sum;
      }
    }

    return {
      output,
      outputGradient,
      preActivation: null,
      forward({ backend, rows, training }) {
        if (!training) {
          backend.run(evaluating, rows);
          return;
        }
        if (semantics === 'pytorch' && rows === 1) {
          throw new NnError(sentence('NN-TRAIN-BATCH-OF-ONE', { layer: id }));
        }
        backend.run(moments, rows);
        backend.run(normalizing, rows);
        moveStatistics(backend, rows);
      },
      backward({ backend, rows, training }) {
        if (!training) backwardOfEvaluation(backend, rows);
        else backend.run(back, rows);
      },
    };
  },
  describe: () => 'batchNormalization',
  keras({ momentum, epsilon, center, scale }, { id, semantics }) {
    // Keras: the share that is kept; PyTorch: the share that is taken from the batch.
    const kept = semantics === 'keras' ? momentum : 1 - momentum;
    return [call('keras.layers.BatchNormalization', { momentum: kept, epsilon, center, scale, name: id })];
  },
  pytorch({ momentum, epsilon, center, scale }, { input, semantics }) {
    const taken = semantics === 'pytorch' ? momentum : 1 - momentum;
    return [
      call('nn.BatchNorm1d', { eps: epsilon, momentum: taken, affine: center || scale }, sizeOf(input)),
    ];
  },
  pytorchNames: {
    gamma: 'weight',
    beta: 'bias',
    movingMean: 'running_mean',
    movingVariance: 'running_var',
  },
  /** PyTorch learns factor and offset together or neither; one alone is held where it begins. */
  pytorchSetup({ center, scale }, at) {
    if (center === scale) return [];
    const [name, value] = center ? ['weight', 1] : ['bias', 0];
    return [`${at}.${name}.fill_(${literal(value)}).requires_grad_(False)`];
  },
});
