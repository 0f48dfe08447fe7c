/** The facts at the beginning of a table of cells: its start and its delimiter. */
import type { Param } from '../../base/problems/text.ts';
import { phrase } from '../../base/problems/phrase.ts';
import { sentence } from '../../base/problems/data.ts';
import { CsvScanner, type CsvText } from './csvScanner.ts';
import { fileError } from '../problems.ts';
import { decodeUtf8 } from '../file/utf8.ts';

const START = { line: 1, column: 1 };
const CANDIDATES = [',', ';', '\t', '|', ':', ' ', '^', '~'];
/** Lines and bytes that are cut to see what separates cells. */
const LINES = 6;
const BYTES = 1 << 16;

export interface Dialect {
  /** The first byte that is neither a blank line nor Excel's `sep=`. */
  readonly start: number;
  readonly delimiter: string;
}

/**
 * The dialect of the bytes at the beginning of a file; null if more of them are needed. `wanted`: the spec's
 * delimiter.
 */
export function dialectOf(
  bytes: Uint8Array,
  last: boolean,
  wanted: string | undefined,
  usual: string,
): Dialect | null {
  let start = 0;
  while (start < bytes.length && (bytes[start] === 10 || bytes[start] === 13)) start++;
  if (bytes.length - start < 16 && !last) return null;
  // Excel's own first line: `sep=;`.
  const line = decodeUtf8(bytes, start, Math.min(bytes.length, start + 16)) ?? '';
  const said = /^"?sep=([\t -~])"?\r?\n/i.exec(line);
  if (said === null) return { start, delimiter: wanted ?? usual };
  return { start: start + said[0].length, delimiter: wanted ?? said[1] ?? usual };
}

/** The cells of the first lines if `delimiter` separated them; fewer where the bytes end, none where they do not fit. */
function firstRows(bytes: Uint8Array, text: CsvText, start: number): string[][] {
  const rows: string[][] = [];
  const scanner = new CsvScanner(bytes.subarray(start, start + BYTES), text, false);
  try {
    while (rows.length < LINES && scanner.beginRow() && !scanner.atEnd()) {
      const row: string[] = [];
      do {
        scanner.next();
        if (scanner.starved) return rows;
        row.push(scanner.text());
      } while (!scanner.endOfRow);
      rows.push(row);
    }
    return rows;
  } catch {
    return [];
  }
}

/** A delimiter as it is written in a spec. */
function written(delimiter: string): string {
  return JSON.stringify(delimiter);
}

/**
 * NN-DATA-DELIMITER if another delimiter cuts the first lines into the same number of cells, more than the one that
 * is used; undefined if none does.
 */
export function otherDelimiter(bytes: Uint8Array, text: CsvText, start: number): Error | undefined {
  const complete = new Uint8Array(bytes.length + 1);
  complete.set(bytes);
  // The last line may lack its end.
  complete[bytes.length] = 10;
  const names = firstRows(complete, text, start)[0] ?? [];
  let best: { readonly delimiter: string; readonly rows: string[][]; readonly count: number } | undefined;
  for (const delimiter of CANDIDATES) {
    if (delimiter === text.delimiter) continue;
    const rows = firstRows(complete, { ...text, delimiter }, start);
    const count = rows[0]?.length ?? 0;
    const even = rows.length > 1 && rows.every((row) => row.length === count);
    // As many cells will do where the names themselves hold the delimiter.
    const own = names.some((name) => name.includes(delimiter)) ? names.length - 1 : names.length;
    if (even && count > Math.max(own, best?.count ?? 1)) best = { delimiter, rows, count };
  }
  if (best === undefined) return undefined;
  const cells = best.rows.slice(1).flat();
  const commas = best.delimiter !== ',' && cells.some((cell) => /^\s*[+-]?\d+,\d+\s*$/.test(cell));
  return fileError(
    sentence(commas ? 'NN-DATA-DELIMITER.decimal' : 'NN-DATA-DELIMITER.cells', {
      file: text.file,
      found: nameOf(best.delimiter),
      used: nameOf(text.delimiter),
      written: written(best.delimiter),
    }),
    text.file,
    START,
  );
}

function nameOf(delimiter: string): Param {
  if (delimiter === '\t') return phrase('tabs');
  return delimiter === ' ' ? phrase('blanks') : `“${delimiter}”`;
}

/** NN-DATA-COMMENT if the first lines look like comments that no key leaves out; undefined if they do not. */
export function strayComment(bytes: Uint8Array, text: CsvText, start: number): Error | undefined {
  if (text.comment !== undefined) return undefined;
  const line = decodeUtf8(bytes, start, lineEnd(bytes, start)) ?? '';
  const prefix = /^\s*(#|\/\/|%|;|--)/.exec(line)?.[1];
  if (prefix === undefined) return undefined;
  const [first, second] = firstRows(bytes, text, start);
  // A header may begin so, too: then it names as many columns as there are.
  if (first === undefined || (first.length === second?.length && first.length > 1)) {
    return undefined;
  }
  return fileError(
    sentence('NN-DATA-COMMENT', { file: text.file, prefix: written(prefix) }),
    text.file,
    text.place(start),
  );
}

function lineEnd(bytes: Uint8Array, start: number): number {
  let at = start;
  while (at < bytes.length && at < start + BYTES && bytes[at] !== 10 && bytes[at] !== 13) at++;
  return at;
}
