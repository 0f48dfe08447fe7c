/** The measures of a table that is in memory. */
import { cellsOf } from '../cells/cells.ts';
import { booleanNumber } from '../cells/looks.ts';
import { cellText, valueOf, type Column, type Table } from '../columns/table.ts';
import { RowHashes } from './rowHashes.ts';
import { Tally } from './tally.ts';

/** Numbers of wide cells that are looked at: a picture has thousands in each row. */
const MOST_ELEMENTS = 20_000_000;

export function tallyColumn(table: Table, column: Column, isNumber: boolean): Tally {
  const tally = new Tally();
  const cells = cellsOf(table);
  if (column.kind === 'number' && column.width > 1) {
    const step = Math.max(1, Math.ceil((table.rows * column.width) / MOST_ELEMENTS));
    for (let row = 0; row < table.rows; row += step) {
      for (let element = 0; element < column.width; element++) {
        const value = valueOf(column, row, element);
        if (Number.isFinite(value)) tally.element(value);
        else tally.missing++;
      }
    }
    return tally;
  }
  for (let row = 0; row < table.rows; row++) {
    if (column.kind === 'number') {
      const value = valueOf(column, row, 0);
      if (Number.isFinite(value)) tally.number(value);
      else tally.missing++;
      continue;
    }
    const text = column.texts.at(row);
    if (isNumber ? cells.isMissing(text) : cells.isEmpty(text)) tally.missing++;
    else if (isNumber) {
      const value = cells.number(text);
      const number = Number.isNaN(value) ? booleanNumber(text) : value;
      if (Number.isFinite(number)) tally.number(number);
      else tally.odd++;
    } else tally.text(text);
  }
  return tally;
}

/** Rows that are equal to an earlier one in every column. */
export function duplicatesOf({ rows, columns }: Table): number | null {
  const hashes = new RowHashes();
  const encoder = new TextEncoder();
  for (let row = 0; row < rows; row++) {
    const cells = columns.map((column) =>
      column.kind === 'number' && column.width > 1
        ? Array.from({ length: column.width }, (_, element) => valueOf(column, row, element)).join()
        : cellText(column, row),
    );
    const bytes = encoder.encode(JSON.stringify(cells));
    hashes.add(bytes, 0, bytes.length);
  }
  return hashes.isComplete ? hashes.duplicates : null;
}
