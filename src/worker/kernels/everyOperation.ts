/** Every kind of operation on the same numbers: what two builds of the kernels, and any number of threads, agree on. */
import type { Backend, SparseBatch, Tensor } from '../../engine/backend.ts';
import type { Optimizer } from '../../format/types.ts';

/** Odd sizes: edges of every width occur. */
const ROWS = 130;
const INPUTS = 203;
const UNITS = 301;
const COLUMNS = 97;
const ENTRIES = 11;
/** A width that the sparse kernels have a way of their own for. */
const EVEN = 64;
/** Numbers that a backend needs room for. */
export const EVERY_OPERATION_ELEMENTS = 1 << 20;
/** CSR batches that a backend needs room for. */
export const EVERY_OPERATION_ROOM = { rows: ROWS, columns: COLUMNS, entries: ROWS * ENTRIES };

const COMMON = { learningRate: 0.01, weightDecay: 0 };
const ADAM: Optimizer = { ...COMMON, type: 'adam', beta1: 0.9, beta2: 0.999, epsilon: 1e-7 };
const SGD: Optimizer = { ...COMMON, type: 'sgd', momentum: 0, nesterov: false };
const MOMENTUM: Optimizer = { ...COMMON, type: 'sgd', momentum: 0.9, nesterov: true };

const SIZES = {
  x: ROWS * INPUTS,
  w: INPUTS * UNITS,
  b: UNITS,
  z: ROWS * UNITS,
  a: ROWS * UNITS,
  mask: ROWS * UNITS,
  da: ROWS * UNITS,
  dw: INPUTS * UNITS,
  db: UNITS,
  dx: ROWS * INPUTS,
  m: INPUTS * UNITS,
  v: INPUTS * UNITS,
  mean: UNITS,
  variance: UNITS,
  target: ROWS * UNITS,
  embedding: COLUMNS * EVEN,
  dEmbedding: COLUMNS * EVEN,
  slot0: COLUMNS * EVEN,
  slot1: COLUMNS * EVEN,
  text: ROWS * EVEN,
};
type Name = keyof typeof SIZES;
export type OperationTensors = Readonly<Record<Name, Tensor>>;

export function allocateOperations(backend: Backend): OperationTensors {
  const names = Object.keys(SIZES) as Name[];
  return Object.fromEntries(names.map((name) => [name, backend.allocate(SIZES[name])])) as Record<
    Name,
    Tensor
  >;
}

/** A number in (−1, 1) that looks random and is the same everywhere: no library function is asked. */
function numberAt(index: number): number {
  const mixed = Math.imul(index ^ (index >>> 15), 0x2c1b3c6d);
  return (Math.imul(mixed ^ (mixed >>> 12), 0x297a2d39) | 0) / 0x8000_0000;
}

function sparseBatch(): SparseBatch {
  const indptr = Uint32Array.from({ length: ROWS + 1 }, (_, row) => row * ENTRIES);
  // Columns ascend within a row: one of every eight or so.
  const indices = Uint32Array.from({ length: ROWS * ENTRIES }, (_, entry) => {
    const place = entry % ENTRIES;
    return place * 8 + ((Math.floor(entry / ENTRIES) * 5 + place) % 8);
  });
  const values = Float32Array.from(indices, (_, entry) => numberAt(entry + 7));
  return { rows: ROWS, columns: COLUMNS, indptr, indices, values };
}

/** Fills the tensors anew, runs the operations and returns the bits of all results. */
export function everyOperation(backend: Backend, tensors: OperationTensors): string {
  const { x, w, b, z, a, mask, da, dw, db, dx, m, v, mean, variance, target } = tensors;
  const { embedding, dEmbedding, slot0, slot1, text } = tensors;
  for (const [index, tensor] of Object.values(tensors).entries()) {
    const view = backend.view(tensor);
    for (let at = 0; at < view.length; at++) view[at] = numberAt(index * 7919 + (at % 997));
  }
  for (const squares of [v, slot1]) backend.view(squares).fill(0.25);
  backend.view(target).fill(1 / UNITS);
  const measured: number[] = [];
  const sums = { gradientSquares: 0, gradientAbsolute: 0, weightSquares: 0, updateSquares: 0 };
  const update = (optimizer: Optimizer, weights: Tensor, g: Tensor, slots: readonly Tensor[]): void => {
    backend.update({ optimizer, semantics: 'pytorch', learningRate: 0.01, step: 3 }, weights, g, slots, sums);
    measured.push(...Object.values(sums));
  };

  backend.dense(x, w, b, z, ROWS, INPUTS, UNITS);
  measured.push(
    backend.loss({ type: 'categoricalCrossentropy' }, 'softmax', z, target, da, ROWS, UNITS),
    backend.loss({ type: 'meanSquaredError' }, 'none', z, target, da, ROWS, UNITS),
  );
  backend.activate({ type: 'softmax' }, z, a, ROWS, UNITS);
  measured.push(backend.sumSquares(a));
  backend.activate({ type: 'tanh' }, z, a, ROWS, UNITS);
  backend.columnMoments(a, mean, variance, ROWS, UNITS);
  backend.normalize(a, mean, variance, 1e-3, b, b, z, a, ROWS, UNITS);
  backend.normalizeBackward(da, z, variance, 1e-3, b, db, db, da, ROWS, UNITS);
  backend.dropout(a, a, mask, ROWS * UNITS, 0.3, { seed: 3, layer: 5, step: 7 });
  backend.multiply(da, mask, da, ROWS * UNITS);
  backend.activateBackward({ type: 'tanh' }, z, a, da, da, ROWS, UNITS);
  backend.denseKernelGradient(x, da, dw, ROWS, INPUTS, UNITS);
  backend.columnSums(da, db, ROWS, UNITS);
  backend.denseInputGradient(da, w, dx, ROWS, INPUTS, UNITS);
  const penalty = { absolute: 0, squares: 0 };
  backend.penalize(w, dw, 0.001, 0.002, penalty);
  measured.push(penalty.absolute, penalty.squares, backend.sumSquares(dw), backend.sumAbsolute(dw));
  backend.clipValue(dw, 2);
  backend.scale(dw, 0.7);
  backend.addScaled(dw, w, 0.01);
  update(ADAM, w, dw, [m, v]);
  update(MOMENTUM, w, dw, [m]);
  update(SGD, w, dw, []);

  const batch = sparseBatch();
  backend.denseSparse(batch, embedding, null, text, EVEN);
  for (const [optimizer, slots] of [
    [SGD, []],
    [ADAM, [slot0, slot1]],
  ] as const) {
    backend.denseKernelGradientSparse(batch, text, dEmbedding, EVEN);
    update(optimizer, embedding, dEmbedding, slots);
  }
  const parts = Object.values(tensors).map((tensor) =>
    Buffer.from(Float32Array.from(backend.view(tensor)).buffer).toString('base64'),
  );
  return [...measured.map(String), ...parts].join('\n');
}
