/** One sample through the network and back: every intermediate and every factor of the chain rule by name. */

export interface NamedValue {
  readonly name: string;
  readonly value: number;
}

/** One unit on the way forward: z = Σ input·weight + bias, a = f(z). */
export interface ExplainedUnit {
  readonly name: string;
  /** Name and value before the activation; null for layers without one. */
  readonly z: NamedValue | null;
  /** The prediction, for an output whose loss is computed from logits. */
  readonly value: number;
  /** ∂E/∂value; ∂E/∂z for an output whose loss is computed from logits. */
  readonly gradient: NamedValue;
  /**
   * The terms of the gradient's sum: the two factors ∂E/∂z · ∂z/∂value of each unit of the dense layer that follows.
   * Empty if no dense layer follows, or one with more weights than are listed.
   */
  readonly terms: readonly (readonly NamedValue[])[];
}

export interface ExplainedLayer {
  readonly id: string;
  readonly type: string;
  readonly units: readonly ExplainedUnit[];
}

/** One trainable number: the factors whose product is its gradient, and its update. */
export interface ExplainedWeight {
  readonly layer: string;
  readonly parameter: string;
  readonly index: readonly number[];
  /** Such as `w(h1→o1)`. */
  readonly name: string;
  readonly factors: readonly NamedValue[];
  /** The part of the gradient that L1 and L2 add. */
  readonly penalty: number;
  /** ∂E/∂w, penalties in, before clipping. */
  readonly gradient: number;
  readonly before: number;
  readonly after: number;
}

export interface Explanation {
  /** The step of training, from 1. */
  readonly step: number;
  /** Row in the training split, from 0, and in the source. */
  readonly sample: number;
  readonly row: number;
  readonly inputs: readonly NamedValue[];
  /** As the loss compares with them: smoothed if it smooths. */
  readonly targets: readonly NamedValue[];
  /** The factor of the sample's loss; missing where all samples weigh the same. */
  readonly weight?: number;
  /** Outputs as the model predicts them; probabilities if the loss is computed from logits. */
  readonly outputs: readonly NamedValue[];
  readonly layers: readonly ExplainedLayer[];
  readonly loss: number;
  readonly penalty: number;
  readonly learningRate: number;
  /**
   * Of an optimizer that stores and evaluates x but takes gradients at y = share·x + (1 − share)·slot, which the weights here are: the
   * share, and the slot's name.
   */
  readonly trainsAt?: { readonly share: number; readonly slot: string };
  /** From the last layer to the first, as backpropagation goes. */
  readonly weights: readonly ExplainedWeight[];
  /** The loss of the same sample with the updated weights. */
  readonly lossAfter: number;
  /** Weights left out because there are more than `limit`, those of the first layers. */
  readonly omitted: number;
}
