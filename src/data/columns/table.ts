/** A data source after reading and before encoding: named columns of numbers or texts, all of one length. */
import type { CellNotation } from '../cells/cellNotation.ts';
import { decimalOf } from '../cells/number.ts';
import type { Place } from '../problems.ts';
import type { Texts } from './textRows.ts';

export type NumberArray =
  Float64Array | Float32Array | Int32Array | Uint32Array | Int16Array | Uint16Array | Int8Array | Uint8Array;

/** Element e of row r is `values[offset + r * stride + e]`; a width over 1 is an image or a vector per row. */
export interface NumberColumn {
  readonly kind: 'number';
  readonly name: string;
  readonly values: NumberArray;
  readonly offset: number;
  readonly stride: number;
  readonly width: number;
  /** Axes of a row whose product is the width, if there are others than the width alone. */
  readonly shape?: readonly number[];
  /** The numbers themselves, one a row, where `values` is float32 and rounds them. */
  readonly doubles?: Float64Array | null;
  /**
   * Number of decimals. From 0 on, `values` is float32 and the numbers are the nearest ones with so many decimals
   * after the point.
   */
  readonly decimals?: number;
  /** Each cell that has a point has three digits behind it, see dotGroups.ts. */
  readonly mayGroup?: boolean;
}
/** An empty text is a missing value. */
export interface TextColumn {
  readonly kind: 'text';
  readonly name: string;
  readonly texts: Texts;
}
export type Column = NumberColumn | TextColumn;

/** An array whose columns have no names of their own but numbers, which tell them only in rows of the same shape. */
export interface RowArray {
  /** Such as `array`, `x`. */
  readonly name: string;
  /** The axes behind the samples' one. */
  readonly shape: readonly number[];
}

export interface Table {
  /** Name for messages. */
  readonly file: string;
  readonly rows: number;
  /** Only the columns that were wanted, in the order of the source. */
  readonly columns: readonly Column[];
  /** The columns that are the target where the spec names none (IDX, builtin, inline). */
  readonly ownTarget: readonly string[];
  readonly arrays?: readonly RowArray[];
  /** The notation of its texts; numbers with a point if absent. */
  readonly cells?: CellNotation;
  /** The row in the source of each row, if rows were left out. */
  readonly kept?: Uint32Array;
  /** The place that a cell was read from. */
  place(row: number, column: string): Place;
}

/**
 * The reading of a column. `number`, `single` and `apart` are numbers if all cells parse, else texts; `single` if
 * only their float32 rounding is needed, `apart` if the column must not lie between the others.
 */
export type ColumnRequest = 'skip' | 'number' | 'single' | 'apart' | 'text';

/** Asked once the names of all columns are known; may throw for a column that is not there. */
export type ChooseRequests = (
  names: readonly string[],
  file: string,
  ownTarget: readonly string[],
) => readonly ColumnRequest[];

/** A column of plain numbers, one a row. */
export function numberColumn(name: string, values: NumberArray): NumberColumn {
  return { kind: 'number', name, values, offset: 0, stride: 1, width: 1 };
}

/** Element `element` of a row, as it was read. */
export function valueOf(column: NumberColumn, row: number, element: number): number {
  const { doubles, decimals } = column;
  if (doubles) return doubles[row] ?? NaN;
  const value = column.values[column.offset + row * column.stride + element] ?? NaN;
  return decimalOf(value, decimals ?? -1);
}

/** The text of a cell as a class or category name: numbers in their shortest form. */
export function cellText(column: Column, row: number): string {
  if (column.kind === 'text') return column.texts.at(row);
  const value = valueOf(column, row, 0);
  return Number.isNaN(value) ? '' : String(value);
}
