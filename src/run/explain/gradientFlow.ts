/** The way of one batch's gradient from the output back to the first layer, in factors, and the units that let none through. */

/** The parts of a layer that make a gradient larger or smaller on its way back. */
export type FactorKind = 'weights' | 'slope' | 'dropout' | 'normalization';

/** The norm behind the part divided by the norm before it; null where nothing arrives or a norm is not finite. */
export interface FlowFactor {
  readonly kind: FactorKind;
  readonly value: number | null;
}

/** The share of each cause among the dead units of a layer; they add up to `dead`. */
export interface DeadCauses {
  /** The bias alone keeps the sum below 0. */
  readonly bias: number;
  /** The weights give no sum above 0 on any sample. */
  readonly weights: number;
  /** All inputs are 0 on all samples. */
  readonly inputs: number;
  /** The sums are made by another layer. */
  readonly before: number;
}

/** Typical sizes (root mean squares) of what makes a layer's sums. */
export interface SumSizes {
  readonly sum: number;
  readonly input: number;
  /** Of the norms of the units' weights. */
  readonly weights: number;
  readonly bias: number;
}

/** A layer's units on a probe of training samples, in evaluation mode. */
export interface FlowUnits {
  readonly units: number;
  /** Name of the activation. */
  readonly activation: string;
  /** Share of units that are 0 on all samples. */
  readonly dead: number;
  readonly causes: DeadCauses;
  /** Share of activations at the ends of the function; null if it has none. */
  readonly saturated: number | null;
  /** Null where the layer's input is its sum. */
  readonly sizes: SumSizes | null;
}

export interface FlowLayer {
  readonly id: string;
  readonly type: string;
  /** Norm of ∂E/∂output over the batch, and of ∂E/∂input; the first layer's input needs none: null. */
  readonly arrives: number | null;
  readonly leaves: number | null;
  /** In the order of the way back: the activation, then what the layer itself does. */
  readonly factors: readonly FlowFactor[];
  /** Norm of the gradient of the layer's parameters with penalties, as runs record it; null if it trains none. */
  readonly gradient: number | null;
  /** The same without penalties, which no way back explains; and divided by the norm that arrives at the parameters. */
  readonly direct: number | null;
  readonly inputs: number | null;
  readonly look: FlowUnits | null;
}

/** Of the step after a state of training, on that step's own batch and dropout masks. */
export interface GradientFlow {
  /** From 1. */
  readonly step: number;
  /** Samples of the batch. */
  readonly rows: number;
  /** With penalties; null if it is not finite. */
  readonly loss: number | null;
  /** First layer first. */
  readonly layers: readonly FlowLayer[];
}
