/** The binding of calls to kernels: operations that are more than one kernel here, and all others by their rows. */
import type { AnyOperation, BoundCall, Call } from '../../kinds/operations/operation.ts';
import type { Binding, Own } from './bindings/binding.ts';
import { ELEMENTS } from './bindings/elements.ts';
import { LOSSES } from './bindings/losses.ts';
import { PRODUCTS } from './bindings/products.ts';
import { bindRow } from './bindings/rows.ts';
import { UPDATES } from './bindings/updates.ts';
import { cutRowOf, type CutRow } from './rowParts.ts';

const OWN: readonly Own[] = [...PRODUCTS, ...ELEMENTS, ...LOSSES, ...UPDATES];

/** The cuts that the rows of `operations` say. */
export function cutRowsOf(operations: readonly AnyOperation[]): CutRow[] {
  return operations.flatMap((operation) => cutRowOf(operation) ?? []);
}

/** Makes of a call what runs it. `cuts` are the last of the memory's parts. */
export function bindCall(call: Call, binding: Binding, cuts: readonly CutRow[]): BoundCall {
  const { name } = call.operation;
  const index = cuts.findIndex(({ kernel }) => kernel === name);
  const { parts } = binding.memory;
  const part = index < 0 ? undefined : parts[parts.length - cuts.length + index];
  const { sums } = call;
  const found = OWN.find((one) => one.name === name);
  return found
    ? found.bind(call.operands as never, binding, { sums, part })
    : bindRow(call, binding, { sums, part });
}
