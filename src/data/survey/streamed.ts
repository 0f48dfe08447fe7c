/** The measures of a csv or tsv file in one walk over its bytes, so that a file of any length takes the same memory. */
import type { Notation } from '../../format/types.ts';
import { CellNotation } from '../cells/cellNotation.ts';
import { dialectOf } from '../csv/csvDialect.ts';
import { readHeader } from '../csv/csvHeader.ts';
import { CsvScanner, type CsvText } from '../csv/csvScanner.ts';
import { textSource } from '../file/decoding.ts';
import { feed, type Take } from '../file/feed.ts';
import { refuseForeign } from '../file/foreign.ts';
import type { FileSource } from '../file/source.ts';
import { placeOf } from '../problems.ts';
import { RowHashes } from './rowHashes.ts';
import { Tally } from './tally.ts';

export interface Streamed {
  readonly rows: number;
  readonly tallies: ReadonlyMap<string, Tally>;
  readonly duplicates: number | null;
  readonly ragged: { readonly count: number; readonly row: number } | null;
}

export interface StreamOptions {
  readonly notation: Notation;
  readonly usual: string;
  /** True for a column of numbers. */
  readonly isNumber: (column: string) => boolean;
  readonly memoryLimit: number;
}

/** @throws NnError as reading the file does, but for rows with too many or too few cells, which are counted */
export async function streamCsv(source: FileSource, options: StreamOptions): Promise<Streamed> {
  const { notation, usual, memoryLimit } = options;
  const text = textSource(source, notation.encoding);
  const prefix = notation.comment === undefined ? undefined : new TextEncoder().encode(notation.comment);
  let walk: Walk | undefined;
  let delimiter = '';
  const take: Take = (bytes, offset, last) => {
    const dialect = walk ? null : dialectOf(bytes, last, notation.delimiter, usual);
    if (!walk && dialect === null) return 0;
    if (dialect) {
      refuseForeign(bytes, text.file, 'a table of cells', notation.encoding);
      ({ delimiter } = dialect);
    }
    const csv: CsvText = {
      file: text.file,
      delimiter,
      comment: prefix,
      place: (at) => placeOf(text.again(), offset + at),
    };
    const scanner = new CsvScanner(bytes, csv, last);
    if (dialect) {
      scanner.at = dialect.start;
      const cells = new CellNotation(notation);
      const names = readHeader(scanner, csv, last, { header: notation.header, cells });
      if (names === null) return 0;
      walk = new Walk(names, cells, options.isNumber);
    }
    return walk?.read(scanner) ?? 0;
  };
  await feed(text, take, memoryLimit);
  return walk?.result ?? { rows: 0, tallies: new Map(), duplicates: 0, ragged: null };
}

class Walk {
  readonly #names: readonly string[];
  readonly #cells: CellNotation;
  readonly #tallies: readonly Tally[];
  readonly #isNumber: readonly boolean[];
  readonly #hashes = new RowHashes();
  /** The cells of a row, which count only once all of it is there. */
  readonly #values: Float64Array;
  readonly #starts: Int32Array;
  readonly #ends: Int32Array;
  readonly #decoder = new TextDecoder();
  #rows = 0;
  #ragged = { count: 0, row: 0 };

  constructor(names: readonly string[], cells: CellNotation, isNumber: (column: string) => boolean) {
    this.#names = names;
    this.#cells = cells;
    this.#tallies = names.map(() => new Tally());
    this.#isNumber = names.map(isNumber);
    this.#values = new Float64Array(names.length);
    this.#starts = new Int32Array(names.length);
    this.#ends = new Int32Array(names.length);
  }

  get result(): Streamed {
    const { isComplete, duplicates } = this.#hashes;
    return {
      rows: this.#rows,
      tallies: new Map(this.#names.map((name, at) => [name, this.#tallies[at] ?? new Tally()])),
      duplicates: isComplete ? duplicates : null,
      ragged: this.#ragged.count > 0 ? this.#ragged : null,
    };
  }

  /** Takes the whole rows that the scanner holds; the offset of the first byte that is not read. */
  read(scanner: CsvScanner): number {
    let read = scanner.at;
    while (scanner.beginRow() && !scanner.atEnd()) {
      const start = scanner.at;
      const count = this.#readCells(scanner);
      if (count === null) break;
      this.#rows++;
      if (count === this.#names.length) {
        this.#hashes.add(scanner.bytes, start, scanner.end);
        this.#take(scanner.bytes);
      } else if (this.#ragged.count++ === 0) this.#ragged.row = this.#rows;
      read = scanner.at;
    }
    return Math.min(read, scanner.bytes.length);
  }

  /** The number of cells of the row; null if it goes on in the next piece of the file. */
  #readCells(scanner: CsvScanner): number | null {
    const most = this.#names.length;
    const isPlain = this.#cells.isPlain;
    for (let index = 0; ; index++) {
      if (index < most && isPlain && this.#isNumber[index]) this.#values[index] = scanner.nextNumber();
      else scanner.next();
      if (scanner.starved) return null;
      if (index < most) {
        this.#starts[index] = scanner.start;
        this.#ends[index] = scanner.end;
      }
      if (scanner.endOfRow) return index + 1;
    }
  }

  #take(bytes: Uint8Array): void {
    const cells = this.#cells;
    for (let index = 0; index < this.#tallies.length; index++) {
      const tally = this.#tallies[index];
      if (!tally) continue;
      const isNumber = this.#isNumber[index] === true;
      let value = isNumber && cells.isPlain ? (this.#values[index] ?? NaN) : NaN;
      if (value - value === 0 && cells.numberMarks?.has(value) !== true) {
        tally.number(value);
        continue;
      }
      const [start, end] = [this.#starts[index] ?? 0, this.#ends[index] ?? 0];
      if (start === end) {
        tally.missing++;
        continue;
      }
      if (!isNumber && !tally.isCounting) continue;
      const text = this.#decoder.decode(bytes.subarray(start, end));
      if (isNumber ? cells.isMissing(text) : cells.isEmpty(text)) tally.missing++;
      else if (!isNumber) tally.text(text);
      else {
        value = cells.number(text);
        if (Number.isFinite(value)) tally.number(value);
        else tally.odd++;
      }
    }
  }
}
