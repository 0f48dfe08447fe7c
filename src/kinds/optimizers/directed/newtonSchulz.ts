/** The nearest orthogonal matrix, roughly: the quintic iteration of Muon (Jordan et al. 2024) by the operations of a backend. */
import { at, type Values } from '../../../base/values.ts';
import { ONE_ROW, prepare, type Operations } from '../../operations/operation.ts';
import { addScaled, scale } from '../../operations/parameters.ts';
import { dense, denseInputGradient } from '../../operations/products.ts';
import { part, reshaped, type Tensor } from '../../operations/tensor.ts';

/** Chosen by the authors for a steep start; the result's singular values end between about 0.7 and 1.2. */
const [LINEAR, CUBIC, QUINTIC] = [3.4445, -4.775, 2.0315];

/** Elements that `orthogonalization` needs for a matrix of these sizes: two of the matrix, two of its Gram matrix. */
export function scratchOf([height = 1, width = 1]: readonly number[]): number {
  const least = Math.min(height, width);
  return 2 * height * width + 2 * least * least;
}

const real = new Float32Array(1);
const bits = new Uint32Array(real.buffer);

/** Rounds every number to the nearest bfloat16, to even in the middle. */
export function roundToBfloat16(values: Values): void {
  for (let index = 0; index < values.length; index++) {
    const value = at(values, index);
    if (!Number.isFinite(value)) continue;
    real[0] = value;
    const pattern = bits[0] ?? 0;
    bits[0] = (pattern + 0x7fff + ((pattern >>> 16) & 1)) & 0xffff0000;
    values[index] = real[0];
  }
}

/** A matrix with rows as a batch and as a parameter: operations take the one or the other. */
interface Matrix {
  readonly rows: Tensor;
  readonly whole: Tensor;
}

function matrix(scratch: Tensor, from: number, height: number, width: number): Matrix {
  const whole = reshaped(part(scratch, 0, from, from + height * width), [height, width]);
  return { whole, rows: { ...whole, axes: [width], batch: height } };
}

/** Copies a matrix, its rows as columns if `turned`. */
function copyMatrix(from: Values, to: Values, height: number, width: number, turned: boolean): void {
  if (!turned) {
    to.set(from);
    return;
  }
  for (let row = 0; row < height; row++)
    for (let column = 0; column < width; column++) to[column * height + row] = at(from, row * width + column);
}

/**
 * Prepares the iteration for a matrix of `shape`: the returned function replaces `values` by `factor` times the result.
 * @param scratch `scratchOf(shape)` elements, whose numbers do not count
 * @param divisor the number by which a matrix of that norm is divided first
 * @param half every intermediate is rounded to bfloat16, as in PyTorch
 */
export function orthogonalization(
  shape: readonly number[],
  scratch: Tensor,
  iterations: number,
  divisor: (norm: number) => number,
  half: boolean,
): (operations: Operations, values: Values, factor: number) => void {
  const [height = 1, width = 1] = shape;
  const [least, most] = [Math.min(height, width), Math.max(height, width)];
  const size = least * most;
  const [x, next] = [0, size].map((from) => matrix(scratch, from, least, most)) as [Matrix, Matrix];
  const [gram, polynomial] = [0, least * least].map((from) =>
    matrix(scratch, 2 * size + from, least, least),
  ) as [Matrix, Matrix];
  const square = { inputs: least, units: least };
  const multiplied = prepare(dense, { x: gram.rows, w: gram.whole, b: null, z: polynomial.rows, ...square });
  const scaled = prepare(scale, { g: polynomial.whole, elements: least * least, factor: QUINTIC });
  const added = { g: polynomial.whole, w: gram.whole, elements: least * least, factor: CUBIC };
  const adding = prepare(addScaled, added);
  /** One iteration, from `from` to `to`. */
  const iteration = (from: Matrix, to: Matrix) => ({
    gram: prepare(denseInputGradient, {
      ...{ dz: from.rows, w: from.whole, dx: gram.rows },
      ...{ units: most, inputs: least },
    }),
    product: prepare(dense, {
      ...{ x: polynomial.rows, w: from.whole, b: null, z: to.rows },
      ...{ inputs: least, units: most },
    }),
    sum: prepare(addScaled, { g: to.whole, w: from.whole, elements: size, factor: LINEAR }),
    result: to.whole,
  });
  const both = [iteration(x, next), iteration(next, x)] as const;
  return (operations, values, factor) => {
    const rounded = (tensor: Tensor): void => {
      if (half) roundToBfloat16(operations.view(tensor));
    };
    const start = operations.view(x.whole);
    copyMatrix(values, start, height, width, height > width);
    rounded(x.whole);
    let squares = 0;
    for (let index = 0; index < size; index++) squares += at(start, index) ** 2;
    const norm = divisor(Math.sqrt(squares));
    for (let index = 0; index < size; index++) start[index] = at(start, index) / norm;
    rounded(x.whole);
    let result = x.whole;
    for (let round = 0; round < iterations; round++) {
      const one = both[round % 2 === 0 ? 0 : 1];
      operations.run(one.gram, least);
      rounded(gram.whole);
      operations.run(multiplied, least);
      operations.run(scaled, ONE_ROW);
      operations.run(adding, ONE_ROW);
      rounded(polynomial.whole);
      operations.run(one.product, least);
      operations.run(one.sum, ONE_ROW);
      rounded(one.result);
      result = one.result;
    }
    copyMatrix(operations.view(result), values, least, most, height > width);
    for (let index = 0; index < size; index++) values[index] = factor * at(values, index);
  };
}
