/** Columns of dates and times as columns of their parts: several numbers a row, as a wide column of an array has them. */
import { phrase } from '../../base/problems/phrase.ts';
import { sentence } from '../../base/problems/data.ts';
import type { DateOrder, DatePart } from '../../format/types.ts';
import { cellsOf } from '../cells/cells.ts';
import { parseDate, parseTime, partOf, type Moment } from '../cells/dates.ts';
import { fileError, quoted } from '../problems.ts';
import { numberColumn, type Column, type Table } from './table.ts';

/** The reading of a date: its parts in this order, its numbers in that one. */
export interface DateReading {
  readonly parts: readonly DatePart[];
  readonly order: DateOrder;
}

const OF_DAY: readonly DatePart[] = ['hour', 'minute', 'second'];

/** The table with the columns that `readingOf` gives a reading for as the parts of their dates. Throws NN-DATA-NOT-A-DATE. */
export function withDates(table: Table, readingOf: (column: string) => DateReading | undefined): Table {
  const columns = table.columns.map((column) => {
    const reading = readingOf(column.name);
    return reading === undefined ? column : partsOf(table, column, reading);
  });
  return columns.every((column, index) => column === table.columns[index]) ? table : { ...table, columns };
}

/** NaN where a date is missing. */
function partsOf(table: Table, column: Column, { parts, order }: DateReading): Column {
  if (column.kind === 'number') throw notADate(table, column.name, 0, 'numbers', order);
  const cells = cellsOf(table);
  const width = parts.length;
  const values = new Float64Array(table.rows * width).fill(NaN);
  const isTime = parts.every((part) => OF_DAY.includes(part));
  for (let row = 0; row < table.rows; row++) {
    const text = column.texts.at(row);
    if (cells.isMissing(text)) continue;
    const moment: Moment | null = parseDate(text, order) ?? (isTime ? parseTime(text) : null);
    if (moment === null) throw notADate(table, column.name, row, text, order);
    parts.forEach((part, element) => (values[row * width + element] = partOf(moment, part)));
  }
  return { ...numberColumn(column.name, values), stride: width, width };
}

function notADate(table: Table, column: string, row: number, text: string, order: DateOrder): Error {
  const others = (['ymd', 'dmy', 'mdy'] as const).filter((other) => parseDate(text, other) !== null);
  const hint =
    others.length > 0
      ? others[1] === undefined
        ? phrase('Set "order": "{order}".', { order: others[0] ?? '' })
        : phrase('Set "order": "{first}" or "{second}".', { first: others[0] ?? '', second: others[1] })
      : parseTime(text) !== null
        ? phrase('It is a time alone: "parts" can be "hour", "minute" and "second".')
        : phrase('Write it as 2024-01-31 or 2024-01-31T12:00:00.');
  return fileError(
    sentence('NN-DATA-NOT-A-DATE', { column, text: quoted(text), order, hint }),
    table.file,
    table.place(row, column),
  );
}
