/**
 * The resolved spec: every default filled in, every short form expanded. All later stages read this
 * object and none looks at the text again. Plain data: it is cloned to workers and written to run.json.
 */

export type { Semantics } from '../base/schema/schema.ts';
export type { Initializer } from '../kinds/initializers/table.ts';
export type { Regularizer } from '../kinds/layers/layer.ts';
export type { LayerSpec } from '../kinds/layers/table.ts';
export type { Activation, ActivationName } from '../kinds/activations/table.ts';
export type { Loss } from '../kinds/losses/table.ts';
export type { Metric } from '../kinds/metrics/table.ts';
export type { Optimizer, OptimizerName } from '../kinds/optimizers/table.ts';
export type { Schedule } from '../kinds/schedules/table.ts';
import type { Semantics } from '../base/schema/schema.ts';
import type { LayerSpec } from '../kinds/layers/table.ts';
import type { Loss } from '../kinds/losses/table.ts';
import type { TestFunctionName } from '../kinds/losses/testFunctions.ts';
import type { Metric } from '../kinds/metrics/table.ts';
import type { Optimizer } from '../kinds/optimizers/table.ts';
import type { Schedule } from '../kinds/schedules/table.ts';

export type Normalize = 'none' | 'standard' | 'minMax' | { readonly scale: number };

export interface TextOptions {
  readonly mode: 'multiHot' | 'count' | 'tfidf';
  readonly vocabulary: number;
  readonly tokenizer: 'word' | 'char' | 'charNgram';
  readonly ngrams: readonly [number, number];
  readonly lowercase: boolean;
  readonly minCount: number;
}

/** The policy for a cell without a value. */
export type Missing =
  | { readonly policy: 'error' | 'dropRow' | 'mean' | 'median' | 'indicator' }
  | { readonly policy: 'constant'; readonly value: string | number };

/** The policy for a category that no training row has: all its inputs 0, an error, or an input of its own. */
export type UnknownCategories = 'zeros' | 'error' | 'own';

/** The order of the numbers of a date: year, month, day and so on. */
export type DateOrder = 'ymd' | 'dmy' | 'mdy';
export type DatePart =
  'year' | 'month' | 'day' | 'dayOfWeek' | 'dayOfYear' | 'daysSince1970' | 'hour' | 'minute' | 'second';

/** `auto`: number if every training value parses as a number, else category. */
export type FeatureAs =
  /** Without `unknown` it is `zeros`. */
  | { readonly as: 'auto' | 'category'; readonly unknown?: UnknownCategories }
  | { readonly as: 'number'; readonly normalize: Normalize }
  | {
      readonly as: 'date';
      readonly parts: readonly DatePart[];
      readonly order: DateOrder;
      readonly normalize: Normalize;
    }
  | ({ readonly as: 'text' } & TextOptions);
export type FeatureSpec = {
  readonly columns: '*' | readonly string[];
  /** Without it, `missing` of the data section. */
  readonly missing?: Missing;
} & FeatureAs;

/** `balanced`: rows / (classes · rows of the class), of the training rows. */
export type ClassWeights = 'balanced' | Readonly<Record<string, number>>;

export interface TargetSpec {
  /** Empty for inline, builtin and IDX sources, which bring their own target. */
  readonly columns: readonly string[];
  /** `auto` follows the loss: category, binary or number (see docs/nnspec.md). */
  readonly as: 'auto' | 'category' | 'binary' | 'number';
  /** For binary: the value that is 1; null is the second class in order. */
  readonly positive: string | number | null;
  /** Weights of the classes in the training loss; a class that is not named weighs 1. Without it all do. */
  readonly classWeights?: ClassWeights;
}

export type BuiltinName =
  'xor' | 'spiral' | 'moons' | 'circles' | 'gaussians' | 'line' | 'sine' | TestFunctionName;
export type DataFormat = 'csv' | 'tsv' | 'json' | 'jsonl' | 'npy' | 'npz' | 'idx' | 'parquet';

/** The notation of a file's cells; absent keys are as docs/nnspec.md says. */
export interface Notation {
  /** By its name in https://encoding.spec.whatwg.org. */
  readonly encoding?: string;
  /** One character; a blank is any number of them. */
  readonly delimiter?: string;
  readonly decimal?: '.' | ',';
  readonly thousands?: ',' | '.' | ' ' | "'" | '_';
  /** The marks of a missing value in every column. */
  readonly missingMarks?: readonly string[];
  readonly header?: boolean;
  /** The beginning of lines that are left out. */
  readonly comment?: string;
}

export type Source =
  /** `path` as written in the spec: relative to the spec file, or absolute. */
  | {
      readonly kind: 'file';
      readonly path: string;
      readonly format: DataFormat;
      readonly notation?: Notation;
    }
  | { readonly kind: 'idx'; readonly images: string; readonly labels: string }
  /** One sub-folder a class; every picture becomes `height` × `width`. */
  | {
      readonly kind: 'pictures';
      readonly folder: string;
      readonly width: number;
      readonly height: number;
      readonly color: 'grey' | 'rgb';
    }
  | {
      readonly kind: 'builtin';
      readonly name: BuiltinName;
      readonly samples: number;
      readonly noise: number;
      readonly classes: number;
    }
  | {
      readonly kind: 'inline';
      readonly x: readonly (readonly number[])[];
      readonly y: readonly (readonly number[])[];
    };

export interface DataSpec {
  readonly source: Source;
  readonly features: readonly FeatureSpec[];
  /** Only so many rows of the source, its first ones. Without it all. */
  readonly limit?: number;
  /** Without it, a missing value is an error. */
  readonly missing?: Missing;
  readonly target: TargetSpec;
  /** The column with the weight of each row in the training loss. Without it all weigh 1. */
  readonly sampleWeight?: string;
  readonly split: {
    readonly validation: number;
    readonly test: number;
    /** null: stratified exactly when the target is a class. */
    readonly stratify: boolean | null;
    readonly shuffle: boolean;
    /** At most one of three columns: of the split's name, of groups that stay together, of the time that orders the rows. */
    readonly column?: string;
    readonly group?: string;
    readonly time?: string;
  };
  /** Sources of their own, instead of a fraction. */
  readonly validation: Source | null;
  readonly test: Source | null;
}

export type GradientClipping =
  { readonly kind: 'none' } | { readonly kind: 'value' | 'norm' | 'globalNorm'; readonly threshold: number };

export interface TrainingSpec {
  readonly epochs: number;
  readonly batchSize: number | 'full';
  /** Steps a second at most where someone watches; without it as fast as it goes. */
  readonly pace?: number;
  readonly shuffle: boolean;
  readonly dropLastBatch: boolean;
  /** Batches whose gradients make one update; without it each batch makes one. */
  readonly gradientAccumulation?: number;
  readonly deterministic: 'default' | 'strict';
  readonly gradientClipping: GradientClipping;
  readonly learningRateSchedule: Schedule;
  readonly earlyStopping: {
    readonly monitor: string;
    readonly patience: number;
    readonly minDelta: number;
    readonly restoreBest: boolean;
  } | null;
  readonly checkpoint: {
    /** 0: only last and best. */
    readonly everyEpochs: number;
    readonly keep: number;
    /** Monitored value for the best checkpoint, such as `validation.loss`. */
    readonly best: string;
  };
  readonly initialWeights: string | null;
}

export interface ResolvedSpec {
  readonly formatVersion: 1;
  readonly name: string;
  readonly semantics: Semantics;
  readonly seed: number;
  readonly data: DataSpec;
  readonly model: { readonly layers: readonly LayerSpec[] };
  readonly loss: Loss;
  readonly metrics: readonly Metric[];
  readonly optimizer: Optimizer;
  readonly training: TrainingSpec;
  /** Thresholds by rule of training health; a run of an earlier version may lack a rule. */
  readonly health: Readonly<Record<string, unknown>>;
  /** The comparison that the spec keeps; training does not read it. */
  readonly compare?: CompareSpec;
}

/** The length of each run of a comparison. */
export interface CompareBudget {
  readonly unit: 'epochs' | 'steps' | 'seconds';
  readonly amount: number;
}

/** A comparison: every optimizer at every rate with every combination of the varied values, once a seed. */
export interface CompareSpec {
  /** Empty: the spec's own. */
  readonly optimizers: readonly string[];
  readonly learningRates: 'default' | 'grid' | 'tune' | readonly number[];
  readonly seeds: number;
  /** Null: the spec's epochs. */
  readonly budget: CompareBudget | null;
  readonly target: { readonly metric: string; readonly value: number } | null;
  readonly vary: readonly { readonly path: string; readonly values: readonly unknown[] }[];
}
