/** Columns of true and false, as tools write them: numbers 1 and 0 where numbers are wanted. */
import { cellsOf } from './cells.ts';
import { numberColumn, type Column, type Table, type ColumnRequest } from '../columns/table.ts';
import { booleanNumber } from './looks.ts';

/** The table with each column of true and false (in any case, 1 and 0 among them) as numbers, if numbers were wanted of it. */
export function withBooleans(table: Table, requestOf: (name: string) => ColumnRequest): Table {
  const columns = table.columns.map((column): Column => {
    const request = requestOf(column.name);
    return request === 'text' || request === 'skip' ? column : (booleans(table, column) ?? column);
  });
  return columns.every((column, index) => column === table.columns[index]) ? table : { ...table, columns };
}

/** The numbers of a column; NaN where a value is missing. Null if there is another value, or no word at all. */
function booleans(table: Table, column: Column): Column | null {
  if (column.kind === 'number') return null;
  const cells = cellsOf(table);
  const values = new Float32Array(table.rows);
  let words = false;
  for (let row = 0; row < table.rows; row++) {
    const text = column.texts.at(row);
    const word = booleanNumber(text);
    if (!Number.isNaN(word)) words = true;
    const value = Number.isNaN(word) ? cells.number(text) : word;
    if (value !== 0 && value !== 1 && !cells.isMissing(text)) return null;
    values[row] = value;
  }
  return words ? numberColumn(column.name, values) : null;
}
