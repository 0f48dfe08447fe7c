/** Encoded data as the engine reads it. */
import type { DataShape } from '../plan/types.ts';

/** Row-major `[rows, columns]`. */
export interface DenseMatrix {
  readonly kind: 'dense';
  readonly rows: number;
  readonly columns: number;
  readonly values: Float32Array;
}
/** Compressed sparse rows: row r owns entries `indptr[r]` to `indptr[r + 1]`; indices ascend within a row. */
export interface SparseMatrix {
  readonly kind: 'sparse';
  readonly rows: number;
  readonly columns: number;
  readonly indptr: Uint32Array;
  readonly indices: Uint32Array;
  readonly values: Float32Array;
}

export interface Split {
  readonly count: number;
  readonly x: DenseMatrix | SparseMatrix;
  /** `[count, targets]`: one-hot for categories, one 0/1 column for binary, the numbers otherwise. */
  readonly y: DenseMatrix;
  /** For each row its row number in the source file or list (from 0), so that a sample can be shown again. */
  readonly sourceRows: Uint32Array;
}

export interface Dataset {
  readonly shape: DataShape;
  readonly train: Split;
  readonly validation: Split;
  readonly test: Split;
}

/** What the loader needs from its surroundings; keeps the layer free of node: and vscode. */
export interface DataHost {
  /** Reads a file named in the spec (already resolved by the host against the spec's folder, trust checked). */
  read(path: string): Promise<Uint8Array>;
  /** The name to show in messages and problem locations. */
  display(path: string): string;
  /** Bytes that loading may take; exceeded is an error with code NN-DATA-MEMORY. */
  readonly memoryLimit: number;
  progress?(done: number, total: number): void;
  readonly signal?: AbortSignal;
}
