/**
 * Columns that are read as numbers with three decimals and may be whole numbers instead, with a point between groups of three
 * digits: `1.234` for 1234. Both are written alike, so it is only told, and only where each cell of the column fits.
 */
import { sentence } from '../../base/problems/data.ts';
import type { Problem } from '../../base/errors.ts';
import { cellsOf } from './cells.ts';
import { quoted } from '../problems.ts';
import type { Column, Table } from '../columns/table.ts';
import { addWarning } from '../warnings.ts';

const DIGITS = 3;
/** So many cells with a point, and so many different numbers before it, are no accident. */
const LEAST_CELLS = 5;
const LEAST_PARTS = 3;
const POINT = 46;
const ZERO = 48;

function isDigit(byte: number | undefined): boolean {
  return byte !== undefined && byte >= ZERO && byte <= 57;
}

/** Watches the cells of columns while they are read. */
export class DotGroups {
  /** 1 for a column with a cell that does not fit. */
  readonly #others: Uint8Array;
  readonly #dotted: Uint32Array;
  /** Of each column the first different numbers before the point, 0 where there are not so many. */
  readonly #parts: Uint16Array;

  constructor(columns: number) {
    this.#others = new Uint8Array(columns);
    this.#dotted = new Uint32Array(columns);
    this.#parts = new Uint16Array(columns * LEAST_PARTS);
  }

  /** A cell of a column, `[start, end)` of `bytes`, that is a number with a point. */
  see(index: number, bytes: Uint8Array, start: number, end: number): void {
    if (this.#others[index] === 1) return;
    let [first, stop] = [start, end];
    while (first < stop && bytes[first] === 32) first++;
    while (stop > first && bytes[stop - 1] === 32) stop--;
    if (bytes[first] === 45 || bytes[first] === 43) first++;
    const point = stop - DIGITS - 1;
    const whole = bytes[point] === POINT && point > first ? point : stop;
    let part = 0;
    let fits = whole - first <= DIGITS && (bytes[first] !== ZERO || whole - first === 1);
    for (let at = first; at < whole; at++) {
      fits &&= isDigit(bytes[at]);
      part = part * 10 + (bytes[at] ?? 0) - ZERO;
    }
    for (let at = whole + 1; at < stop; at++) fits &&= isDigit(bytes[at]);
    if (!fits || (whole < stop && part === 0)) this.#others[index] = 1;
    else if (whole < stop) this.#count(index, part);
  }

  #count(index: number, part: number): void {
    this.#dotted[index] = (this.#dotted[index] ?? 0) + 1;
    for (let at = index * LEAST_PARTS; at < (index + 1) * LEAST_PARTS; at++) {
      if (this.#parts[at] === part) return;
      if (this.#parts[at] !== 0) continue;
      this.#parts[at] = part;
      return;
    }
  }

  /** True if a cell of the column does not fit. */
  isOut(index: number): boolean {
    return this.#others[index] === 1;
  }

  /** True if the cells of a column may be groups of digits. */
  mayGroup(index: number): boolean {
    return (
      this.#others[index] === 0 &&
      (this.#dotted[index] ?? 0) >= LEAST_CELLS &&
      this.#parts[(index + 1) * LEAST_PARTS - 1] !== 0
    );
  }
}

/** As `mayGroup`, of a column of texts, since some are no numbers. */
function textsMayGroup(table: Table, texts: { at(row: number): string }): boolean {
  const cells = cellsOf(table);
  const groups = new DotGroups(1);
  const encoder = new TextEncoder();
  for (let row = 0; row < table.rows; row++) {
    const text = texts.at(row);
    if (cells.isMissing(text) || (text.length <= DIGITS && !text.includes('.'))) continue;
    if (groups.isOut(0)) return false;
    const bytes = encoder.encode(text);
    groups.see(0, bytes, 0, bytes.length);
  }
  return groups.mayGroup(0);
}

/** Warns of a column of numbers whose points may separate thousands. */
export function warnOfGroups(table: Table, column: Column, warnings: Problem[]): void {
  const cells = cellsOf(table);
  if (!cells.isPlain || cells.saysDecimal) return;
  const may = column.kind === 'text' ? textsMayGroup(table, column.texts) : column.mayGroup === true;
  if (!may) return;
  addWarning(warnings, 'NN-DATA-POINT', table.file, () => ({
    ...sentence('NN-DATA-POINT', { name: quoted(column.name) }),
    severity: 'warning',
    location: { kind: 'file', file: table.file, ...table.place(0, column.name) },
  }));
}
