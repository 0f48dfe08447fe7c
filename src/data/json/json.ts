/** JSON (an array of objects) and JSON lines (one object a line). Every object must have the wanted keys. */
import { sentence } from '../../base/problems/data.ts';
import { checkWidth } from '../arrays/arrays.ts';
import type { CellNotation } from '../cells/cellNotation.ts';
import { ColumnStore, failedAsTexts } from '../columns/columnStore.ts';
import { notUtf8, textSource } from '../file/decoding.ts';
import { feed } from '../file/feed.ts';
import type { JsonCursor, JsonKind } from './jsonCursor.ts';
import { ListColumns, WrongList } from './jsonLists.ts';
import { placeInRecords, RecordWalk } from './jsonRecords.ts';
import { fileError, placeOf } from '../problems.ts';
import type { FileSource } from '../file/source.ts';
import type { Table, ColumnRequest, ChooseRequests } from '../columns/table.ts';
import { decodeUtf8 } from '../file/utf8.ts';

/** Room for more rows than the first one lets expect; memory that is not written to costs nothing. */
const ROOM = 1.3;

/** Ends a pass early: after the first record, or at a key that no record before had. */
class Enough extends Error {}
const ENOUGH = new Enough();

export interface JsonOptions {
  readonly memoryLimit: number;
  readonly encoding?: string | undefined;
  readonly cells?: CellNotation | undefined;
}

/** Reads an array of objects, or one object a line (blank lines at the end are allowed). */
export async function readJson(
  source: FileSource,
  format: 'json' | 'jsonl',
  wanted: ChooseRequests,
  { memoryLimit, encoding, cells }: JsonOptions,
): Promise<Table> {
  const text = textSource(source, encoding);
  const lines = format === 'jsonl';
  const names: string[] = [];
  const keys = (most: number): Promise<RecordPass> =>
    run(
      text,
      new RecordPass(text, lines, names, { requests: [], rows: 0, memoryLimit, most, cells }),
      memoryLimit,
    );
  const first = await keys(1);
  if (first.rows === 0) {
    throw fileError(sentence('NN-DATA-NO-ROWS.records', { file: text.file }), text.file, {
      line: 1,
      column: 1,
    });
  }
  const expected = Math.ceil((ROOM * text.expected(first.come)) / first.firstEnd);
  const read = (requests: readonly ColumnRequest[], rows: number): Promise<RecordPass> =>
    run(
      text,
      new RecordPass(text, lines, names, { requests, rows, memoryLimit, most: Infinity, cells }),
      memoryLimit,
    );

  let requests = wanted(names, text.file, []);
  let pass = await read(requests, expected);
  if (pass.newKey) {
    await keys(Infinity);
    requests = wanted(names, text.file, []);
    pass = await read(requests, expected);
  }
  // Columns of lists are whole; of the others, those in which some value is no number are read again, as texts.
  const texts = failedAsTexts(pass.store).map((request, index): ColumnRequest =>
    pass.lists.has(index) ? 'skip' : request,
  );
  const again = texts.includes('text') ? await read(texts, pass.rows) : undefined;
  return {
    file: text.file,
    rows: pass.rows,
    columns: names.flatMap(
      (name, index) =>
        pass.lists.column(index, pass.rows) ??
        again?.store.column(index, name, pass.rows) ??
        pass.store.column(index, name, pass.rows) ??
        [],
    ),
    ownTarget: [],
    ...(cells && { cells }),
    place: (row, column) => placeInRecords(text, lines, row, column),
  };
}

async function run(source: FileSource, pass: RecordPass, memoryLimit: number): Promise<RecordPass> {
  try {
    await feed(source, (bytes, offset, last) => pass.read(bytes, offset, last), memoryLimit);
  } catch (error) {
    if (!(error instanceof Enough)) throw error;
  }
  return pass;
}

interface PassOptions {
  /** Without them only names are collected, of the first `most` records. */
  readonly requests: readonly ColumnRequest[];
  readonly rows: number;
  readonly most: number;
  readonly memoryLimit: number;
  readonly cells: CellNotation | undefined;
}

/** One walk over the records. Names of columns are added to `names` as they come. */
class RecordPass {
  /** End of the first record, and number of bytes of the file so far. */
  firstEnd = 0;
  come = 0;
  /** A record has a key that is not among `names`; the pass has ended there. */
  newKey = false;
  readonly store: ColumnStore;
  readonly lists: ListColumns;
  readonly #source: FileSource;
  readonly #walk: RecordWalk;
  readonly #names: string[];
  readonly #most: number;
  readonly #requests: readonly ColumnRequest[];
  readonly #index: Map<string, number>;
  /** The names as bytes, quotes included, to be compared without making strings. */
  readonly #keys: Uint8Array[];
  /** The record (every try counts) in which each column was last seen. */
  readonly #seen: Int32Array;
  #try = 0;
  /** Of the cursor's bytes in the file. */
  #offset = 0;
  #next = 0;
  #distinct = 0;

  constructor(
    source: FileSource,
    lines: boolean,
    names: string[],
    { requests, rows, memoryLimit, most, cells }: PassOptions,
  ) {
    this.#source = source;
    this.#walk = new RecordWalk(source, lines, (cursor, offset) => {
      this.#record(cursor, offset);
    });
    this.#names = names;
    this.#requests = requests;
    this.#most = most;
    this.store = new ColumnStore(requests, rows, source.file, memoryLimit, cells);
    this.lists = new ListColumns(names, requests, rows, source.file, memoryLimit);
    this.#index = new Map(names.map((name, index) => [name, index]));
    this.#keys = names.map((name) => new TextEncoder().encode(`"${name}"`));
    this.#seen = new Int32Array(requests.length);
  }

  /** Records that were read. */
  get rows(): number {
    return this.#walk.count;
  }

  /** Reads the whole records in a piece of the file; how many bytes they take. */
  read(bytes: Uint8Array, offset: number, last: boolean): number {
    if (this.rows >= this.#most) throw ENOUGH;
    this.come = offset + bytes.length;
    return this.#walk.read(bytes, offset, last);
  }

  #record(cursor: JsonCursor, offset: number): void {
    if (this.rows >= this.#most) throw ENOUGH;
    this.#offset = offset;
    this.#try++;
    this.#next = 0;
    this.#distinct = 0;
    cursor.object(
      () => this.#columnOf(cursor),
      (column, kind) => {
        if (this.#requests.length > 0) this.#take(cursor, column, kind);
      },
    );
    if (this.#requests.length > 0 && this.#distinct < this.#names.length) this.#fillMissing();
    if (this.rows === 0) this.firstEnd = offset + cursor.at;
  }

  /** The column of the key that the cursor has read; keys mostly come in the order of the record before. */
  #columnOf(cursor: JsonCursor): number {
    const expected = this.#keys[this.#next];
    if (expected !== undefined && sameBytes(cursor, expected)) return this.#next++;
    const name = this.#textOf(cursor);
    const known = this.#index.get(name);
    if (known !== undefined) {
      this.#next = known + 1;
      return known;
    }
    if (this.#requests.length > 0) {
      this.newKey = true;
      throw ENOUGH;
    }
    this.#index.set(name, this.#names.length);
    this.#keys.push(new TextEncoder().encode(`"${name}"`));
    checkWidth(this.#keys.length, this.#source.file);
    return this.#names.push(name) - 1;
  }

  #take(cursor: JsonCursor, column: number, kind: JsonKind): void {
    if (this.#seen[column] !== this.#try) {
      this.#seen[column] = this.#try;
      this.#distinct++;
    }
    const { store } = this;
    if (this.#requests[column] === 'skip' || this.#takeList(cursor, column, kind)) return;
    if (store.takesNumbers(column)) {
      store.putNumber(this.rows, column, kind === 'number' ? cursor.number : NaN);
    } else if (store.takesTexts(column)) this.#takeText(cursor, column, kind);
  }

  /** True if the value belongs to a column of lists. */
  #takeList(cursor: JsonCursor, column: number, kind: JsonKind): boolean {
    try {
      if (kind !== 'nested') {
        return this.lists.other(column, this.rows, kind === 'literal' && cursor.isNull());
      }
      this.lists.nested(column, this.rows, this.#valueText(cursor));
      return true;
    } catch (error) {
      if (!(error instanceof WrongList)) throw error;
      const place = placeOf(this.#source.again(), this.#offset + cursor.start);
      throw fileError(error.told, this.#source.file, place);
    }
  }

  /** Most texts are taken as the bytes that they are. */
  #takeText(cursor: JsonCursor, column: number, kind: JsonKind): void {
    if (kind !== 'string' || cursor.escaped) {
      const text = kind === 'string' ? this.#textOf(cursor) : this.#valueText(cursor);
      this.store.putText(this.rows, column, text);
    } else if (!this.store.putBytes(this.rows, column, cursor.bytes, cursor.start + 1, cursor.end - 1)) {
      throw this.#notUtf8(cursor);
    }
  }

  /** The string that the cursor has read. */
  #textOf(cursor: JsonCursor): string {
    const text = cursor.text();
    if (text === null) throw this.#notUtf8(cursor);
    return text;
  }

  /** A value as text; null is missing, that is empty; lists and objects are their JSON. */
  #valueText(cursor: JsonCursor): string {
    const text = decodeUtf8(cursor.bytes, cursor.start, cursor.end);
    if (text === null) throw this.#notUtf8(cursor);
    const value = JSON.parse(text) as number | boolean | object | null;
    if (value === null) return '';
    return typeof value === 'object' ? JSON.stringify(value) : String(value);
  }

  #notUtf8({ bytes, start }: JsonCursor): Error {
    const place = placeOf(this.#source.again(), this.#offset + start);
    return notUtf8(bytes, this.#source.file, place);
  }

  /** A key that a record does not have is a missing value. */
  #fillMissing(): void {
    this.#seen.forEach((seen, column) => {
      if (seen === this.#try || this.lists.other(column, this.rows, true)) return;
      if (this.store.takesNumbers(column)) this.store.putNumber(this.rows, column, NaN);
      else this.store.putText(this.rows, column, '');
    });
  }
}

function sameBytes({ bytes, start, end, escaped }: JsonCursor, key: Uint8Array): boolean {
  if (escaped || end - start !== key.length) return false;
  for (let at = 0; at < key.length; at++) if (bytes[start + at] !== key[at]) return false;
  return true;
}
