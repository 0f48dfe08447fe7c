/** Encoded data as the engine reads it. */
import type { Problem } from '../base/errors.ts';
import type { DataFacts, KnownData } from '../plan/dataFacts.ts';
import type { DataShape } from '../plan/types.ts';
import type { Notation, TextOptions } from '../format/types.ts';
import type { DateReading } from './columns/dateColumns.ts';
import type { RowArray } from './columns/table.ts';

/** Row-major `[rows, columns]`. */
export interface DenseMatrix {
  readonly kind: 'dense';
  readonly rows: number;
  readonly columns: number;
  readonly values: Float32Array;
}
/**
 * Rows that stay where they were read, in an array that all splits of a source share: element e of row r is
 * `values[source[r] * stride + offset + e]`; of bytes it is the number `table[…]` of that byte.
 */
export interface SharedRows {
  readonly kind: 'shared';
  readonly rows: number;
  readonly columns: number;
  readonly values: Float32Array | Uint8Array;
  readonly stride: number;
  readonly offset: number;
  readonly source: Uint32Array;
  /** 256 numbers; null exactly if `values` are float32. */
  readonly table: Float32Array | null;
}
/** The inputs of a split. */
export type InputRows = DenseMatrix | SharedRows | SparseMatrix;
/** Compressed sparse rows: row r owns entries `indptr[r]` to `indptr[r + 1]`; indices ascend within a row. */
export interface SparseMatrix {
  readonly kind: 'sparse';
  readonly rows: number;
  readonly columns: number;
  readonly indptr: Uint32Array;
  readonly indices: Uint32Array;
  readonly values: Float32Array;
}

/** Weights of rows. Where the weights of classes are in the targets already, `factor` lacks them and `counted` has them. */
export interface RowWeights {
  /** The factor of the row's loss. */
  readonly factor: Float32Array;
  /** The row's part of a sum that the loss is divided by. */
  readonly counted: Float32Array;
}

export interface Split {
  readonly count: number;
  readonly x: InputRows;
  /** `[count, targets]`: one-hot for categories, one 0/1 column for binary, the numbers otherwise. */
  readonly y: DenseMatrix;
  /** The weight of each row in the training loss; without them all weigh 1. Only training rows have them. */
  readonly weights?: RowWeights;
  /** For each row its row number in the source file or list (from 0), so that a sample can be shown again. */
  readonly sourceRows: Uint32Array;
}

/** The replacement of a column's missing values. Without one, a missing value is an error. */
export interface MissingRule {
  readonly policy: 'dropRow' | 'mean' | 'median' | 'constant' | 'indicator';
  /** Of numbers: what stands for one, for each element of the column, in the units of the data. */
  readonly fill?: readonly number[];
  /** Of names: the category or text that stands for one. */
  readonly name?: string;
  /** There is one more input (for each element of a column of numbers) that is 1 where a value is missing. */
  readonly indicator?: boolean;
}

/** The encoder of one source column into inputs; fitted on the training split only. Plain data, kept in run.json. */
export type FeatureEncoder =
  /** Element e of the column becomes (value − offset[e]) / divisor[e]. */
  | {
      readonly kind: 'number';
      readonly column: string;
      readonly offset: readonly number[];
      readonly divisor: readonly number[];
      /** Axes of a row of the column, if it has several. */
      readonly shape?: readonly number[];
      /** The elements are these parts of a date. */
      readonly date?: DateReading;
      /** Its indicators come after the elements. */
      readonly missing?: MissingRule;
    }
  /** One-hot over `values`; with `own` one more input behind them, which is 1 for every other value. */
  | {
      readonly kind: 'category';
      readonly column: string;
      readonly values: readonly string[];
      /** Without it, the inputs of another value are all 0. */
      readonly unknown?: 'error' | 'own';
      /** Its indicator comes last. */
      readonly missing?: MissingRule;
    }
  /** One input per token; `idf` is null unless the mode is tfidf. */
  | {
      readonly kind: 'text';
      readonly column: string;
      readonly options: TextOptions;
      readonly tokens: readonly string[];
      readonly idf: readonly number[] | null;
      /** Its indicator comes after the tokens. */
      readonly missing?: MissingRule;
    };

/** The encoder of the target columns into outputs. */
export type TargetEncoder =
  | { readonly kind: 'category'; readonly column: string; readonly classes: readonly string[] }
  /** The columns hold one probability per class already; with `oneHot` exactly one of them is 1, the others are 0. */
  | {
      readonly kind: 'distribution';
      readonly columns: readonly string[];
      readonly classes: readonly string[];
      readonly oneHot?: boolean;
    }
  /** Each of the columns is a yes-or-no question of its own: 0 or 1. */
  | { readonly kind: 'labels'; readonly columns: readonly string[]; readonly names: readonly string[] }
  | { readonly kind: 'binary'; readonly column: string; readonly classes: readonly [string, string] }
  | { readonly kind: 'number'; readonly columns: readonly string[]; readonly names: readonly string[] };

/** Of a set of numbers the least and the largest; of their sizes without zeros the tenth, the half and nine tenths. */
export interface Spread {
  readonly least: number;
  readonly largest: number;
  readonly low: number;
  readonly middle: number;
  readonly high: number;
}
export type ColumnSpread = Spread & { readonly column: string };

/** Spreads of all numbers together, and of each column that has enough; see ranges.ts. */
export interface Spreads {
  readonly all: Spread | null;
  readonly columns: readonly ColumnSpread[];
}

export interface DataEncoder {
  readonly features: readonly FeatureEncoder[];
  readonly target: TargetEncoder;
  /** The arrays that the training rows come from, where columns are numbered, not named. */
  readonly arrays?: readonly RowArray[];
  /** The notation of the source of the training rows. */
  readonly notation?: Notation;
  /** Of the training rows as they were read; missing in runs of earlier versions. */
  readonly spreads?: Spreads;
}

/** The encoder and what a run remembers of its data besides. */
export type KnownDataset = KnownData & { readonly encoder: DataEncoder | null };

export interface LoadedDataset extends Dataset {
  readonly facts: DataFacts;
  /** Packed, see keptSplit.ts; null: every row is for training. */
  readonly rowSplit: Uint8Array<ArrayBuffer> | null;
}

export interface Dataset {
  readonly shape: DataShape;
  /** The encoder for new rows, the same as for the training rows. */
  readonly encoder: DataEncoder;
  /** Notes for the user about data that can still be used. */
  readonly warnings: readonly Problem[];
  readonly train: Split;
  readonly validation: Split;
  readonly test: Split;
}

/** Told of an array that is no longer read, whose memory can go back at once. It is an array of its own. */
export type Release = (array: ArrayBufferView) => void;

/** The loader's access to its surroundings; keeps the layer free of node: and vscode. */
export interface DataHost {
  /** Reads a file named in the spec (already resolved by the host against the spec's folder, trust checked). */
  read(path: string): Promise<Uint8Array>;
  /** The names in a folder, in no order. */
  list?(path: string): Promise<{ readonly files: readonly string[]; readonly folders: readonly string[] }>;
  /** Bytes of the file, asked before it is read so that one over the limit is never read. */
  size?(path: string): Promise<number>;
  /** The name to show in messages and problem locations. */
  display(path: string): string;
  /** Bytes that loading may take; exceeded is an error with code NN-DATA-MEMORY. */
  readonly memoryLimit: number;
  /**
   * The file in pieces of a megabyte or so, unpacked if it is gzip; a piece may be overwritten once the next is asked
   * for. `done`: bytes of the file read so far.
   */
  readonly pieces?: (path: string) => AsyncIterable<{ readonly bytes: Uint8Array; readonly done: number }>;
  /** The same pieces at once; asked for after `pieces`, to find the place of an error. */
  readonly again?: (path: string) => Iterable<Uint8Array>;
  /** Bytes of a file's content, or of all in a folder and its sub-folders, and their SHA-256; taken while `pieces` goes through the file. */
  readonly mark?: (path: string) => Promise<{ readonly bytes: number; readonly hash: string }>;
  /** Throws NN-DATA-CHANGING if the file is not any more as it was when this host first looked at it. */
  readonly unchanged?: (path: string) => void;
  /** Without it the garbage collector comes to it some time. */
  readonly release?: Release;
  progress?(done: number, total: number): void;
}
