/** The three matrix products of a dense layer, dense and sparse. Sums are accumulated in float64. */
import type { SparseBatch } from '../backend.ts';
import { at, type Values } from '../../base/values.ts';

function store(sums: Float64Array, out: Values, offset: number): void {
  for (let index = 0; index < sums.length; index++) out[offset + index] = at(sums, index);
}

function startWith(bias: Values | null, sums: Float64Array): void {
  for (let unit = 0; unit < sums.length; unit++) sums[unit] = bias ? at(bias, unit) : 0;
}

/** z = x·W + b. */
export function dense(
  x: Values,
  w: Values,
  b: Values | null,
  z: Values,
  rows: number,
  inputs: number,
  units: number,
): void {
  const sums = new Float64Array(units);
  for (let row = 0; row < rows; row++) {
    startWith(b, sums);
    for (let input = 0; input < inputs; input++) {
      const value = at(x, row * inputs + input);
      for (let unit = 0; unit < units; unit++) {
        sums[unit] = at(sums, unit) + value * at(w, input * units + unit);
      }
    }
    store(sums, z, row * units);
  }
}

/** z = x·W + b for CSR rows. */
export function denseSparse(x: SparseBatch, w: Values, b: Values | null, z: Values, units: number): void {
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
}

/** dW = xᵀ·dz. */
export function denseKernelGradient(
  x: Values,
  dz: Values,
  dw: Values,
  rows: number,
  inputs: number,
  units: number,
): void {
  const sums = new Float64Array(units);
  for (let input = 0; input < inputs; input++) {
    sums.fill(0);
    for (let row = 0; row < rows; row++) {
      const value = at(x, row * inputs + input);
      for (let unit = 0; unit < units; unit++) {
        sums[unit] = at(sums, unit) + value * at(dz, row * units + unit);
      }
    }
    store(sums, dw, input * units);
  }
}

/** dW = xᵀ·dz for CSR rows; rows of dW that no sample touches become 0. */
export function denseKernelGradientSparse(x: SparseBatch, dz: Values, dw: Values, units: number): void {
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
}

/** db = Σ over rows of dz. */
export function columnSums(dz: Values, db: Values, rows: number, units: number): void {
  const sums = new Float64Array(units);
  for (let row = 0; row < rows; row++) {
    for (let unit = 0; unit < units; unit++) sums[unit] = at(sums, unit) + at(dz, row * units + unit);
  }
  store(sums, db, 0);
}

/** dx = dz·Wᵀ. */
export function denseInputGradient(
  dz: Values,
  w: Values,
  dx: Values,
  rows: number,
  inputs: number,
  units: number,
): void {
  for (let row = 0; row < rows; row++) {
    for (let input = 0; input < inputs; input++) {
      let sum = 0;
      for (let unit = 0; unit < units; unit++) {
        sum += at(dz, row * units + unit) * at(w, input * units + unit);
      }
      dx[row * inputs + input] = sum;
    }
  }
}
