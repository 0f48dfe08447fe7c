/** The line of a table that names its columns. */
import { sentence } from '../../base/problems/data.ts';
import { checkWidth } from '../arrays/arrays.ts';
import { PLAIN_CELLS, type CellNotation } from '../cells/cellNotation.ts';
import { otherDelimiter, strayComment } from './csvDialect.ts';
import type { CsvScanner, CsvText } from './csvScanner.ts';
import { refuseOtherText } from '../file/foreign.ts';
import { fileError, quoted } from '../problems.ts';

export interface HeaderOptions {
  /** False: there is none, columns are named by number. Undefined: there is one, unless it looks like data. */
  readonly header?: boolean | undefined;
  readonly cells?: CellNotation | undefined;
}

/** The names of the columns; null if the line goes on in the next piece. Without a header the first row stays to be read. */
export function readHeader(
  scanner: CsvScanner,
  text: CsvText,
  last: boolean,
  { header, cells = PLAIN_CELLS }: HeaderOptions,
): string[] | null {
  const { file, place } = text;
  if (!scanner.beginRow()) return null;
  if (scanner.atEnd()) {
    if (!last) return null;
    throw fileError(sentence('NN-DATA-EMPTY', { file }), file, { line: 1, column: 1 });
  }
  const start = scanner.at;
  const names: string[] = [];
  const seen = new Set<string>();
  let repeated: { name: string; offset: number } | undefined;
  do {
    scanner.next();
    if (scanner.starved) return null;
    const name = scanner.text().trim().normalize('NFC');
    if (seen.has(name)) repeated ??= { name, offset: scanner.cell };
    seen.add(name);
    names.push(name);
    checkWidth(names.length, file);
  } while (!scanner.endOfRow);
  if (names.length === 1) {
    refuseOtherText(names[0] ?? '', file, 'a table of cells');
    const other = strayComment(scanner.bytes, text, start) ?? otherDelimiter(scanner.bytes, text, start);
    if (other) throw other;
  }
  if (header === false) {
    scanner.at = start;
    return names.map((_, index) => String(index));
  }
  if (header === undefined && looksLikeData(names, cells)) {
    throw fileError(sentence('NN-DATA-NO-HEADER', { file }), file, place(start));
  }
  if (repeated !== undefined) {
    const empty = repeated.name === '';
    throw fileError(
      empty
        ? sentence('NN-DATA-DUPLICATE-COLUMN.unnamed')
        : sentence('NN-DATA-DUPLICATE-COLUMN.named', { name: quoted(repeated.name) }),
      file,
      place(repeated.offset),
    );
  }
  return names;
}

/** True if names look like the cells of a row: numbers that do not count something, or numbers with decimals. */
function looksLikeData(names: readonly string[], cells: CellNotation): boolean {
  const numbers = names.map((name) => cells.number(name)).filter((value) => !Number.isNaN(value));
  if (numbers.length === 0) return false;
  const [first = 0, second = first + 1] = numbers;
  const step = second - first;
  const counts =
    Number.isInteger(first) &&
    first >= 0 &&
    step > 0 &&
    numbers.every((value, index) => value === first + index * step) &&
    (numbers.length > 2 || first <= 1 || names.length > numbers.length);
  if (counts) return false;
  return numbers.length * 2 >= names.length || numbers.some((value) => !Number.isInteger(value));
}
