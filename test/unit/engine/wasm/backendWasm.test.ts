/** Every operation of both WASM builds against the reference: all small sizes, odd strides, odd numbers. */
import { dropout, multiply } from '../../../../src/kinds/operations/masks.ts';
import {
  columnMoments,
  normalize,
  normalizeBackward,
} from '../../../../src/kinds/operations/normalization.ts';
import { ONE_ROW } from '../../../../src/kinds/operations/operation.ts';
import { prepareFlat as prepare } from '../../../support/flat.ts';
import {
  addScaled,
  clipValue,
  penalize,
  PENALTY_SUMS,
  scale,
  sumAbsolute,
  sumSquares,
} from '../../../../src/kinds/operations/parameters.ts';
import {
  columnSums,
  dense,
  denseInputGradient,
  denseKernelGradient,
} from '../../../../src/kinds/operations/products.ts';
import { denseKernelGradientSparse, denseSparse } from '../../../../src/kinds/operations/sparseProducts.ts';
import { sparseTensor } from '../../../../src/kinds/operations/tensor.ts';
import { numbers, type Twins } from '../../kernels/twins.ts';
import { eachBuild } from '../../kernels/eachBuild.ts';

/**
 * Rounding of a float32 sum of n products of numbers in [−1, 1): n roundings of partial sums that wander to about
 * √n/3, each half an ulp and of random sign, so about n·2⁻²⁴/3 in standard deviation; ten of them are allowed.
 */
function sumTolerance(terms: number): number {
  return 1e-6 + (10 / 3) * terms * 2 ** -24;
}
function checkProducts(twins: Twins, rows: number, inputs: number, units: number): void {
  const size = `${String(rows)}×${String(inputs)}×${String(units)}`;
  const x = twins.tensor(numbers(rows * inputs, 1));
  const w = twins.tensor(numbers(inputs * units, 2));
  const b = twins.tensor(numbers(units, 3));
  const dz = twins.tensor(numbers(rows * units, 4));
  const z = twins.room(rows * units);
  const zWithoutBias = twins.room(rows * units);
  const dw = twins.room(inputs * units);
  const dx = twins.room(rows * inputs);
  const db = twins.room(units);
  // Overwritten, and then added to.
  for (const add of [false, true]) {
    twins.run((backend) => {
      const sizes = { inputs, units, add };
      backend.run(prepare(dense, { x, w, b, z, ...sizes }), rows);
      backend.run(prepare(dense, { x, w, b: null, z: zWithoutBias, ...sizes }), rows);
      backend.run(prepare(denseKernelGradient, { x, dz, dw, ...sizes }), rows);
      backend.run(prepare(denseInputGradient, { dz, w, dx, ...sizes }), rows);
      backend.run(prepare(columnSums, { x: dz, out: db, units, add }), rows);
      return undefined;
    });
    const what = add ? `added for ${size}` : size;
    const allowed = (terms: number): number => sumTolerance(add ? 2 * terms : terms);
    twins.expectEqual(z, `z of ${what}`, 1e-6, allowed(inputs));
    twins.expectEqual(zWithoutBias, `z without bias of ${what}`, 1e-6, allowed(inputs));
    twins.expectEqual(dw, `dW of ${what}`, 1e-6, allowed(rows));
    twins.expectEqual(dx, `dx of ${what}`, 1e-6, allowed(units));
    twins.expectEqual(db, `db of ${what}`, 1e-7, 1e-9);
  }
}

eachBuild('kernels', (create) => {
  it('multiplies at every small size and odd stride', () => {
    for (let size = 0; size <= 67; size++) {
      const twins = create();
      checkProducts(twins, size, 5, 3);
      checkProducts(twins, 3, size, 7);
      checkProducts(twins, 7, 3, size);
      checkProducts(twins, size, 33, 17);
      checkProducts(twins, 33, size, 13);
      checkProducts(twins, 19, 31, size);
      checkProducts(twins, size, size, size);
    }
  });

  it('multiplies across the edges of every block', () => {
    const twins = create(1 << 20);
    checkProducts(twins, 121, 257, 9);
    checkProducts(twins, 5, 300, 521);
    checkProducts(twins, 260, 123, 30);
    checkProducts(twins, 13, 515, 131);
  });

  it('multiplies sparse rows', () => {
    for (const { rows, columns, units, every } of [
      { rows: 5, columns: 40, units: 1, every: 3 },
      { rows: 7, columns: 33, units: 37, every: 4 },
      { rows: 3, columns: 20, units: 70, every: 2 },
      { rows: 130, columns: 2100, units: 1, every: 1 },
    ]) {
      const twins = create(1 << 18);
      const drawn = numbers(rows * columns, 5);
      const indptr = [0];
      const indices: number[] = [];
      const values: number[] = [];
      for (let row = 0; row < rows; row++) {
        for (let column = row % every; column < columns; column += every) {
          indices.push(column);
          values.push(drawn[row * columns + column] ?? 0);
        }
        indptr.push(indices.length);
      }
      const x = {
        rows,
        columns,
        indptr: Uint32Array.from(indptr),
        indices: Uint32Array.from(indices),
        values: Float32Array.from(values),
      };
      const w = twins.tensor(numbers(columns * units, 6));
      const b = twins.tensor(numbers(units, 8));
      const dz = twins.tensor(numbers(rows * units, 9));
      const z = twins.room(rows * units);
      const dw = twins.room(columns * units);
      const expectRight = (): void => {
        twins.expectEqual(z, 'z', 1e-5, 2e-5);
        twins.expectEqual(dw, 'dW', 1e-5, 4e-6);
      };
      // As the trainer does, the columns being found during the forward pass; then without; then an older batch once more.
      for (const [batch, trains] of [
        [x, true],
        [{ ...x, values: x.values.map(() => 1) }, false],
        [x, true],
      ] as const) {
        twins.run((backend) => {
          const text = sparseTensor(columns, batch);
          const product = { x: text, w, z, inputs: columns, units };
          backend.run(prepare(denseSparse, { ...product, b: null, trains: false }), rows);
          backend.run(prepare(denseSparse, { ...product, b, trains }), rows);
          backend.run(prepare(denseKernelGradientSparse, { x: text, dz, dw, inputs: columns, units }), rows);
          return undefined;
        });
        expectRight();
      }
    }
  });

  it('draws dropout masks bit for bit', () => {
    const twins = create();
    for (let length = 0; length <= 67; length++) {
      const x = twins.tensor(numbers(length, 3));
      const y = twins.room(length);
      const mask = twins.room(length);
      const key = { seed: 0xdeadbeef, layer: 0xfeedf00d, step: 2 ** 33 + length };
      twins.run((backend) => {
        const rate = [0, 0.1, 0.5, 0.999][length % 4] ?? 0;
        backend.run(prepare(dropout, { x, y, mask, rate, key, units: length }), 1);
        return undefined;
      });
      twins.expectEqual(mask, 'mask', 0);
      twins.expectEqual(y, 'y', 0);
    }
  });

  it('normalizes batches', () => {
    for (let units = 1; units <= 67; units++) {
      const twins = create(1 << 14);
      const rows = 1 + (units % 6);
      const count = rows * units;
      const x = twins.tensor(numbers(count, 1).map((v) => 100 + 3 * v));
      const [mean, variance, dGamma, dBeta] = [0, 1, 2, 3].map(() => twins.room(units));
      const [xHat, y, dx] = [0, 1, 2].map(() => twins.room(count));
      if (!mean || !variance || !dGamma || !dBeta || !xHat || !y || !dx) throw new Error('unreachable');
      const gamma = units % 2 === 0 ? twins.tensor(numbers(units, 2)) : null;
      const beta = units % 3 === 0 ? twins.tensor(numbers(units, 3)) : null;
      const dy = twins.tensor(numbers(count, 4));
      twins.run((backend) => {
        const common = { variance, epsilon: 1e-3, gamma, xHat, units };
        const wanted = { dGamma: gamma ? dGamma : null, dBeta: beta ? dBeta : null };
        backend.run(prepare(columnMoments, { x, mean, variance, units }), rows);
        backend.run(prepare(normalize, { ...common, x, mean, beta, y }), rows);
        backend.run(prepare(normalizeBackward, { ...common, ...wanted, dy, dx }), rows);
        return undefined;
      });
      twins.expectEqual(mean, 'mean', 1e-7);
      twins.expectEqual(variance, 'variance', 1e-6, 1e-9);
      twins.expectEqual(xHat, 'xHat', 1e-6, 1e-6);
      twins.expectEqual(y, 'y', 1e-6, 1e-6);
      // dx cancels: its terms are of size 1/√(variance + ε).
      twins.expectEqual(dx, 'dx', 1e-5, 2e-5);
      if (gamma) twins.expectEqual(dGamma, 'dGamma', 1e-6, 1e-6);
      if (beta) twins.expectEqual(dBeta, 'dBeta', 1e-6, 1e-6);
    }
  });

  it('passes over vectors', () => {
    for (let length = 0; length <= 67; length++) {
      const twins = create(1 << 12);
      const a = twins.tensor([...numbers(length, 1).map((v) => (Math.abs(v) < 0.1 ? 0 : v))]);
      const b = twins.tensor(numbers(length, 2));
      const out = twins.room(length);
      twins.run((backend) => {
        backend.run(prepare(multiply, { a, b, out, units: length }), 1);
        return undefined;
      });
      twins.expectEqual(out, 'product', 1e-7);
      const elements = length;
      twins.run((backend) => backend.run(prepare(sumSquares, { x: b, elements }), ONE_ROW), 1e-12);
      twins.run((backend) => backend.run(prepare(sumAbsolute, { x: b, elements }), ONE_ROW), 1e-12);
      const sums: Float64Array[] = [];
      twins.run((backend) => {
        backend.run(prepare(scale, { g: b, elements, factor: 1.7 }), ONE_ROW);
        backend.run(prepare(clipValue, { g: b, elements, limit: 1.1 }), ONE_ROW);
        backend.run(prepare(addScaled, { g: b, w: a, elements, factor: 0.3 }), ONE_ROW);
        const penalizing = prepare(penalize, { w: a, g: b, elements, l1: 0.01, l2: 0.2 });
        backend.run(penalizing, ONE_ROW);
        sums.push(penalizing.sums);
        return undefined;
      });
      twins.expectEqual(b, 'b', 1e-6, 1e-6);
      for (const place of Object.values(PENALTY_SUMS))
        twins.run((backend) => sums[backend.name === 'reference' ? 0 : 1]?.[place], 1e-12);
    }
  });
});
