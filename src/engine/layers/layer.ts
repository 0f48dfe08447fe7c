/** What a layer is to the network: tensors it takes from the arena, a forward pass and the backward pass to it. */
import type { Split } from '../../data/types.ts';
import type { Semantics } from '../../spec/types.ts';
import type { PlanLayer, PlanParameter } from '../../plan/types.ts';
import type { Backend, SparseBatch, Tensor } from '../backend.ts';

export type Allocate = (length: number) => Tensor;

/** A parameter and its gradient; not trainable ones (moving statistics) have none. */
export interface NetworkParameter {
  readonly plan: PlanParameter;
  readonly value: Tensor;
  readonly gradient: Tensor | null;
}

/** Which rows lie in the network's tensors: `order[start … start + rows)` of `split`. */
export interface LoadedBatch {
  readonly split: Split;
  readonly order: Uint32Array;
  readonly start: number;
  readonly rows: number;
  readonly sparse: SparseBatch | null;
}

/** One batch on its way through the network. Owned by the network and reused. */
export interface Pass {
  readonly backend: Backend;
  rows: number;
  /** Dropout and batch statistics act. */
  training: boolean;
  /** From 1; keys the dropout masks. */
  step: number;
  /** The inputs, if the first layer takes them as CSR rows. */
  sparse: SparseBatch | null;
  /** A batch that was brought into the network ahead of its turn. */
  prepared: LoadedBatch | null;
}

export interface LayerContext {
  readonly layer: PlanLayer;
  readonly semantics: Semantics;
  readonly seed: number;
  /** Most rows that a batch can have. */
  readonly capacity: number;
  readonly allocate: Allocate;
  readonly input: Tensor;
  /** Where the gradient with respect to the input goes; null if nobody needs it. */
  readonly inputGradient: Tensor | null;
  /** The activation belongs to the loss, which is computed from logits: leave it out. */
  readonly fused: boolean;
  readonly parameters: readonly NetworkParameter[];
}

export interface RunningLayer {
  /** `[capacity, outputs]` and its gradient. */
  readonly output: Tensor;
  readonly outputGradient: Tensor;
  /** Values before the activation, if the layer has one. */
  readonly preActivation: Tensor | null;
  forward(pass: Pass): void;
  /** From `outputGradient`, which may be overwritten, to the gradients of the parameters and of the input. */
  backward(pass: Pass): void;
}

/** The parameter of `role`, or null if the layer has none. */
export function parameterOf(context: LayerContext, role: PlanParameter['role']): NetworkParameter | null {
  return context.parameters.find(({ plan }) => plan.role === role) ?? null;
}

/** As `parameterOf`, for a parameter that the plan always has. */
export function requiredParameter(context: LayerContext, role: PlanParameter['role']): NetworkParameter {
  const found = parameterOf(context, role);
  if (!found) throw new Error(`Layer ${context.layer.id} has no ${role}.`);
  return found;
}

/** The gradient of a trainable parameter. */
export function gradientOf(parameter: NetworkParameter): Tensor {
  if (!parameter.gradient) throw new Error(`${parameter.plan.name} is not trainable.`);
  return parameter.gradient;
}

/** Copies the first `length` elements. */
export function copy(backend: Backend, from: Tensor, to: Tensor, length: number): void {
  const source = backend.view(from);
  backend.view(to).set(length === source.length ? source : source.subarray(0, length));
}
