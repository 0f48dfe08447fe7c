/**
 * Optimizers that do not go weight by weight: they find a direction for a whole parameter, or for all of them together, and
 * then take a plain step along it.
 */
import type { Operations } from '../../operations/operation.ts';
import type { Tensor } from '../../operations/tensor.ts';
import type { Shape } from '../../shape.ts';

/** A parameter that is stepped along a direction. */
export interface DirectedParameter {
  readonly shape: readonly number[];
  readonly value: Tensor;
  /** After penalties, clipping and coupled decay; it is only read. */
  readonly gradient: Tensor;
  /** `direct` writes it: the step subtracts its multiple by the rate from the weights. */
  readonly direction: Tensor;
  /** In the order of the optimizer's slots for this shape. */
  readonly slots: readonly Tensor[];
}

/** The numbers of one step, as in `StepRule`. */
export interface DirectedStep {
  readonly learningRate: number;
  readonly step: number;
}

export interface Directing {
  /** Writes the directions of all parameters, and their slots. */
  readonly direct: (operations: Operations, step: DirectedStep) => void;
  /** The tensors that are taken besides directions and slots. */
  readonly scratch: readonly Tensor[];
}

/** Takes a tensor: `rows` samples of this shape, or one that is no batch. */
export type Allocate = (shape: Shape, rows: number | null) => Tensor;
