/**
 * The specification of `Backend` in plain TypeScript: every other backend must give the same numbers within
 * rounding. With precision 64 it is what the gradient check and `explain` compute with.
 */
import { operandOf, type Call } from '../../kinds/operations/operation.ts';
import type { Backend, Tensor } from '../backend.ts';
import { updateParameter } from '../optimizerRules.ts';
import { at, type Values } from '../../base/values.ts';

/** In float32 tensors start on a cache line: no vector of 128 or 256 bits lies across two (2-5 % of an optimizer's step). */
const ALIGNMENT = 16;

/** Elements that a tensor of `length` takes in the arena. */
export function alignedLength(length: number): number {
  return Math.ceil(length / ALIGNMENT) * ALIGNMENT;
}

/**
 * A call's operands with the numbers of its tensors in their places. Settings are read through to the call, where they may
 * change.
 */
function valuesOf({ operation, operands }: Call, view: (tensor: Tensor) => Values): object {
  const values = Object.create(operands) as Record<string, unknown>;
  for (const name of Object.keys(operation.operands)) {
    const tensor = operandOf(operands, name) as Tensor | null;
    values[name] = tensor && view(tensor);
  }
  return values;
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
  const owner = {};
  return {
    name: precision === 32 ? 'reference' : 'reference64',
    allocate(length) {
      const tensor: Tensor = { offset: used, length };
      used += alignedLength(length);
      if (used > elements) throw new RangeError(`The arena of ${String(elements)} elements is used up.`);
      return tensor;
    },
    view,
    run(call, rows) {
      if (call.owner !== owner || !call.bound) {
        const values = valuesOf(call, view) as Parameters<typeof call.operation.reference>[0];
        call.owner = owner;
        call.bound = (count) => call.operation.reference(values, count);
      }
      return call.bound(rows);
    },
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
