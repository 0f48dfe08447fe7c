/** The outputs of a trained network for rows that it has not seen. */
import type { DenseMatrix, SparseMatrix } from '../../data/types.ts';
import type { Plan } from '../../plan/types.ts';
import type { Backend } from '../backend.ts';
import { inOrder } from './evaluation.ts';
import { createPass, forward, loadBatch, predict } from '../network.ts';
import { layOutNetwork } from '../../plan/layOut.ts';
import { initializeNetwork } from '../state.ts';
import type { NamedTensor } from '../weights.ts';

/**
 * The outputs `[x.rows, plan.outputs]` of the network with these weights, in evaluation mode: no dropout, moving
 * statistics, probabilities where the loss takes logits. `backend` must hold `arenaElements(plan)`.
 * @throws NnError NN-WEIGHTS-MISSING, NN-WEIGHTS-SHAPE, NN-WEIGHTS-UNKNOWN
 */
export function predictRows(
  plan: Plan,
  weights: readonly NamedTensor[],
  x: DenseMatrix | SparseMatrix,
  backend: Backend,
): Float32Array<ArrayBuffer> {
  const network = layOutNetwork(plan, (shape, rows) => backend.allocate(shape, rows));
  initializeNetwork(network, backend, weights);
  const { rows: count } = x;
  const { outputs } = plan;
  const order = inOrder(count);
  const nothing = new Float32Array(count * outputs);
  const y: DenseMatrix = { kind: 'dense', rows: count, columns: outputs, values: nothing };
  const split = { count, x, y, sourceRows: order };
  const pass = createPass(network, backend);
  const result = new Float32Array(count * outputs);
  for (let start = 0; start < count; start += network.capacity) {
    const rows = Math.min(network.capacity, count - start);
    loadBatch(network, pass, split, order, start, rows);
    forward(network, pass);
    predict(network, pass);
    result.set(backend.view(network.prediction).subarray(0, rows * outputs), start * outputs);
  }
  return result;
}
