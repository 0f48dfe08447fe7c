/** A look at data before anything is trained on it. Plain JSON: the command line prints it, a page shows it. */

export interface Histogram {
  /** Lower end of the first bar. */
  readonly from: number;
  /** Of each bar, in the units of the column. */
  readonly width: number;
  readonly counts: readonly number[];
}

export interface ColumnSurvey {
  readonly name: string;
  readonly kind: 'number' | 'name' | 'date';
  /** Numbers a row: over 1 for arrays and pictures. */
  readonly width: number;
  /** The keys that read it, as JSON, or the reason why it is left out. */
  readonly reading: string;
  readonly role: 'feature' | 'target' | 'out';
  /** Cells without a value. */
  readonly missing: number;
  /** Cells of a column of numbers that are none. */
  readonly odd: number;
  /** Different values; counted up to a limit. */
  readonly distinct: number;
  readonly hasMore: boolean;
  /** Null where there are no numbers. */
  readonly numbers: {
    readonly least: number;
    readonly largest: number;
    readonly mean: number;
    readonly deviation: number;
    readonly histogram: Histogram;
  } | null;
  /** The most frequent values, the first ones of all if there are very many. */
  readonly frequent: readonly { readonly value: string; readonly count: number }[];
}

export interface SplitSurvey {
  readonly name: 'training' | 'validation' | 'test';
  readonly rows: number;
  /** Empty for a target of numbers. */
  readonly classes: readonly { readonly name: string; readonly count: number }[];
  /** Rows whose inputs stand among the training rows, too. */
  readonly alsoTrained: number;
}

export interface RowSurvey {
  /** In the file, from 0. */
  readonly row: number;
  readonly split: SplitSurvey['name'];
  readonly inputs: readonly { readonly name: string; readonly value: number }[];
  readonly targets: readonly number[];
}

export interface DataSurvey {
  readonly file: string;
  readonly rows: number;
  readonly columns: readonly ColumnSurvey[];
  /** Rows that are equal to an earlier one in every column; null where it was not counted. */
  readonly duplicates: number | null;
  /** Rows with more or fewer cells than the header names, and the first of them (from 1). */
  readonly ragged: { readonly count: number; readonly row: number } | null;
  /** Columns that have the same value in every row. */
  readonly constant: readonly string[];
  /** Columns that alone tell the target: the share of rows that they tell, or the size of their correlation. */
  readonly telling: readonly { readonly column: string; readonly share: number }[];
  /** Of a spec. */
  readonly splits: readonly SplitSurvey[];
  readonly example: RowSurvey | null;
}
