/**
 * An operation over tensors: its operands by name with their shapes, the way it may be cut among threads, and the
 * function that defines its result. Backends, their tests and the check of the wide kernels derive from these rows.
 */
import type { Values } from '../../base/values.ts';
import { checkShapes, type SparseTensor, type Tensor } from './tensor.ts';

/**
 * The axis that a batch has; all other axes are numbers among the operands. Operations on a parameter have the one axis
 * `elements` instead and are run on `ONE_ROW`.
 */
type Rows = 'rows';

/** A tensor operand, row-major. */
export interface Operand<
  Axis extends string = string,
  Optional extends boolean = boolean,
  Addable extends boolean = boolean,
> {
  readonly axes: readonly Axis[];
  /** Null may stand for it. */
  readonly optional: Optional;
  /** The operation reads its numbers. */
  readonly read: boolean;
  /** The operation overwrites it. */
  readonly written: boolean;
  /** A batch of CSR rows; without it the tensor is dense. */
  readonly layout?: 'sparse';
  /** With the setting `add` the operation adds to its numbers instead. */
  readonly addable: Addable;
}

/** A tensor that is read. */
export function reads<Axis extends string>(...axes: Axis[]): Operand<Axis, false, false> {
  return { axes, optional: false, read: true, written: false, addable: false };
}

/** A tensor that is read, if there is one. */
export function mayRead<Axis extends string>(...axes: Axis[]): Operand<Axis, true, false> {
  return { axes, optional: true, read: true, written: false, addable: false };
}

/** A tensor that is overwritten. */
export function writes<Axis extends string>(...axes: Axis[]): Operand<Axis, false, false> {
  return { axes, optional: false, read: false, written: true, addable: false };
}

/** A tensor that is overwritten, if it is given. */
export function mayWrite<Axis extends string>(...axes: Axis[]): Operand<Axis, true, false> {
  return { axes, optional: true, read: false, written: true, addable: false };
}

/** A tensor that is overwritten, or added to if the caller says so: weights that layers share, sums of branches. */
export function writesOrAdds<Axis extends string>(...axes: Axis[]): Operand<Axis, false, true> {
  return { axes, optional: false, read: false, written: true, addable: true };
}

/** A tensor whose numbers are read and replaced in place. */
export function changes<Axis extends string>(...axes: Axis[]): Operand<Axis, false, false> {
  return { axes, optional: false, read: true, written: true, addable: false };
}

/** A tensor whose numbers are read and replaced in place, if it is given. */
export function mayChange<Axis extends string>(...axes: Axis[]): Operand<Axis, true, false> {
  return { axes, optional: true, read: true, written: true, addable: false };
}

/** A batch of CSR rows that is read. */
export function readsSparse<Axis extends string>(...axes: Axis[]) {
  return { ...reads(...axes), layout: 'sparse' as const };
}

type Declared = Readonly<Record<string, Operand>>;
type SizesOf<D extends Declared> = D[keyof D] extends Operand<infer Axis> ? Exclude<Axis, Rows> : never;
type With<D extends Declared, T> = {
  readonly [K in keyof D]: D[K] extends { readonly layout: 'sparse' }
    ? SparseTensor
    : D[K] extends Operand<string, false>
      ? T
      : T | null;
} & Readonly<Record<SizesOf<D>, number>> &
  (true extends D[keyof D]['addable'] ? { readonly add?: boolean } : unknown);

/** The arguments of a caller: every tensor and every size by its name, and the settings. */
export type Operands<D extends Declared, S extends object> = With<D, Tensor> & S;
/** The same with the tensors' numbers, for the reference. */
export type OperandValues<D extends Declared, S extends object> = With<D, Values> & S;

export interface Operation<D extends Declared = Declared, S extends object = object> {
  /** The kernel of src/kernels has the same name, unless src/engine/wasm/bindings says what computes it. */
  readonly name: string;
  /** Of one element type, float32. The first one tells how much there is to do. */
  readonly operands: D;
  /**
   * The way threads may share it: rows or single elements that do not depend on each other, columns likewise, elements
   * in chunks of a fixed size whose sums are added in order, or not at all. No element depends on where the cuts are.
   */
  readonly cut: 'rows' | 'elements' | 'columns' | 'chunks' | 'whole';
  /** About the nanoseconds that an element of the first operand takes; it only tells what is surely too little to cut. */
  readonly nanoseconds: number;
  /** The sums that it hands back in `Call.sums`, with their places; without them it has one at most, which it returns. */
  readonly sums?: Readonly<Record<string, number>>;
  /**
   * The specification: what every backend computes, within rounding. It returns the sum over its elements or its batch,
   * if it has one, or writes its `sums`.
   */
  reference(operands: OperandValues<D, S>, rows: number, sums: Float64Array): number;
  /** Settings with which the operation is tried where all are, such as before the wide kernels are used. */
  readonly examples: readonly S[];
  /** Operands that hold positive numbers only, such as a variance. */
  readonly positive?: readonly (keyof D & string)[];
  /** Optional operands that these settings need. */
  requires?(settings: S): readonly string[];
  /** True if a zero stays one in what the operation changes. */
  keepsZeros?(settings: S): boolean;
}

/** Any operation: what its functions take is known where it is declared. */
export interface AnyOperation extends Omit<Operation, 'reference' | 'requires' | 'keepsZeros'> {
  reference(operands: never, rows: number, sums: Float64Array): number;
  requires?(settings: never): readonly string[];
  keepsZeros?(settings: never): boolean;
}

/** An operation, whose operands' types follow from their declaration and whose settings' types from the examples. */
export function operation<const D extends Declared, S extends object>(row: Operation<D, S>): Operation<D, S> {
  return row;
}

/** An operation with its operands, ready to be run on one batch after the other. Made once: steps may take a microsecond. */
export interface Call<T extends object = object> {
  readonly operation: AnyOperation;
  /** Settings may change between two runs; tensors and sizes may not. */
  readonly operands: T;
  /** The operation's sums after a run, in float64, each at its place in `operation.sums`. */
  readonly sums: Float64Array;
  /** The backend that has bound the call, and the bound call. */
  owner: object | null;
  bound: BoundCall | null;
}

/** Runs a call on `rows` rows. */
export type BoundCall = (rows: number) => number;

/** A call of `operation`, with every operand by its name. */
export function prepare<D extends Declared, S extends object>(
  operation: Operation<D, S>,
  operands: Operands<D, S>,
): Call<Operands<D, S>> {
  return prepareAny(operation, operands);
}

/**
 * The same for code that goes through the table of operations and has all operands by their names.
 * @throws RangeError if an operand is missing that the settings need, or a tensor has not the axes that are declared
 */
export function prepareAny<T extends object>(operation: AnyOperation, operands: T): Call<T> {
  for (const name of operation.requires?.(operands as never) ?? []) {
    if (!operandOf(operands, name)) throw new RangeError(`The operation ${operation.name} needs ${name}.`);
  }
  checkShapes(operation, operands as Readonly<Record<string, unknown>>);
  const sums = new Float64Array(Object.keys(operation.sums ?? {}).length);
  return { operation, operands, sums, owner: null, bound: null };
}

/** The settings with which an operation is tried: its examples, and where it may add, each of them once more with `add`. */
export function examplesOf({ operands, examples }: AnyOperation): readonly object[] {
  const mayAdd = Object.values(operands).some(({ addable }) => addable);
  return mayAdd ? examples.flatMap((example) => [example, { ...example, add: true }]) : examples;
}

/** The rows with which an operation on parameters is run. */
export const ONE_ROW = 1;

/** True if it works on parameters and not on a batch. */
export function isOfParameters({ operands }: AnyOperation): boolean {
  return Object.values(operands).every(({ axes }) => !axes.includes('rows'));
}

/** The operations, and the numbers they work on. */
export interface Operations {
  /** A live view; stays valid for the life of the backend. */
  view(tensor: Tensor): Float32Array | Float64Array;
  /** Runs `call` on the first `rows` rows of its operands (the last batch may be ragged). */
  run(call: Call, rows: number): number;
}

/** The operand `name` as the backend may bind it: a call's operands are checked where it is made. */
export function operandOf(operands: object, name: string): unknown {
  return (operands as Readonly<Record<string, unknown>>)[name];
}
