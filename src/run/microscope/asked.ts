/** A number of a step of training, and where it comes from. */
import type { Formula } from '../../base/formula/formula.ts';

/** The central difference (E(x + h) − E(x − h)) / 2h in float64 beside a gradient, and how far they are apart. */
export interface Difference {
  readonly value: number;
  /** |gradient − difference| / max(|gradient|, |difference|, 1). */
  readonly error: number;
}

export interface Asked {
  /** The question in its full form, such as `output.kernel[0,1].gradient`. */
  readonly ref: string;
  /** As a textbook writes it, such as `∂E/∂w(h1→o2)`. */
  readonly name: string;
  /** As the engine has it. */
  readonly value: number;
  /** The beginning of a number that no formula makes: the data, the state before the step, or the spec. */
  readonly source: 'data' | 'state' | 'spec' | 'formula';
  /** Null if nothing before it makes it, or if the engine computes it in a way that no short formula tells. */
  readonly formula: Formula | null;
  /** Terms of a sum that stand in one number, `the rest`. */
  readonly left?: number;
  /** There for gradients. */
  readonly difference?: Difference;
  /** The same number after the update; there for what the update changes. */
  readonly after?: number;
}

/** The step that is looked at. */
export interface Looked {
  readonly step: number;
  readonly learningRate: number;
  /** Places of the batch's samples among the training samples, from 0. */
  readonly samples: readonly number[];
  /** True if dropout and batch statistics act, as they do in training. */
  readonly training: boolean;
  readonly loss: number;
}

export interface Answers {
  readonly looked: Looked;
  readonly asked: readonly Asked[];
}
