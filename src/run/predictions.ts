/** The predictions of a network: about a split, for the panel, and about the rows of a file. */
import type { Problem } from '../base/errors.ts';
import type { RunWeights } from './run.ts';

/** Values in [0, 1], row by row, the channels of a pixel beside each other: one is grey, three are red, green and blue. */
export interface ImageView {
  readonly kind: 'image';
  readonly width: number;
  readonly height: number;
  readonly channels: 1 | 3;
  readonly values: readonly number[];
}

/** A sample as a person can judge it. */
export type SampleView =
  | ImageView
  | { readonly kind: 'text'; readonly text: string }
  /** Columns with their values as written; `more` of them are left out. */
  | { readonly kind: 'table'; readonly cells: readonly (readonly [string, string])[]; readonly more: number };

export interface WorstSample {
  /** Row of the source, from 0. */
  readonly row: number;
  readonly loss: number;
  readonly target: string;
  readonly prediction: string;
  /** Probability of the prediction and of the target; null for numbers. */
  readonly confidence: number | null;
  readonly targetConfidence: number | null;
  readonly view: SampleView;
}

/** A number per cell over the plane of two inputs, in the units of the data. */
export interface Boundary {
  readonly names: readonly [string, string];
  readonly x: readonly [number, number];
  readonly y: readonly [number, number];
  readonly columns: number;
  readonly rows: number;
  /** Class of each cell (`Uint8`, lowest y first), null where numbers are predicted. */
  readonly classes: ArrayBuffer | null;
  /** Float32: the probability of the cell's class, or the predicted number. */
  readonly values: ArrayBuffer;
  /** Float32 `[points, 3]`: x, y, and class or number of training samples. */
  readonly points: ArrayBuffer;
}

export interface Predictions {
  /** Of a run that has ended: which of its weights. Absent: those that the network has now. */
  readonly weights?: RunWeights;
  /** The weights are those after this step. */
  readonly step: number;
  readonly epoch: number;
  readonly split: 'validation' | 'test' | 'train';
  /** Samples of the split, and how many of them (evenly spaced) were predicted. */
  readonly total: number;
  readonly used: number;
  /** The time that the network took; the panel's pace follows it. */
  readonly milliseconds: number;
  /**
   * Uint32 `[classes, classes]`: rows are the true class, columns the predicted one; empty for very many classes.
   * Null for numbers.
   */
  readonly confusion: { readonly classes: readonly string[]; readonly counts: ArrayBuffer } | null;
  /** Float32 `[points, 2 · outputs]`: target and prediction of each output. Null for classes. */
  readonly scatter: { readonly names: readonly string[]; readonly points: ArrayBuffer } | null;
  /** The pairs of classes that were taken for each other most often, most often first. */
  readonly confused: readonly {
    readonly target: string;
    readonly prediction: string;
    readonly count: number;
  }[];
  readonly worst: readonly WorstSample[];
  /** Only with exactly two inputs. */
  readonly boundary: Boundary | null;
}

/** A network's outputs, row-major `[rows, outputs]` in float32. */
export interface Prediction {
  readonly rows: number;
  readonly outputs: number;
  readonly values: ArrayBuffer;
  /** Of each row its row in the file, from 0, if some are left out. */
  readonly source: Uint32Array | null;
  /** Warnings about the rows; places are in the file. */
  readonly warnings: readonly Problem[];
}
