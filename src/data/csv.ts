/** Reads CSV and TSV: the first line names the columns; numbers go from bytes to arrays without strings. */
import { checkWidth } from './arrays.ts';
import { CsvScanner, type CsvText } from './csvScanner.ts';
import { ColumnStore, columnsOfPasses, failedAsTexts } from './columnStore.ts';
import { parseNumber } from './number.ts';
import { feed, feedAgain, type Take } from './feed.ts';
import { fileError, placeOf, quoted } from './problems.ts';
import type { Place } from './problems.ts';
import { utf8Source, type FileSource } from './source.ts';
import type { Table, Want, Wanted } from './table.ts';

/** Enough lines to tell how long a line is. */
const SAMPLE_BYTES = 1 << 18;
/** Room for more rows than the sample lets expect; memory that is not written to costs nothing. */
const ROOM = 1.1;

export interface CsvOptions {
  readonly delimiter: ',' | '\t';
  readonly memoryLimit: number;
}

/** Reads a whole file; throws NnError with line and column where it is malformed. */
export async function readCsv(source: FileSource, wanted: Wanted, options: CsvOptions): Promise<Table> {
  const text = utf8Source(source);
  let names: string[] = [];
  const pass = await run(text, options, (header, rows) => {
    names = header;
    return new CsvPass(wanted(names, text.file, []), rows, text.file, options.memoryLimit);
  });
  if (pass.rows === 0) {
    const message = `${text.file} has a header but no rows of data.`;
    throw fileError('NN-DATA-NO-ROWS', message, text.file, { line: 1, column: 1 });
  }
  // Columns in which some cell is no number are read again, as texts, all in one pass.
  let texted: CsvPass | undefined;
  if (pass.store.failed.some(Boolean)) {
    const wants = failedAsTexts(pass.store);
    texted = await run(text, options, () => new CsvPass(wants, pass.rows, text.file, options.memoryLimit));
  }
  return {
    file: text.file,
    rows: pass.rows,
    columns: columnsOfPasses(names, pass.rows, pass.store, texted?.store),
    ownTarget: [],
    place: (row, column) => placeOfCell(text, options, row, names.indexOf(column)),
  };
}

/** Walks through the file; `begin` is asked once the names of the columns are read, with the rows to expect. */
async function run(
  source: FileSource,
  { delimiter, memoryLimit }: CsvOptions,
  begin: (names: string[], rows: number) => CsvPass,
): Promise<CsvPass> {
  let pass: CsvPass | undefined;
  const take: Take = (bytes, offset, last) => {
    const text: CsvText = {
      file: source.file,
      delimiter,
      place: (at) => placeOf(source.again(), offset + at),
    };
    const scanner = new CsvScanner(bytes, text, last);
    if (pass === undefined) {
      const names = readHeader(scanner, text, last);
      if (names === null) return 0;
      const sample = bytes.subarray(0, SAMPLE_BYTES);
      const expected = source.expected(offset + bytes.length);
      pass = begin(names, (countLines(sample) / Math.max(1, sample.length)) * expected * ROOM);
    }
    return pass.read(scanner, text);
  };
  await feed(source, take, memoryLimit);
  if (pass === undefined) throw new RangeError('a source without a last piece');
  return pass;
}

/** One walk over the rows. */
class CsvPass {
  rows = 0;
  readonly store: ColumnStore;
  readonly #file: string;
  readonly #columns: number;

  constructor(wants: readonly Want[], rows: number, file: string, memoryLimit: number) {
    this.#file = file;
    this.#columns = wants.length;
    this.store = new ColumnStore(wants, rows, file, memoryLimit);
  }

  /** Reads the whole rows that the scanner holds; the offset of the first byte that is not read. */
  read(scanner: CsvScanner, text: CsvText): number {
    let read = scanner.at;
    while (!scanner.atEnd() && this.#readRow(scanner, text)) {
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
        const value = scanner.nextNumber();
        if (scanner.starved) return false;
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
    const has = blank ? 'is blank' : `has ${String(cells)} ${cells === 1 ? 'cell' : 'cells'}`;
    throw fileError(
      'NN-DATA-RAGGED-ROW',
      `This row ${has}; the header names ${String(expected)} columns. ` +
        (blank
          ? 'Remove the line.'
          : 'Add or remove cells, or put quotation marks around a cell that holds the delimiter.'),
      this.#file,
      text.place(at),
    );
  }
}

/** The names of the columns; null if the line goes on in the next piece. */
function readHeader(
  scanner: CsvScanner,
  { file, delimiter, place }: CsvText,
  last: boolean,
): string[] | null {
  if (scanner.atEnd()) {
    if (!last) return null;
    const message = `${file} is empty. The first line must name the columns.`;
    throw fileError('NN-DATA-EMPTY', message, file, { line: 1, column: 1 });
  }
  const names: string[] = [];
  const seen = new Map<string, number>();
  let repeated: { name: string; offset: number } | undefined;
  do {
    scanner.next();
    if (scanner.starved) return null;
    const name = scanner.text().trim().normalize('NFC');
    if (seen.has(name)) repeated ??= { name, offset: scanner.cell };
    seen.set(name, names.length);
    names.push(name);
    checkWidth(names.length, file);
  } while (!scanner.endOfRow);

  const numbers = names.map(parseNumber);
  const isIndex = numbers.every((value) => Number.isInteger(value) && value >= 0);
  if (numbers.every((value) => !Number.isNaN(value)) && (repeated !== undefined || !isIndex)) {
    throw fileError(
      'NN-DATA-NO-HEADER',
      `The first line of ${file} holds numbers; it must name the columns. Put a line of names above it.`,
      file,
      { line: 1, column: 1 },
    );
  }
  if (repeated !== undefined) {
    throw fileError(
      'NN-DATA-DUPLICATE-COLUMN',
      `Two columns are named ${quoted(repeated.name)}. Give each column a name of its own.`,
      file,
      place(repeated.offset),
    );
  }
  const [only = ''] = names;
  if (names.length === 1 && delimiter === ',' && (only.includes(';') || only.includes('\t'))) {
    throw fileError(
      'NN-DATA-DELIMITER',
      `The cells of ${file} are not separated by commas. Save it with commas, or with tabs as format "tsv".`,
      file,
      { line: 1, column: 1 },
    );
  }
  return names;
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
function placeOfCell(source: FileSource, { delimiter }: CsvOptions, row: number, column: number): Place {
  // The header is a row, too.
  let before = row + 1;
  let found: number | null = null;
  const place = (): Place => placeOf(source.again(), found ?? 0);
  const take: Take = (bytes, offset, last) => {
    const scanner = new CsvScanner(bytes, { file: source.file, delimiter, place }, last);
    for (;;) {
      const used = scanner.at;
      let cells = 0;
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
