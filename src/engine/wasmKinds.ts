/** Activations and losses as the numbers by which src/kernels knows them. */
import type { Activation, Loss } from '../spec/types.ts';

/** Klambauer et al. 2017. */
const SELU_SCALE = 1.0507009873554805;
const SELU_ALPHA = 1.6732632423543772;

/** The kinds of src/kernels/activations.ts. */
export function activationKind(activation: Activation): number {
  switch (activation.type) {
    case 'linear':
    case 'softmax':
      return 0;
    case 'sigmoid':
      return 1;
    case 'tanh':
      return 2;
    case 'relu':
      return 3;
    case 'elu':
    case 'selu':
      return 4;
    case 'silu':
      return 5;
    case 'softplus':
      return 6;
    case 'leakyRelu':
      return 7;
    case 'gelu':
      return activation.approximate ? 9 : 8;
  }
}

export function activationAlpha(activation: Activation): number {
  switch (activation.type) {
    case 'elu':
      return activation.alpha;
    case 'selu':
      return SELU_ALPHA;
    case 'leakyRelu':
      return activation.slope;
    default:
      return 0;
  }
}

/** The kind in src/kernels/losses.ts, and the factor of its derivative. */
interface ElementLoss {
  readonly kind: number;
  readonly slope: number;
}

const SQUARED: ElementLoss = { kind: 0, slope: 2 };
const HALF_SQUARED: ElementLoss = { kind: 0, slope: 1 };
const ABSOLUTE: ElementLoss = { kind: 1, slope: 1 };
const HUBER: ElementLoss = { kind: 2, slope: 1 };
const LOGITS: ElementLoss = { kind: 3, slope: 1 };

/** Undefined for losses of probabilities. */
export function elementLossOf(loss: Loss, fused: string): ElementLoss | undefined {
  switch (loss.type) {
    case 'meanSquaredError':
      return SQUARED;
    case 'halfSquaredError':
      return HALF_SQUARED;
    case 'meanAbsoluteError':
      return ABSOLUTE;
    case 'huber':
      return HUBER;
    case 'binaryCrossentropy':
      return fused === 'sigmoid' ? LOGITS : undefined;
    case 'categoricalCrossentropy':
      return undefined;
  }
}

/** The factor that selu has besides its α. */
export function activationScale(activation: Activation): number {
  return activation.type === 'selu' ? SELU_SCALE : 1;
}
