/** A call that is bound to the kernels' memory. */
import type { BoundCall, Operands, Operation } from '../../../kinds/operations/operation.ts';
import type { UpdateRule } from '../../../kinds/operations/update.ts';
import type { Tensor } from '../../../kinds/operations/tensor.ts';
import type { byName, KernelName } from '../generated/kernels.ts';
import type { KernelMemory, Part } from '../cutting.ts';
import type { StepFactorsArea } from '../optimizers.ts';
import type { SparseArea } from '../sparse.ts';
import type { UpdateArguments } from '../sparseParts.ts';
import type { Team } from '../team.ts';

/** The environment of all bound calls. */
export interface Binding {
  readonly memory: KernelMemory;
  readonly team: Team;
  readonly sparse: SparseArea;
  readonly factors: StepFactorsArea;
  readonly step: Stepper;
  /** The address of a tensor, 0 where there is none. */
  readonly at: (tensor: Tensor | null) => number;
  /** The numbers of a tensor. */
  readonly view: (tensor: Tensor) => Float32Array;
}

/** The rest of one call; `Name` are the arguments of its part. */
export interface CallParts<Name extends string = string> {
  /** Receives the operation's sums. */
  readonly sums: Float64Array;
  /** The part that the operation's row says; undefined if it is not cut. */
  readonly part: Part<Name> | undefined;
}

/** The same for a kernel that works on elements. */
export type ElementsCall<K extends KernelName> = CallParts<
  'length' | (keyof Parameters<(typeof byName)[K]>[1] & string)
>;

/** The steps on one parameter. */
interface Stepped extends ElementsCall<'update'> {
  readonly w: Tensor;
  readonly g: Tensor;
  readonly rule: UpdateRule;
  readonly args: UpdateArguments & { kind: number; readonly length: number };
}

export type Stepper = (stepped: Stepped) => number;

/** An operation that is more than the kernel of its name. */
export interface Own {
  readonly name: string;
  bind(operands: never, binding: Binding, call: CallParts): BoundCall;
}

/** Registers the code that computes `operation`. */
export function own<D extends Operation['operands'], S extends object>(
  { name }: Operation<D, S>,
  bind: (operands: Operands<D, S>, binding: Binding, call: CallParts<never>) => BoundCall,
): Own {
  return { name, bind };
}

/** The same for an operation that is cut by its row among elements, with the kernel of its name. */
export function ownElements<D extends Operation['operands'], S extends object, const K extends KernelName>(
  { name }: Operation<D, S>,
  kernel: K,
  bind: (operands: Operands<D, S>, binding: Binding, call: ElementsCall<K>) => BoundCall,
): Own {
  if (name !== kernel) throw new RangeError(`${kernel} is not the kernel of ${name}.`);
  return { name, bind };
}
