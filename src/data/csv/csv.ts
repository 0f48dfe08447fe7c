/** Reads CSV and TSV: the first line names the columns; numbers go from bytes to arrays without strings. */
import { phrase } from '../../base/problems/phrase.ts';
import { sentence } from '../../base/problems/data.ts';
import { NnError } from '../../base/errors.ts';
import type { CellNotation } from '../cells/cellNotation.ts';
import { ColumnStore, failedAsTexts } from '../columns/columnStore.ts';
import { dialectOf, otherDelimiter, strayComment, type Dialect } from './csvDialect.ts';
import { readHeader, type HeaderOptions } from './csvHeader.ts';
import { CsvScanner, type CsvText } from './csvScanner.ts';
import { textSource } from '../file/decoding.ts';
import { refuseForeign } from '../file/foreign.ts';
import { DotGroups } from '../cells/dotGroups.ts';
import { feed, feedAgain, type Take } from '../file/feed.ts';
import { fileError, placeOf, type Place } from '../problems.ts';
import type { FileSource } from '../file/source.ts';
import type { Column, Table, ColumnRequest, ChooseRequests } from '../columns/table.ts';

/** Enough lines to tell how long a line is. */
const SAMPLE_BYTES = 1 << 18;
/** Room for more rows than the sample lets expect; memory that is not written to costs nothing. */
const ROOM = 1.1;

export interface CsvOptions extends HeaderOptions {
  /** The delimiter of the spec. */
  readonly delimiter?: string | undefined;
  /** The delimiter if neither the spec nor the file names one. */
  readonly usual: string;
  readonly comment?: string | undefined;
  readonly encoding?: string | undefined;
  readonly memoryLimit: number;
}

/** Reads a whole file; throws NnError with line and column where it is malformed. */
export async function readCsv(
  source: FileSource,
  wanted: ChooseRequests,
  options: CsvOptions,
): Promise<Table> {
  const { memoryLimit, cells } = options;
  const text = textSource(source, options.encoding);
  let names: string[] = [];
  const pass = await run(text, options, (header, rows) => {
    names = header;
    return new CsvPass(wanted(names, text.file, []), rows, text.file, memoryLimit, cells);
  });
  if (pass.rows === 0) {
    throw fileError(sentence('NN-DATA-NO-ROWS.header', { file: text.file }), text.file, {
      line: 1,
      column: 1,
    });
  }
  // Columns in which some cell is no number are read again, as texts, all in one pass.
  let texted: CsvPass | undefined;
  if (pass.store.failed.some(Boolean)) {
    const requests = failedAsTexts(pass.store);
    texted = await run(text, options, () => new CsvPass(requests, pass.rows, text.file, memoryLimit, cells));
  }
  return {
    file: text.file,
    rows: pass.rows,
    columns: names.flatMap((name, index) => texted?.column(index, name) ?? pass.column(index, name) ?? []),
    ownTarget: [],
    ...(cells && { cells }),
    place: (row, column) => placeOfCell(text, options, row, names.indexOf(column)),
  };
}

function textOf(
  file: string,
  delimiter: string | undefined,
  { usual, comment }: CsvOptions,
  place: CsvText['place'],
): CsvText {
  const prefix = comment === undefined ? undefined : new TextEncoder().encode(comment);
  return { file, delimiter: delimiter ?? usual, comment: prefix, place };
}

/** Walks through the file; `begin` is asked once the names of the columns are read, with the rows to expect. */
async function run(
  source: FileSource,
  options: CsvOptions,
  begin: (names: string[], rows: number) => CsvPass,
): Promise<CsvPass> {
  let pass: CsvPass | undefined;
  let delimiter: string | undefined;
  const take: Take = (bytes, offset, last) => {
    const place = (at: number): Place => placeOf(source.again(), offset + at);
    if (pass !== undefined) {
      const text = textOf(source.file, delimiter, options, place);
      return pass.read(new CsvScanner(bytes, text, last), text);
    }
    const dialect = dialectOf(bytes, last, options.delimiter, options.usual);
    if (dialect === null) return 0;
    refuseForeign(bytes, source.file, 'a table of cells', options.encoding);
    ({ delimiter } = dialect);
    const text = textOf(source.file, delimiter, options, place);
    const scanner = new CsvScanner(bytes, text, last);
    scanner.at = dialect.start;
    const names = readHeader(scanner, text, last, options);
    if (names === null) return 0;
    const sample = bytes.subarray(0, SAMPLE_BYTES);
    const expected = source.expected(offset + bytes.length);
    const rows = (countLines(sample) / Math.max(1, sample.length)) * expected * ROOM;
    try {
      pass = begin(names, rows);
    } catch (error) {
      // A column may be missing only because the lines are cut at the wrong places.
      if (!NnError.is(error) || error.code !== 'NN-DATA-MISSING-COLUMN') throw error;
      const { start } = dialect;
      throw strayComment(bytes, text, start) ?? otherDelimiter(bytes, text, start) ?? error;
    }
    return pass.read(scanner, text);
  };
  await feed(source, take, options.memoryLimit);
  if (pass === undefined) throw new RangeError('a source without a last piece');
  return pass;
}

/** One walk over the rows. */
class CsvPass {
  rows = 0;
  readonly store: ColumnStore;
  readonly #file: string;
  readonly #columns: number;
  /** The notation of numbers, unless it is the plain one, which is read from the bytes. */
  readonly #cells: CellNotation | undefined;
  readonly #groups: DotGroups;

  constructor(
    requests: readonly ColumnRequest[],
    rows: number,
    file: string,
    memoryLimit: number,
    cells?: CellNotation,
  ) {
    this.#file = file;
    this.#columns = requests.length;
    this.#cells = cells?.isPlain === false ? cells : undefined;
    this.#groups = new DotGroups(requests.length);
    this.store = new ColumnStore(requests, rows, file, memoryLimit, cells);
  }

  /** Reads the whole rows that the scanner holds; the offset of the first byte that is not read. */
  read(scanner: CsvScanner, text: CsvText): number {
    let read = scanner.at;
    while (scanner.beginRow() && !scanner.atEnd() && this.#readRow(scanner, text)) {
      this.rows++;
      read = scanner.at;
    }
    return Math.min(read, scanner.bytes.length);
  }

  /** False if the row goes on in the next piece of the file. */
  #readRow(scanner: CsvScanner, text: CsvText): boolean {
    const { store } = this;
    const count = this.#columns;
    for (let index = 0; index < count; index++) {
      if (store.takesNumbers(index)) {
        const value =
          this.#cells === undefined ? scanner.nextNumber() : this.#nextNumber(scanner, this.#cells);
        if (scanner.starved) return false;
        this.#groups.see(index, scanner.bytes, scanner.start, scanner.end);
        store.putNumber(this.rows, index, value);
      } else {
        scanner.next();
        if (scanner.starved) return false;
        if (store.takesTexts(index)) this.#takeText(scanner, index);
      }
      if (scanner.endOfRow !== (index === count - 1)) return this.#ragged(scanner, text, index + 1);
    }
    return true;
  }

  /** A column as it was read; undefined if it is not wanted or failed. */
  column(index: number, name: string): Column | undefined {
    const column = this.store.column(index, name, this.rows);
    return column?.kind === 'number' && this.#groups.mayGroup(index) ? { ...column, mayGroup: true } : column;
  }

  #nextNumber(scanner: CsvScanner, cells: CellNotation): number {
    scanner.next();
    return scanner.starved ? NaN : cells.number(scanner.text());
  }

  /** Most texts are taken as the bytes that they are; where these are not UTF-8, `text` throws. */
  #takeText(scanner: CsvScanner, index: number): void {
    const { bytes, start, end, escaped } = scanner;
    if (!escaped && this.store.putBytes(this.rows, index, bytes, start, end)) return;
    this.store.putText(this.rows, index, scanner.text());
  }

  #ragged(scanner: CsvScanner, text: CsvText, read: number): false {
    const expected = this.#columns;
    const blank = read === 1 && scanner.endOfRow && scanner.end === scanner.cell;
    // Too few cells: the place is the row's end. Too many: the first cell that is too much.
    let at = scanner.end;
    let cells = read;
    while (!scanner.endOfRow) {
      scanner.next();
      if (scanner.starved) return false;
      if (++cells === expected + 1) at = scanner.cell;
    }
    // A delimiter at the end of the line opens one more cell, which is empty.
    const trailing = cells === expected + 1 && scanner.end === scanner.cell;
    const has = blank
      ? phrase('is blank')
      : cells === 1
        ? phrase('has {count} cell', { count: cells })
        : phrase('has {count} cells', { count: cells });
    throw fileError(
      sentence('NN-DATA-RAGGED-ROW', {
        has,
        expected,
        cure: blank
          ? phrase('Remove the line.')
          : trailing
            ? phrase('It ends with a delimiter: remove that, or end the header with one, too.')
            : phrase('Add or remove cells, or put quotation marks around a cell that holds the delimiter.'),
      }),
      this.#file,
      text.place(at),
    );
  }
}

/** Lines that begin in the bytes. */
function countLines(bytes: Uint8Array): number {
  let lines = 1;
  for (let at = 0; at < bytes.length; at++) {
    const byte = bytes[at];
    if (byte === 10 || (byte === 13 && bytes[at + 1] !== 10)) lines++;
  }
  return lines;
}

/** Goes through the file until the cell is there. */
function placeOfCell(source: FileSource, options: CsvOptions, row: number, column: number): Place {
  // The header is a row, too.
  let before = options.header === false ? row : row + 1;
  let found: number | null = null;
  let dialect: Dialect | null = null;
  const place = (): Place => placeOf(source.again(), found ?? 0);
  const take: Take = (bytes, offset, last) => {
    const isFirst = dialect === null;
    dialect ??= dialectOf(bytes, last, options.delimiter, options.usual);
    if (dialect === null) return 0;
    const scanner = new CsvScanner(bytes, textOf(source.file, dialect.delimiter, options, place), last);
    if (isFirst) scanner.at = dialect.start;
    for (;;) {
      const used = scanner.at;
      let cells = 0;
      if (!scanner.beginRow()) return used;
      do {
        scanner.next();
        if (scanner.starved) return used;
      } while (!scanner.endOfRow && (before > 0 || cells++ < column));
      if (before === 0) {
        found = offset + scanner.cell;
        return used;
      }
      before--;
    }
  };
  feedAgain(source, take, () => found !== null);
  return place();
}
