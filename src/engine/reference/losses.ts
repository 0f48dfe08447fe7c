/**
 * Each loss beside its gradient with respect to the output: sums over rows of one row's loss, gradients of the
 * batch mean. Keras 3 `losses/losses.py` and `backend/jax/nn.py`; PyTorch `nn/modules/loss.py`.
 */
import type { Loss, LossName, Semantics } from '../../spec/types.ts';
import { sigmoid, softplus } from './activations.ts';
import { at, type Values } from '../values.ts';

/** Keras' epsilon, and 1 − ε as float32 holds it: log(1 − o) of a saturated output depends on that rounding. */
const CLIP_LOW = Math.fround(1e-7);
const CLIP_HIGH = Math.fround(1 - 1e-7);
/** PyTorch's BCELoss: log is not let below −100, and the derivative's denominator not below 1e-12. */
const LOG_FLOOR = -100;
const DENOMINATOR_FLOOR = 1e-12;

type ElementLoss = (output: number, target: number) => number;
interface ElementPair {
  readonly value: ElementLoss;
  readonly derivative: ElementLoss;
}

const fusedBinary: ElementPair = {
  value: (z, t) => t * softplus(-z) + (1 - t) * softplus(z),
  derivative: (z, t) => sigmoid(z) - t,
};

function clip(value: number): number {
  return Math.min(Math.max(value, CLIP_LOW), CLIP_HIGH);
}

const kerasBinary: ElementPair = {
  value: (o, t) => -(t * Math.log(clip(o)) + (1 - t) * Math.log(1 - clip(o))),
  derivative: (o, t) => (o < CLIP_LOW || o > CLIP_HIGH ? 0 : (o - t) / (o * (1 - o))),
};

function logWithFloor(value: number): number {
  return Math.max(Math.log(value), LOG_FLOOR);
}

const pytorchBinary: ElementPair = {
  value: (o, t) => -(t * logWithFloor(o) + (1 - t) * logWithFloor(1 - o)),
  derivative: (o, t) => (o - t) / Math.max(o * (1 - o), DENOMINATOR_FLOOR),
};

type ElementLossSpec =
  | { readonly type: Exclude<LossName, 'categoricalCrossentropy' | 'huber'> }
  | Extract<Loss, { type: 'huber' }>;

function isElementLoss(loss: Loss): loss is ElementLossSpec {
  return loss.type !== 'categoricalCrossentropy';
}

function elementPair(loss: ElementLossSpec, fused: boolean, semantics: Semantics): ElementPair {
  switch (loss.type) {
    case 'meanSquaredError':
      return { value: (o, t) => (o - t) ** 2, derivative: (o, t) => 2 * (o - t) };
    case 'meanAbsoluteError':
      return { value: (o, t) => Math.abs(o - t), derivative: (o, t) => Math.sign(o - t) };
    case 'halfSquaredError':
      return { value: (o, t) => 0.5 * (o - t) ** 2, derivative: (o, t) => o - t };
    case 'huber': {
      const { delta } = loss;
      return {
        value: (o, t) => {
          const size = Math.abs(o - t);
          return size <= delta ? 0.5 * size * size : delta * size - 0.5 * delta * delta;
        },
        derivative: (o, t) => Math.min(Math.max(o - t, -delta), delta),
      };
    }
    case 'binaryCrossentropy':
      if (fused) return fusedBinary;
      return semantics === 'keras' ? kerasBinary : pytorchBinary;
  }
}

/** −Σ t·log softmax(z) of one row; gradient p·Σt − t. */
function softmaxRow(
  z: Values,
  t: Values,
  gradient: Values | null,
  from: number,
  units: number,
  rows: number,
) {
  let largest = -Infinity;
  for (let unit = 0; unit < units; unit++) largest = Math.max(largest, at(z, from + unit));
  let sum = 0;
  for (let unit = 0; unit < units; unit++) sum += Math.exp(at(z, from + unit) - largest);
  const logSum = largest + Math.log(sum);
  let loss = 0;
  let targets = 0;
  for (let unit = 0; unit < units; unit++) {
    const target = at(t, from + unit);
    targets += target;
    // 0 · ∞ is no loss: an impossible class that is not the target costs nothing.
    if (target !== 0) loss += target * (logSum - at(z, from + unit));
    else if (Number.isNaN(at(z, from + unit))) loss = NaN;
  }
  if (gradient) {
    for (let unit = 0; unit < units; unit++) {
      const probability = Math.exp(at(z, from + unit) - logSum);
      gradient[from + unit] = (probability * targets - at(t, from + unit)) / rows;
    }
  }
  return loss;
}

/** Keras on probabilities: outputs are first divided by their sum, then clipped. */
function kerasCategoricalRow(
  o: Values,
  t: Values,
  g: Values | null,
  from: number,
  units: number,
  rows: number,
) {
  let sum = 0;
  for (let unit = 0; unit < units; unit++) sum += at(o, from + unit);
  let loss = 0;
  let dot = 0;
  for (let unit = 0; unit < units; unit++) {
    const share = at(o, from + unit) / sum;
    const target = at(t, from + unit);
    loss -= target * Math.log(clip(share));
    if (share >= CLIP_LOW && share <= CLIP_HIGH) dot -= target;
  }
  if (g) {
    for (let unit = 0; unit < units; unit++) {
      const share = at(o, from + unit) / sum;
      const inside = share >= CLIP_LOW && share <= CLIP_HIGH;
      const direct = inside ? -at(t, from + unit) / share : 0;
      g[from + unit] = (direct - dot) / sum / rows;
    }
  }
  return loss;
}

function pytorchCategoricalRow(
  o: Values,
  t: Values,
  g: Values | null,
  from: number,
  units: number,
  rows: number,
) {
  let loss = 0;
  for (let unit = 0; unit < units; unit++) {
    const output = at(o, from + unit);
    const target = at(t, from + unit);
    if (target !== 0) loss -= target * logWithFloor(output);
    if (g) g[from + unit] = target === 0 || Math.log(output) <= LOG_FLOOR ? 0 : -target / output / rows;
  }
  return loss;
}

/** See `Backend.loss`. */
export function lossSum(
  loss: Loss,
  fused: 'none' | 'sigmoid' | 'softmax',
  output: Values,
  target: Values,
  gradient: Values | null,
  rows: number,
  units: number,
  semantics: Semantics,
): number {
  let total = 0;
  if (!isElementLoss(loss)) {
    const unfusedRow = semantics === 'keras' ? kerasCategoricalRow : pytorchCategoricalRow;
    const lossOfRow = fused === 'softmax' ? softmaxRow : unfusedRow;
    for (let row = 0; row < rows; row++) {
      total += lossOfRow(output, target, gradient, row * units, units, rows);
    }
    return total;
  }
  const pair = elementPair(loss, fused === 'sigmoid', semantics);
  const share = loss.type === 'halfSquaredError' ? 1 : units;
  for (let index = 0; index < rows * units; index++) {
    total += pair.value(at(output, index), at(target, index));
    if (gradient) gradient[index] = pair.derivative(at(output, index), at(target, index)) / (rows * share);
  }
  return total / share;
}
