/**
 * Batch normalisation (Ioffe & Szegedy 2015): batch statistics in training, moving ones in evaluation.
 * Keras keeps `momentum` of a moving statistic and the biased variance (layers/normalization/batch_normalization.py);
 * PyTorch takes `momentum` from the batch, and its unbiased variance (nn/modules/batchnorm.py).
 */
import type { BatchNormalizationSpec } from '../../spec/types.ts';
import { NnError } from '../../base/errors.ts';
import type { Backend } from '../backend.ts';
import { at } from '../../base/values.ts';
import { gradientOf, parameterOf, requiredParameter, type LayerContext, type RunningLayer } from './layer.ts';

export function createBatchNormalization(spec: BatchNormalizationSpec, context: LayerContext): RunningLayer {
  const { allocate, capacity, input, inputGradient, semantics } = context;
  const { id, outputs: units } = context.layer;
  const { epsilon } = spec;
  const gamma = parameterOf(context, 'gamma');
  const beta = parameterOf(context, 'beta');
  const g = gamma?.value ?? null;
  const b = beta?.value ?? null;
  const dGamma = gamma && gradientOf(gamma);
  const dBeta = beta && gradientOf(beta);
  const movingMean = requiredParameter(context, 'movingMean').value;
  const movingVariance = requiredParameter(context, 'movingVariance').value;
  const mean = allocate(units);
  const variance = allocate(units);
  const xHat = allocate(capacity * units);
  const output = allocate(capacity * units);
  const outputGradient = allocate(capacity * units);
  const dx = inputGradient ?? allocate(capacity * units);
  const kept = semantics === 'keras' ? spec.momentum : 1 - spec.momentum;

  function moveStatistics(backend: Backend, rows: number): void {
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
  function backwardOfEvaluation(backend: Backend, rows: number): void {
    const into = backend.view(dx);
    const dy = backend.view(outputGradient);
    const normalized = backend.view(xHat);
    const variances = backend.view(movingVariance);
    for (let unit = 0; unit < units; unit++) {
      const scale = (g ? at(backend.view(g), unit) : 1) / Math.sqrt(at(variances, unit) + epsilon);
      let sum = 0;
      let product = 0;
      for (let index = unit; index < rows * units; index += units) {
        sum += at(dy, index);
        product += at(dy, index) * at(normalized, index);
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
        backend.normalize(input, movingMean, movingVariance, epsilon, g, b, xHat, output, rows, units);
        return;
      }
      if (semantics === 'pytorch' && rows === 1) {
        throw new NnError(
          'NN-TRAIN-BATCH-OF-ONE',
          `Layer ${id} needs more than one sample in a batch: the variance of one is not defined. ` +
            'Choose another batchSize, or set training.dropLastBatch.',
        );
      }
      backend.columnMoments(input, mean, variance, rows, units);
      backend.normalize(input, mean, variance, epsilon, g, b, xHat, output, rows, units);
      moveStatistics(backend, rows);
    },
    backward({ backend, rows, training }) {
      if (!training) backwardOfEvaluation(backend, rows);
      else
        backend.normalizeBackward(outputGradient, xHat, variance, epsilon, g, dGamma, dBeta, dx, rows, units);
    },
  };
}
