/** JSON (an array of objects) and JSON lines (one object a line). Every object must have the wanted keys. */
import { findNodeAtLocation, parseTree } from 'jsonc-parser';
import type { ParseError } from 'jsonc-parser';
import { ColumnStore, columnsOfPasses, failedAsTexts } from './columnStore.ts';
import { JsonCursor, Malformed, Starved, type JsonKind } from './jsonCursor.ts';
import { fileError } from './problems.ts';
import type { Place } from './problems.ts';
import { feed, utf8Source, type FileSource } from './source.ts';
import type { Table, Want, Wanted } from './table.ts';
import { decodeUtf8 } from './utf8.ts';

const COMMA = 44;
const OPEN_LIST = 91;
const CLOSE_LIST = 93;
const OPEN_OBJECT = 123;
/** Room for more rows than the first one lets expect; memory that is not written to costs nothing. */
const ROOM = 1.3;

/** Ends a pass early: after the first record, or at a key that no record before had. */
class Enough extends Error {}
const ENOUGH = new Enough();

/** Decodes the whole file; throws NN-DATA-ENCODING. */
function decode(bytes: Uint8Array, file: string): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    throw notUtf8(file);
  }
}

function notUtf8(file: string): Error {
  const message = `${file} is not UTF-8. Save it as UTF-8.`;
  return fileError('NN-DATA-ENCODING', message, file, { line: 1, column: 1 });
}

function placeIn(text: string, offset: number): Place {
  const before = text.slice(0, offset).split(/\r\n|\r|\n/);
  return { line: before.length, column: (before.at(-1)?.length ?? 0) + 1 };
}

/** Parses strictly; on failure the tolerant parser finds where. */
function parse(text: string, file: string, place: (offset: number) => Place): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    const errors: ParseError[] = [];
    parseTree(text, errors, { disallowComments: true });
    const offset = errors[0]?.offset ?? 0;
    throw fileError('NN-DATA-JSON', `${file} is not valid JSON here. Correct it.`, file, place(offset));
  }
}

/** Reads an array of objects, or one object a line (blank lines at the end are allowed). */
export async function readJson(
  source: FileSource,
  format: 'json' | 'jsonl',
  wanted: Wanted,
  memoryLimit: number,
): Promise<Table> {
  const text = utf8Source(source, memoryLimit);
  const lines = format === 'jsonl';
  const names: string[] = [];
  const keys = (most: number): Promise<RecordPass> =>
    run(text, new RecordPass(text, lines, names, [], 0, memoryLimit, most));
  const first = await keys(1);
  if (first.rows === 0) {
    throw fileError('NN-DATA-NO-ROWS', `${text.file} holds no records.`, text.file, { line: 1, column: 1 });
  }
  const expected = Math.ceil((ROOM * text.expected(first.come)) / first.firstEnd);
  const read = (wants: readonly Want[], rows: number): Promise<RecordPass> =>
    run(text, new RecordPass(text, lines, names, wants, rows, memoryLimit, Infinity));

  let wants = wanted(names, text.file, []);
  let pass = await read(wants, expected);
  if (pass.newKey) {
    await keys(Infinity);
    wants = wanted(names, text.file, []);
    pass = await read(wants, expected);
  }
  const again = pass.store.failed.some(Boolean)
    ? await read(failedAsTexts(pass.store), pass.rows)
    : undefined;
  return {
    file: text.file,
    rows: pass.rows,
    columns: columnsOfPasses(names, pass.rows, pass.store, again?.store),
    ownTarget: [],
    place: placesOf(text, lines),
  };
}

function placesOf(source: FileSource, lines: boolean): (row: number, column?: string) => Place {
  let text: string | undefined;
  let tree: ReturnType<typeof parseTree>;
  return (row, column) => {
    text ??= decode(source.again(), source.file);
    if (lines) {
      const line = text.split(/\r\n|\r|\n/)[row] ?? '';
      const record = parseTree(line);
      const node = record && column !== undefined ? findNodeAtLocation(record, [column]) : undefined;
      return { line: row + 1, column: (node?.offset ?? 0) + 1 };
    }
    tree ??= parseTree(text);
    const path = column === undefined ? [row] : [row, column];
    const node = tree && (findNodeAtLocation(tree, path) ?? findNodeAtLocation(tree, [row]));
    return placeIn(text, node?.offset ?? 0);
  };
}

async function run(source: FileSource, pass: RecordPass): Promise<RecordPass> {
  try {
    await feed(source, (bytes, offset, last) => pass.read(bytes, offset, last));
  } catch (error) {
    if (error instanceof Malformed) throw notJson(source, pass.lines);
    if (!(error instanceof Enough)) throw error;
  }
  return pass;
}

/** The error of a file that the cursor does not take, with the place that the tolerant parser finds. */
function notJson(source: FileSource, lines: boolean): Error {
  const { file } = source;
  const text = decode(source.again(), file);
  if (!lines) {
    parse(text, file, (offset) => placeIn(text, offset));
    const message = `${file} must be an array of objects, such as [{ "x": 1, "y": "a" }].`;
    return fileError('NN-DATA-JSON', message, file, { line: 1, column: 1 });
  }
  text.split(/\r\n|\r|\n/).forEach((line, index) => {
    parse(line, file, (offset) => ({ line: index + 1, column: offset + 1 }));
  });
  return fileError('NN-DATA-JSON', `${file} is not valid JSON.`, file, { line: 1, column: 1 });
}

/** One walk over the records. Names of columns are added to `names` as they come. */
class RecordPass {
  rows = 0;
  /** Where the first record ends, and how much of the file has come. */
  firstEnd = 0;
  come = 0;
  /** A record has a key that is not among `names`; the pass has ended there. */
  newKey = false;
  readonly store: ColumnStore;
  readonly lines: boolean;
  readonly #source: FileSource;
  readonly #names: string[];
  readonly #most: number;
  readonly #wants: readonly Want[];
  readonly #index: Map<string, number>;
  /** The names as bytes, quotes included, to be compared without making strings. */
  readonly #keys: Uint8Array[];
  /** The record (every try counts) in which each column was last seen. */
  readonly #seen: Int32Array;
  #try = 0;
  #began = false;
  #next = 0;
  #distinct = 0;

  /** Without `wants` only names are collected, of the first `most` records. */
  constructor(
    source: FileSource,
    lines: boolean,
    names: string[],
    wants: readonly Want[],
    rows: number,
    memoryLimit: number,
    most: number,
  ) {
    this.#source = source;
    this.lines = lines;
    this.#names = names;
    this.#wants = wants;
    this.#most = most;
    this.store = new ColumnStore(wants, rows, source.file, memoryLimit);
    this.#index = new Map(names.map((name, index) => [name, index]));
    this.#keys = names.map((name) => new TextEncoder().encode(`"${name}"`));
    this.#seen = new Int32Array(wants.length);
  }

  /** Reads the whole records in a piece of the file; how many bytes they take. */
  read(bytes: Uint8Array, offset: number, last: boolean): number {
    const cursor = new JsonCursor(bytes, 0, last, this.lines);
    this.come = offset + bytes.length;
    let used = 0;
    try {
      if (!this.lines && !this.#began) cursor.expect(OPEN_LIST);
      for (;;) {
        const more = this.lines ? this.#lineBegins(cursor) : this.#itemBegins(cursor);
        if (!more) {
          used = cursor.at;
          break;
        }
        if (cursor.peek() !== OPEN_OBJECT) throw this.#noObject(cursor);
        this.#record(cursor);
        if (this.lines) this.#lineEnds(cursor);
        used = cursor.at;
        this.#began = true;
        if (++this.rows === 1) this.firstEnd = offset + used;
        if (this.rows >= this.#most) throw ENOUGH;
      }
    } catch (error) {
      if (!(error instanceof Starved)) throw error;
    }
    return used;
  }

  /** Whether another item of the list begins; what separates it is read. */
  #itemBegins(cursor: JsonCursor): boolean {
    if (cursor.peek() !== CLOSE_LIST) {
      if (this.#began) cursor.expect(COMMA);
      return true;
    }
    cursor.at++;
    if (cursor.peek() !== -1) cursor.refuse();
    return false;
  }

  /** Whether another line follows that is not one of the blank ones at the end. */
  #lineBegins(cursor: JsonCursor): boolean {
    const { bytes } = cursor;
    if (cursor.peek() === -1) return false;
    if (!isLineEnd(bytes[cursor.at])) return true;
    let at = cursor.at;
    while (at < bytes.length && (bytes[at] ?? 0) <= 32) at++;
    // Only blank lines may follow, here or in the next piece.
    if (at < bytes.length) cursor.refuse();
    cursor.at = bytes.length;
    return cursor.peek() !== -1;
  }

  #lineEnds(cursor: JsonCursor): void {
    const next = cursor.peek();
    if (next === -1) return;
    if (!isLineEnd(next)) cursor.refuse();
    cursor.at++;
    // A carriage return and a line feed are one line end.
    if (next === 13 && cursor.peek() === 10) cursor.at++;
  }

  #record(cursor: JsonCursor): void {
    this.#try++;
    this.#next = 0;
    this.#distinct = 0;
    cursor.object(
      () => this.#columnOf(cursor),
      (column, kind) => {
        if (this.#wants.length > 0) this.#take(cursor, column, kind);
      },
    );
    if (this.#wants.length > 0 && this.#distinct < this.#names.length) this.#fillMissing();
  }

  /** The column of the key that the cursor has read; keys mostly come in the order of the record before. */
  #columnOf(cursor: JsonCursor): number {
    const expected = this.#keys[this.#next];
    if (expected !== undefined && sameBytes(cursor, expected)) return this.#next++;
    const name = stringAt(cursor, this.#source.file);
    const known = this.#index.get(name);
    if (known !== undefined) {
      this.#next = known + 1;
      return known;
    }
    if (this.#wants.length > 0) {
      this.newKey = true;
      throw ENOUGH;
    }
    this.#index.set(name, this.#names.length);
    this.#keys.push(new TextEncoder().encode(`"${name}"`));
    return this.#names.push(name) - 1;
  }

  #take(cursor: JsonCursor, column: number, kind: JsonKind): void {
    if (this.#seen[column] !== this.#try) {
      this.#seen[column] = this.#try;
      this.#distinct++;
    }
    const { store } = this;
    if (store.takesNumbers(column)) {
      store.putNumber(this.rows, column, kind === 'number' ? cursor.number : NaN);
    } else if (store.takesTexts(column)) this.#takeText(cursor, column, kind);
  }

  /** Most texts are taken as the bytes that they are. */
  #takeText(cursor: JsonCursor, column: number, kind: JsonKind): void {
    const { file } = this.#source;
    if (kind !== 'string' || cursor.escaped) {
      this.store.putText(this.rows, column, valueText(cursor, kind, file));
    } else if (!this.store.putBytes(this.rows, column, cursor.bytes, cursor.start + 1, cursor.end - 1)) {
      throw notUtf8(file);
    }
  }

  /** A key that a record does not have is a missing value. */
  #fillMissing(): void {
    this.#seen.forEach((seen, column) => {
      if (seen === this.#try) return;
      if (this.store.takesNumbers(column)) this.store.putNumber(this.rows, column, NaN);
      else this.store.putText(this.rows, column, '');
    });
  }

  #noObject(cursor: JsonCursor): Error {
    cursor.value();
    const message = 'This record is not an object with named values.';
    const place = placesOf(this.#source, this.lines)(this.rows);
    return fileError('NN-DATA-JSON', message, this.#source.file, place);
  }
}

function isLineEnd(byte: number | undefined): boolean {
  return byte === 10 || byte === 13;
}

function sameBytes({ bytes, start, end, escaped }: JsonCursor, key: Uint8Array): boolean {
  if (escaped || end - start !== key.length) return false;
  for (let at = 0; at < key.length; at++) if (bytes[start + at] !== key[at]) return false;
  return true;
}

/** The string that the cursor has read. */
function stringAt({ bytes, start, end, escaped }: JsonCursor, file: string): string {
  const text = decodeUtf8(bytes, start + 1, end - 1);
  if (text === null) throw notUtf8(file);
  return escaped ? (JSON.parse(`"${text}"`) as string) : text;
}

/** A value as text; null is missing, that is empty; lists and objects are their JSON. */
function valueText(cursor: JsonCursor, kind: JsonKind, file: string): string {
  if (kind === 'string') return stringAt(cursor, file);
  const text = decodeUtf8(cursor.bytes, cursor.start, cursor.end);
  if (text === null) throw notUtf8(file);
  const value = JSON.parse(text) as number | boolean | object | null;
  if (value === null) return '';
  return typeof value === 'object' ? JSON.stringify(value) : String(value);
}
