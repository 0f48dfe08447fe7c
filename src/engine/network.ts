/** The way of a batch through a network: bringing its rows in, the forward and the backward pass. */
import type { Values } from '../base/values.ts';
import { gatherDense, gatherSparse, gatherWeights } from '../data/batches.ts';
import type { Split } from '../data/types.ts';
import type { Network } from '../plan/layOut.ts';
import type { Backend, SparseBatch } from './backend.ts';
import { weightingOf } from '../kinds/losses/weighting.ts';
import type { LayerPass } from '../kinds/layers/layer.ts';

/** The rows in the network's tensors: `order[start … start + rows)` of `split`. */
interface LoadedBatch {
  readonly split: Split;
  readonly order: Uint32Array;
  readonly start: number;
  readonly rows: number;
  readonly sparse: SparseBatch | null;
}

/** One batch on its way through the network. Owned by the network and reused. */
export interface Pass extends LayerPass {
  readonly backend: Backend;
  /** The numbers of the network's input, null if it is sparse, and those of its target. */
  readonly input: Values | null;
  readonly target: Values;
  /** The weights of the batch, and whether their sum divides the loss; null if all rows weigh the same. */
  readonly weight: { readonly values: Values; readonly byWeights: boolean } | null;
  /** A batch that was brought into the network ahead of its turn. */
  prepared: LoadedBatch | null;
}

/** Writes the dense rows of a CSR batch: for a first layer that has no sparse form. */
function densify(split: Split, order: Uint32Array, start: number, rows: number, out: Values) {
  if (split.x.kind !== 'sparse') {
    gatherDense(split.x, order, start, rows, out);
    return;
  }
  const { columns, indptr, indices, values } = split.x;
  out.fill(0, 0, rows * columns);
  for (let row = 0; row < rows; row++) {
    const source = order[start + row] ?? 0;
    for (let entry = indptr[source] ?? 0; entry < (indptr[source + 1] ?? 0); entry++) {
      out[row * columns + (indices[entry] ?? 0)] = values[entry] ?? 0;
    }
  }
}

/**
 * Brings rows `order[start … start + rows)` of `split` into the network, once nothing of the batch before is needed any more.
 * As `pass.prepared` they need not be brought in again when it is their turn.
 */
export function prepareBatch(
  pass: Pass,
  split: Split,
  order: Uint32Array,
  start: number,
  rows: number,
): LoadedBatch {
  const { backend, input, target, weight } = pass;
  gatherDense(split.y, order, start, rows, target);
  if (weight && split.weights) {
    gatherWeights(split.weights, order, start, rows, weight.values, weight.byWeights);
  }
  let sparse: SparseBatch | null = null;
  if (input) densify(split, order, start, rows, input);
  else if (split.x.kind === 'sparse') sparse = gatherSparse(split.x, order, start, rows, backend.batchRoom);
  return { split, order, start, rows, sparse };
}

/** Brings rows `order[start … start + rows)` of `split` into the network, if they are not prepared. */
export function loadBatch(
  network: Network,
  pass: Pass,
  split: Split,
  order: Uint32Array,
  start: number,
  rows: number,
): void {
  const ready = pass.prepared;
  pass.prepared = null;
  pass.rows = rows;
  const fits =
    ready?.split === split && ready.order === order && ready.start === start && ready.rows === rows;
  const loaded = fits ? ready : prepareBatch(pass, split, order, start, rows);
  if (network.input.layout === 'sparse') network.input.rows = loaded.sparse;
}

/** A pass through `network`, whose tensors `backend` holds. */
export function createPass({ input, target, weight, plan: { spec } }: Network, backend: Backend): Pass {
  return {
    backend,
    input: input.layout === 'strided' ? backend.view(input) : null,
    target: backend.view(target),
    weight: weight && {
      values: backend.view(weight),
      byWeights: weightingOf(spec.loss, spec.semantics).byWeights,
    },
    ...{ rows: 0, training: false, step: 0, prepared: null },
  };
}

/** Inputs to output. */
export function forward({ layers }: Network, pass: Pass): void {
  for (const { running } of layers) running.forward(pass);
}

/** From `outputGradient` to the gradient of every parameter. */
export function backward({ layers }: Network, pass: Pass): void {
  for (let index = layers.length - 1; index >= 0; index--) {
    layers[index]?.running.backward(pass);
  }
}

/** Fills `prediction` from logits; nothing to do if the loss is not fused. */
export function predict(network: Network, pass: Pass): void {
  if (network.predicting) pass.backend.run(network.predicting, pass.rows);
}
