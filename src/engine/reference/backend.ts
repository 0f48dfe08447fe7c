/**
 * The specification of `Backend` in plain TypeScript: every other backend must give the same numbers within
 * rounding. With precision 64 it is what the gradient check and `explain` compute with.
 */
import { philox, STREAM } from '../../base/philox.ts';
import type { Backend, MaskKey, Tensor } from '../backend.ts';
import { updateParameter } from '../optimizerRules.ts';
import { activate, activateBackward } from './activations.ts';
import { lossSum } from './losses.ts';
import * as matrix from './matrix.ts';
import { columnMoments, normalize, normalizeBackward } from './normalization.ts';
import { at, type Values } from '../../base/values.ts';

/** In float32 tensors start on a cache line: no vector of 128 or 256 bits lies across two (2-5 % of an optimizer's step). */
const ALIGNMENT = 16;

/** Elements that a tensor of `length` takes in the arena. */
export function alignedLength(length: number): number {
  return Math.ceil(length / ALIGNMENT) * ALIGNMENT;
}

function dropout(x: Values, y: Values, mask: Values, length: number, rate: number, key: MaskKey): void {
  const threshold = rate * 0x1_0000_0000;
  const kept = 1 / (1 - rate);
  const words = new Uint32Array(4);
  const stepHigh = Math.floor(key.step / 0x1_0000_0000);
  for (let index = 0; index < length; index++) {
    const lane = index & 3;
    if (lane === 0) philox(key.seed, STREAM.dropout, index >>> 2, key.layer, key.step, stepHigh, words);
    mask[index] = (words[lane] ?? 0) >= threshold ? kept : 0;
    y[index] = at(x, index) * at(mask, index);
  }
}

/**
 * A backend over one arena of `elements` numbers.
 * @throws RangeError from `allocate` if the arena is used up, which is a fault of the program, not of the spec.
 */
export function createReferenceBackend(elements: number, precision: 32 | 64 = 32): Backend {
  const arena: Values = precision === 32 ? new Float32Array(elements) : new Float64Array(elements);
  const views = new WeakMap<Tensor, Values>();
  let used = 0;
  const view = (tensor: Tensor): Values => {
    let found = views.get(tensor);
    if (!found) {
      found = arena.subarray(tensor.offset, tensor.offset + tensor.length);
      views.set(tensor, found);
    }
    return found;
  };
  const viewOrNull = (tensor: Tensor | null): Values | null => (tensor ? view(tensor) : null);
  return {
    name: precision === 32 ? 'reference' : 'reference64',
    allocate(length) {
      const tensor: Tensor = { offset: used, length };
      used += alignedLength(length);
      if (used > elements) throw new RangeError(`The arena of ${String(elements)} elements is used up.`);
      return tensor;
    },
    view,
    dense: (x, w, b, z, rows, inputs, units) => {
      matrix.dense(view(x), view(w), viewOrNull(b), view(z), rows, inputs, units);
    },
    denseSparse: (x, w, b, z, units) => {
      matrix.denseSparse(x, view(w), viewOrNull(b), view(z), units);
    },
    denseKernelGradient: (x, dz, dw, rows, inputs, units) => {
      matrix.denseKernelGradient(view(x), view(dz), view(dw), rows, inputs, units);
    },
    denseKernelGradientSparse: (x, dz, dw, units) => {
      matrix.denseKernelGradientSparse(x, view(dz), view(dw), units);
    },
    columnSums: (dz, db, rows, units) => {
      matrix.columnSums(view(dz), view(db), rows, units);
    },
    denseInputGradient: (dz, w, dx, rows, inputs, units) => {
      matrix.denseInputGradient(view(dz), view(w), view(dx), rows, inputs, units);
    },
    activate: (activation, z, a, rows, units) => {
      activate(activation, view(z), view(a), rows, units);
    },
    activateBackward: (activation, z, a, da, dz, rows, units) => {
      activateBackward(activation, view(z), view(a), view(da), view(dz), rows, units);
    },
    dropout: (x, y, mask, length, rate, key) => {
      dropout(view(x), view(y), view(mask), length, rate, key);
    },
    multiply: (a, b, out, length) => {
      const left = view(a);
      const right = view(b);
      const product = view(out);
      for (let index = 0; index < length; index++) product[index] = at(left, index) * at(right, index);
    },
    columnMoments: (x, mean, variance, rows, units) => {
      columnMoments(view(x), view(mean), view(variance), rows, units);
    },
    normalize: (x, mean, variance, epsilon, gamma, beta, xHat, y, rows, units) => {
      const scale = viewOrNull(gamma);
      const shift = viewOrNull(beta);
      normalize(view(x), view(mean), view(variance), epsilon, scale, shift, view(xHat), view(y), rows, units);
    },
    normalizeBackward: (dy, xHat, variance, epsilon, gamma, dGamma, dBeta, dx, rows, units) => {
      const scale = viewOrNull(gamma);
      const dScale = viewOrNull(dGamma);
      const dShift = viewOrNull(dBeta);
      const into = view(dx);
      normalizeBackward(
        view(dy),
        view(xHat),
        view(variance),
        epsilon,
        scale,
        dScale,
        dShift,
        into,
        rows,
        units,
      );
    },
    loss: (loss, fused, output, target, gradient, rows, units, semantics = 'keras') =>
      lossSum(loss, fused, view(output), view(target), viewOrNull(gradient), rows, units, semantics),
    penalize: (w, g, l1, l2Gradient, sums) => {
      const weights = view(w);
      const gradients = view(g);
      sums.absolute = 0;
      sums.squares = 0;
      for (let index = 0; index < w.length; index++) {
        const weight = at(weights, index);
        gradients[index] = at(gradients, index) + l1 * Math.sign(weight) + l2Gradient * weight;
        sums.absolute += Math.abs(weight);
        sums.squares += weight * weight;
      }
    },
    sumSquares: (g) => {
      let sum = 0;
      for (const value of view(g)) sum += value * value;
      return sum;
    },
    sumAbsolute: (g) => {
      let sum = 0;
      for (const value of view(g)) sum += Math.abs(value);
      return sum;
    },
    scale: (g, factor) => {
      const values = view(g);
      for (let index = 0; index < g.length; index++) values[index] = at(values, index) * factor;
    },
    clipValue: (g, limit) => {
      const values = view(g);
      for (let index = 0; index < g.length; index++) {
        values[index] = Math.min(Math.max(at(values, index), -limit), limit);
      }
    },
    addScaled: (g, w, factor) => {
      const values = view(g);
      const weights = view(w);
      for (let index = 0; index < g.length; index++) {
        values[index] = at(values, index) + factor * at(weights, index);
      }
    },
    update: (rule, w, g, slots, sums) => {
      updateParameter(rule, view(w), view(g), slots.map(view), sums);
    },
  };
}
