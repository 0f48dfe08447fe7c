/** The sizes of what a backend must hold, found by laying the network out without memory. */
import type { InputRows } from '../../data/types.ts';
import { tensorAt } from '../../kinds/operations/tensor.ts';
import type { Plan } from '../../plan/types.ts';
import { alignedLength } from '../reference/backend.ts';
import { capacityOf, layOutNetwork } from '../../plan/layOut.ts';
import type { SparseRoom } from './layout.ts';

/** Elements that a backend must hold for `plan`: exactly what the trainer takes from it. */
export function arenaElements(plan: Plan): number {
  let elements = 0;
  layOutNetwork(plan, (shape, rows) => {
    const tensor = tensorAt(elements, shape, rows);
    elements += alignedLength(tensor.length);
    return tensor;
  });
  return elements;
}

/** The largest batch of CSR rows that `inputs` can bring. */
export function sparseRoom(plan: Plan, inputs: readonly InputRows[]): SparseRoom {
  const rows = capacityOf(plan);
  let entries = 0;
  for (const x of inputs) {
    if (x.kind !== 'sparse') continue;
    const lengths = Uint32Array.from(
      { length: x.rows },
      (_, row) => (x.indptr[row + 1] ?? 0) - (x.indptr[row] ?? 0),
    );
    const longest = lengths.sort().subarray(Math.max(0, x.rows - rows));
    entries = Math.max(
      entries,
      longest.reduce((sum, length) => sum + length, 0),
    );
  }
  return entries === 0 ? { rows: 0, columns: 0, entries: 0 } : { rows, columns: plan.data.features, entries };
}
