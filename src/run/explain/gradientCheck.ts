/** Backpropagation against finite differences. */

export interface ParameterCheck {
  readonly name: string;
  readonly entries: number;
  readonly checked: number;
  /** The entry with the largest error; `index` along each axis. */
  readonly worst: {
    readonly index: readonly number[];
    readonly backpropagated: number;
    readonly numeric: number;
    readonly error: number;
  };
  readonly passed: boolean;
}

export interface GradientCheck {
  readonly loss: number;
  readonly samples: number;
  readonly tolerance: number;
  readonly parameters: readonly ParameterCheck[];
  readonly passed: boolean;
}
