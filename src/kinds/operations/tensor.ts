/**
 * Tensors: places in one arena that is sized once from the plan. A tensor knows its shape; a view of a part of it costs
 * nothing and has a shape of its own.
 */
import { type ElementType, sameAxes, type Shape, shapeText, sizeOf } from '../shape.ts';

/** A dense tensor, row-major. */
export interface Tensor {
  /** First element, counted from the start of the arena. */
  readonly offset: number;
  /** Elements: those of a sample times the rows. */
  readonly length: number;
  /** Axes of a sample, or of all if there is no batch. */
  readonly axes: readonly number[];
  /** Most rows that a batch can have; null if it has no axis for a batch. */
  readonly batch: number | null;
  readonly type: ElementType;
  readonly layout: 'strided';
  /** The allocated tensor that this is a view of; null if it is one itself. */
  readonly base: Tensor | null;
}

/** A batch of CSR rows; see SparseMatrix in data/types.ts. */
export interface SparseBatch {
  readonly rows: number;
  readonly columns: number;
  readonly indptr: Uint32Array;
  readonly indices: Uint32Array;
  readonly values: Float32Array;
}

/** Sparse rows, which are not in the arena: another batch in each step. */
export interface SparseTensor {
  readonly axes: readonly number[];
  readonly type: ElementType;
  readonly layout: 'sparse';
  rows: SparseBatch | null;
}

/** A tensor without rows yet. */
export function sparseTensor(columns: number, rows: SparseBatch | null = null): SparseTensor {
  return { axes: [columns], type: 'float32', layout: 'sparse', rows };
}

/** The rows that are there. */
export function rowsOf({ rows }: SparseTensor): SparseBatch {
  if (!rows) throw new Error('No batch is loaded.');
  return rows;
}

type Elements = Pick<Shape, 'axes' | 'type'>;

/** The tensor of `batch` samples of this shape at `offset`; without an axis for them if `batch` is null. */
export function tensorAt(offset: number, { axes, type }: Elements, batch: number | null = null): Tensor {
  const length = sizeOf({ axes }) * (batch ?? 1);
  return { offset, length, axes, batch, type, layout: 'strided', base: null };
}

/** The shape with the axis of the batch in front: `[rows, 28, 28]`. */
function tensorText(tensor: Tensor | SparseTensor): string {
  const inBatch = tensor.layout === 'sparse' || tensor.batch !== null;
  return shapeText(inBatch ? { ...tensor, axes: ['rows', ...tensor.axes] } : tensor);
}

/** All axes in order, that of the batch in front. */
function allAxes({ axes, batch }: Tensor): readonly number[] {
  return batch === null ? axes : [batch, ...axes];
}

/**
 * The elements `from … to − 1` along one axis, 0 being that of the batch if there is one.
 * @throws RangeError if they leave the tensor or do not lie beside each other
 */
export function part(tensor: Tensor, axis: number, from: number, to: number): Tensor {
  const all = allAxes(tensor);
  const length = all[axis];
  const told = `${String(from)} to ${String(to)} along axis ${String(axis)} of [${all.join(', ')}]`;
  if (length === undefined || from < 0 || to > length || from > to || !Number.isInteger(from + to)) {
    throw new RangeError(`The elements ${told} are not all in the tensor.`);
  }
  if (from > 0 || to < length) {
    const apart = all.slice(0, axis).some((outer) => outer > 1);
    if (apart) throw new RangeError(`The elements ${told} do not lie beside each other.`);
  }
  const step = all.slice(axis + 1).reduce((product, inner) => product * inner, 1);
  const kept = all.with(axis, to - from);
  return {
    ...tensor,
    offset: tensor.offset + from * step,
    length: kept.reduce((product, inner) => product * inner, 1),
    axes: tensor.batch === null ? kept : kept.slice(1),
    batch: tensor.batch === null ? null : (kept[0] ?? 0),
    base: tensor.base ?? tensor,
  };
}

/**
 * The same elements in other axes; the batch keeps its own.
 * @throws RangeError if the axes have another number of elements
 */
export function reshaped(tensor: Tensor, axes: readonly number[]): Tensor {
  if (sameAxes(axes, tensor.axes)) return tensor;
  if (sizeOf({ axes }) !== sizeOf(tensor)) {
    throw new RangeError(`The elements of ${tensorText(tensor)} do not fill [${axes.join(', ')}].`);
  }
  return { ...tensor, axes, base: tensor.base ?? tensor };
}

/** True if both are the same elements. */
export function samePlace(a: Tensor, b: Tensor): boolean {
  return a.offset === b.offset && a.length === b.length;
}

interface Declared {
  readonly axes: readonly string[];
  readonly layout?: 'sparse';
}

/**
 * Compares the tensors of a call with the axes that its operation declares. `rows` is the axis of a batch, `elements` stands
 * for all axes at once, and every other axis has its length among the operands.
 * @throws RangeError with the operation, the operand and both shapes
 */
export function checkShapes(
  { name, operands }: { readonly name: string; readonly operands: Readonly<Record<string, Declared>> },
  given: Readonly<Record<string, unknown>>,
): void {
  for (const [operand, { axes, layout = 'strided' }] of Object.entries(operands)) {
    const tensor = given[operand] as Tensor | SparseTensor | null;
    if (!tensor) continue;
    const inBatch = tensor.layout === 'sparse' || tensor.batch !== null;
    const lengths = axes.filter((axis) => axis !== 'rows').map((axis) => given[axis] as number);
    const found = axes.includes('elements')
      ? [tensor.layout === 'strided' ? tensor.length : NaN]
      : tensor.axes;
    const fits =
      tensor.layout === layout &&
      tensor.type === 'float32' &&
      sameAxes(found, lengths) &&
      (axes.includes('elements') || inBatch === (axes[0] === 'rows'));
    if (fits) continue;
    const wanted = axes.map((axis) => (axis === 'rows' ? axis : `${axis} ${String(given[axis])}`)).join(', ');
    throw new RangeError(
      `The operation ${name} takes ${operand} as [${wanted}]${layout === 'sparse' ? ' sparse' : ''}, not as ${tensorText(tensor)}.`,
    );
  }
}
