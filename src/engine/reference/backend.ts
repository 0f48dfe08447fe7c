/**
 * The specification of `Backend` in plain TypeScript: every other backend must give the same numbers within
 * rounding. With precision 64 it is what the gradient check and `explain` compute with.
 */
import { operandOf, type Call } from '../../kinds/operations/operation.ts';
import { type SparseTensor, tensorAt } from '../../kinds/operations/tensor.ts';
import type { Backend, Tensor } from '../backend.ts';
import type { Values } from '../../base/values.ts';

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
    const tensor = operandOf(operands, name) as Tensor | SparseTensor | null;
    values[name] = tensor?.layout === 'strided' ? view(tensor) : tensor;
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
    allocate(shape, rows) {
      const tensor = tensorAt(used, shape, rows);
      used += alignedLength(tensor.length);
      if (used > elements) throw new RangeError(`The arena of ${String(elements)} elements is used up.`);
      return tensor;
    },
    view,
    run(call, rows) {
      if (call.owner !== owner || !call.bound) {
        const values = valuesOf(call, view) as Parameters<typeof call.operation.reference>[0];
        call.owner = owner;
        call.bound = (count) => call.operation.reference(values, count, call.sums);
      }
      return call.bound(rows);
    },
  };
}
