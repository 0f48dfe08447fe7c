/** The facts of a run's data. They show a change when a run goes on with other data. Plain JSON, kept in run.json. */

/** One file. */
export interface FileFacts {
  /** As the spec names it. */
  readonly file: string;
  /** Bytes of the content (of gzip: unpacked), and their SHA-256 in hexadecimal. */
  readonly bytes: number;
  readonly hash: string;
}

/** A column that is used. */
export interface ColumnFacts {
  readonly name: string;
  /** Least and largest of its numbers, where it has one a row. */
  readonly range?: readonly [number, number];
  /** Classes or categories of all rows, unless they are very many. */
  readonly values?: readonly string[];
}

export interface SourceFacts {
  /** The place in the spec, such as `data.source`. */
  readonly part: string;
  /** Empty for data that the spec itself holds or makes. */
  readonly files: readonly FileFacts[];
  readonly rows: number;
  readonly columns: readonly ColumnFacts[];
}

export interface DataFacts {
  readonly sources: readonly SourceFacts[];
  /** The file of `training.initialWeights`. */
  readonly initialWeights?: FileFacts;
}

/** The known data of a run that goes on. */
export interface KnownData {
  /** As run.json keeps it: rows are encoded as it says, not fitted anew. */
  readonly encoder: unknown;
  /** Null: the run is of a version that kept none. */
  readonly facts: DataFacts | null;
  /** The split of each row, four in a byte; null: it is drawn again. */
  readonly split: Uint8Array | null;
  /** Go on although the data differs. */
  readonly accepted: boolean;
}
