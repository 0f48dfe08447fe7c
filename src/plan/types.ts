/**
 * The plan: the frozen, cloneable outcome of spec + data shape. CodeLens, panel, CLI, run.json and the
 * engine read this object; no code derives a shape again.
 */
import type { Fans } from '../kinds/initializers/initializer.ts';
import type { Shape } from '../kinds/shape.ts';
import type { Initializer, LayerSpec, Regularizer, ResolvedSpec } from '../format/types.ts';

/** Missing values of one column that something stands for. */
export interface FilledCells {
  readonly column: string;
  readonly policy: string;
  /** The replacement; null if the column is wide or only an indicator marks missing cells. */
  readonly value: number | string | null;
  /** In how many rows of each split. */
  readonly train: number;
  readonly validation: number;
  readonly test: number;
}

/** Rows of a source that are left out since a value is missing. */
export interface LeftOutRows {
  readonly file: string;
  readonly rows: number;
  readonly of: number;
  /** In how many rows each column lacks its value. */
  readonly columns: readonly { readonly column: string; readonly rows: number }[];
}

/** The treatment of missing values. */
export interface MissingReport {
  readonly filled: readonly FilledCells[];
  readonly leftOut: readonly LeftOutRows[];
}

/** The weights of the training rows in the loss. */
export interface RowWeighting {
  /** Of each class, in their order; null if classes have none. */
  readonly classes: readonly number[] | null;
  /** The column of the rows' own weights; null if there is none. */
  readonly column: string | null;
}

/** The facts found while loading the data. */
export interface DataShape {
  /** Width of the encoded input row. */
  readonly features: number;
  /** Its axes, outermost first, whose product is `features`; missing in runs of earlier versions. Read with `inputAxes`. */
  readonly shape?: readonly number[];
  /** One name per encoded input, such as `sepal_length` or `colour=red`. */
  readonly featureNames: readonly string[];
  readonly target:
    | { readonly kind: 'category'; readonly classes: readonly string[] }
    /** `classes[1]` is encoded as 1. */
    | { readonly kind: 'binary'; readonly classes: readonly [string, string] }
    /** `labels`: each of them is 0 or 1. */
    | { readonly kind: 'number'; readonly names: readonly string[]; readonly labels?: boolean };
  readonly samples: { readonly train: number; readonly validation: number; readonly test: number };
  /** There if the training loss weighs rows. */
  readonly weights?: RowWeighting;
  /** There if the spec says what becomes of missing values, and there were any. */
  readonly missing?: MissingReport;
  /** True if the inputs are CSR rows (text). */
  readonly sparse: boolean;
  /** Bytes of an input in memory where rows are dense: 1 if all are kept as the bytes of the source; default 4. */
  readonly inputBytes?: 1 | 4;
  /** Non-zero inputs over all splits, for the memory estimate; samples × features if dense. */
  readonly nonZeros: number;
}

export interface PlanParameter {
  /** Such as `dense1.kernel`: the name in weights files, run records and charts. */
  readonly name: string;
  readonly layer: string;
  /** The last part of the name, such as `kernel`. */
  readonly role: string;
  /** `kernel` is `[inputs, units]`, row-major. */
  readonly shape: readonly number[];
  readonly size: number;
  readonly fans: Fans;
  readonly trainable: boolean;
  readonly initializer: Initializer;
  readonly regularizer: Regularizer;
}

export interface PlanLayer {
  readonly id: string;
  readonly index: number;
  readonly spec: LayerSpec;
  /** One sample as the layer takes it and as it leaves it. Runs of earlier versions tell the numbers of their elements instead. */
  readonly input: Shape;
  readonly output: Shape;
  readonly parameters: readonly PlanParameter[];
  /** Trainable and not. */
  readonly parameterCount: number;
  /** Multiplications and additions of one sample's forward pass. */
  readonly flops: number;
}

export interface Plan {
  readonly spec: ResolvedSpec;
  readonly data: DataShape;
  readonly layers: readonly PlanLayer[];
  readonly parameterCount: number;
  readonly trainableParameterCount: number;
  readonly outputs: number;
  /** Activation that is folded into the loss and computed from logits; `none` if the loss stands alone. */
  readonly fusedOutput: 'none' | 'sigmoid' | 'softmax';
  /** Samples in a full batch (`full` resolved). */
  readonly batchSize: number;
  readonly stepsPerEpoch: number;
  readonly totalSteps: number;
  /** Estimated bytes by purpose; `total` is checked against the limit before anything is allocated. */
  readonly memory: {
    readonly data: number;
    readonly parameters: number;
    readonly gradients: number;
    readonly optimizer: number;
    readonly activations: number;
    readonly total: number;
  };
}
