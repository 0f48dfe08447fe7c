/** Each activation beside its derivative, and softmax with its Jacobian. */
import type { Activation, ActivationName } from '../../spec/types.ts';
import { at, type Values } from '../values.ts';

/** Klambauer et al. 2017, to the digits that Keras and PyTorch use. */
const SELU_SCALE = 1.0507009873554805;
const SELU_ALPHA = 1.6732632423543772;
const SQRT_2_OVER_PI = Math.sqrt(2 / Math.PI);
/** Hendrycks & Gimpel 2016, the tanh approximation. */
const GELU_CUBIC = 0.044715;

/** 1 / (1 + e^−z), without overflow on either side. */
export function sigmoid(z: number): number {
  if (z >= 0) return 1 / (1 + Math.exp(-z));
  const power = Math.exp(z);
  return power / (1 + power);
}

/** log(1 + e^z), without overflow. */
export function softplus(z: number): number {
  return Math.max(z, 0) + Math.log1p(Math.exp(-Math.abs(z)));
}

/**
 * The error function to double precision: 2/√π · e^−x² · Σ 2ⁿx²ⁿ⁺¹/(2n+1)!! (Abramowitz & Stegun 7.1.6), whose
 * terms all have one sign, so nothing cancels.
 */
function erf(x: number): number {
  const size = Math.abs(x);
  if (Number.isNaN(x)) return x;
  if (size > 6) return Math.sign(x);
  let term = size;
  let sum = size;
  for (let n = 1; term > sum * 1e-17; n++) {
    term *= (2 * size * size) / (2 * n + 1);
    sum += term;
  }
  return Math.sign(x) * (2 / Math.sqrt(Math.PI)) * Math.exp(-size * size) * sum;
}

function gelu(z: number, approximate: boolean): number {
  if (!approximate) return 0.5 * z * (1 + erf(z * Math.SQRT1_2));
  return 0.5 * z * (1 + Math.tanh(SQRT_2_OVER_PI * (z + GELU_CUBIC * z * z * z)));
}

function geluDerivative(z: number, approximate: boolean): number {
  if (!approximate) {
    const density = Math.exp(-0.5 * z * z) / Math.sqrt(2 * Math.PI);
    return 0.5 * (1 + erf(z * Math.SQRT1_2)) + z * density;
  }
  const t = Math.tanh(SQRT_2_OVER_PI * (z + GELU_CUBIC * z * z * z));
  return 0.5 * (1 + t) + 0.5 * z * (1 - t * t) * SQRT_2_OVER_PI * (1 + 3 * GELU_CUBIC * z * z);
}

/** Every activation but softmax, whose outputs depend on the whole row. */
export type ElementwiseActivation =
  | { readonly type: Exclude<ActivationName, 'softmax' | 'leakyRelu' | 'elu' | 'gelu'> }
  | Extract<Activation, { type: 'leakyRelu' | 'elu' | 'gelu' }>;

function isElementwise(activation: Activation): activation is ElementwiseActivation {
  return activation.type !== 'softmax';
}

/** f(z) of an elementwise activation. */
function activationValue(activation: ElementwiseActivation, z: number): number {
  switch (activation.type) {
    case 'linear':
      return z;
    case 'sigmoid':
      return sigmoid(z);
    case 'tanh':
      return Math.tanh(z);
    case 'relu':
      return z < 0 ? 0 : z;
    case 'leakyRelu':
      return z < 0 ? activation.slope * z : z;
    case 'elu':
      return z < 0 ? activation.alpha * Math.expm1(z) : z;
    case 'selu':
      return SELU_SCALE * (z < 0 ? SELU_ALPHA * Math.expm1(z) : z);
    case 'gelu':
      return gelu(z, activation.approximate);
    case 'silu':
      return z * sigmoid(z);
    case 'softplus':
      return softplus(z);
  }
}

/** f′ from z and a = f(z). At the kink of a piecewise activation it is the left one, as in PyTorch; relu has 0. */
export function activationDerivative(activation: ElementwiseActivation, z: number, a: number): number {
  switch (activation.type) {
    case 'linear':
      return 1;
    case 'sigmoid':
      return a * (1 - a);
    case 'tanh':
      return 1 - a * a;
    case 'relu':
      return z > 0 ? 1 : 0;
    case 'leakyRelu':
      return z > 0 ? 1 : activation.slope;
    case 'elu':
      return z > 0 ? 1 : a + activation.alpha;
    case 'selu':
      return z > 0 ? SELU_SCALE : a + SELU_SCALE * SELU_ALPHA;
    case 'gelu':
      return geluDerivative(z, activation.approximate);
    case 'silu': {
      const s = sigmoid(z);
      return s * (1 + z * (1 - s));
    }
    case 'softplus':
      return sigmoid(z);
  }
}

function softmaxRow(z: Values, a: Values, from: number, units: number): void {
  let largest = -Infinity;
  for (let unit = 0; unit < units; unit++) largest = Math.max(largest, at(z, from + unit));
  let sum = 0;
  for (let unit = 0; unit < units; unit++) sum += Math.exp(at(z, from + unit) - largest);
  for (let unit = 0; unit < units; unit++) a[from + unit] = Math.exp(at(z, from + unit) - largest) / sum;
}

/** a = f(z), row by row for softmax; z and a may be the same. */
export function activate(activation: Activation, z: Values, a: Values, rows: number, units: number): void {
  if (!isElementwise(activation)) {
    for (let row = 0; row < rows; row++) softmaxRow(z, a, row * units, units);
    return;
  }
  for (let index = 0; index < rows * units; index++) a[index] = activationValue(activation, at(z, index));
}

/** dz = da ⊙ f′; for softmax dz = a ⊙ (da − Σ da·a) in each row. da and dz may be the same. */
export function activateBackward(
  activation: Activation,
  z: Values,
  a: Values,
  da: Values,
  dz: Values,
  rows: number,
  units: number,
): void {
  if (isElementwise(activation)) {
    for (let index = 0; index < rows * units; index++) {
      dz[index] = at(da, index) * activationDerivative(activation, at(z, index), at(a, index));
    }
    return;
  }
  for (let row = 0; row < rows; row++) {
    const from = row * units;
    let dot = 0;
    for (let unit = 0; unit < units; unit++) dot += at(da, from + unit) * at(a, from + unit);
    for (let unit = 0; unit < units; unit++) {
      dz[from + unit] = at(a, from + unit) * (at(da, from + unit) - dot);
    }
  }
}
