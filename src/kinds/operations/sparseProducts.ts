/** The products of a dense layer whose input is a batch of CSR rows. */
import { at } from '../../base/values.ts';
import { mayRead, operation, reads, readsSparse, writes } from './operation.ts';
import { startWith, store } from './products.ts';
import { rowsOf, type SparseBatch, type SparseTensor, sparseTensor } from './tensor.ts';

/** Eleven entries a row, or as many as there are, of `columns` columns. */
function exampleBatch(rows: number, columns: number): SparseBatch {
  const entries = Math.min(11, columns);
  const gap = Math.floor(columns / entries);
  return {
    rows,
    columns,
    indptr: Uint32Array.from({ length: rows + 1 }, (_, row) => row * entries),
    // Columns ascend within a row.
    indices: Uint32Array.from({ length: rows * entries }, (_, entry) => {
      const place = entry % entries;
      return place * gap + ((Math.floor(entry / entries) * 5 + place) % gap);
    }),
    values: Float32Array.from({ length: rows * entries }, (_, entry) => ((entry * 37) % 101) / 50 - 1),
  };
}

/** Rows and columns of the batch with which the operations are tried. */
export const EXAMPLE = { rows: 130, columns: 203, entries: 130 * 11 } as const;

/** The batch with which the operations are tried. */
export function exampleRows(): SparseTensor {
  return sparseTensor(EXAMPLE.columns, exampleBatch(EXAMPLE.rows, EXAMPLE.columns));
}

/**
 * z = x·W + b. `trains`: whether `denseKernelGradientSparse` will follow for the same batch, which may then be got ready
 * meanwhile.
 */
export const denseSparse = operation({
  name: 'denseSparse',
  operands: {
    x: readsSparse('rows', 'inputs'),
    w: reads('inputs', 'units'),
    b: mayRead('units'),
    z: writes('rows', 'units'),
  },
  cut: 'whole',
  nanoseconds: 1,
  examples: [{ trains: false }],
  reference({ x: tensor, w, b, z, units }) {
    const x = rowsOf(tensor);
    const sums = new Float64Array(units);
    for (let row = 0; row < x.rows; row++) {
      startWith(b, sums);
      for (let entry = x.indptr[row] ?? 0; entry < (x.indptr[row + 1] ?? 0); entry++) {
        const value = at(x.values, entry);
        const from = (x.indices[entry] ?? 0) * units;
        for (let unit = 0; unit < units; unit++) sums[unit] = at(sums, unit) + value * at(w, from + unit);
      }
      store(sums, z, row * units);
    }
    return 0;
  },
});

/** dW = xᵀ·dz; rows of dW that no sample touches become 0. */
export const denseKernelGradientSparse = operation({
  name: 'denseKernelGradientSparse',
  operands: {
    x: readsSparse('rows', 'inputs'),
    dz: reads('rows', 'units'),
    dw: writes('inputs', 'units'),
  },
  cut: 'whole',
  nanoseconds: 1,
  examples: [{}],
  reference({ x: tensor, dz, dw, units }) {
    const x = rowsOf(tensor);
    const sums = new Float64Array(x.columns * units);
    for (let row = 0; row < x.rows; row++) {
      for (let entry = x.indptr[row] ?? 0; entry < (x.indptr[row + 1] ?? 0); entry++) {
        const value = at(x.values, entry);
        const to = (x.indices[entry] ?? 0) * units;
        for (let unit = 0; unit < units; unit++) {
          sums[to + unit] = at(sums, to + unit) + value * at(dz, row * units + unit);
        }
      }
    }
    store(sums, dw, 0);
    return 0;
  },
});
