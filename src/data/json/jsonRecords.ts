/** Walks over the records of JSON (an array of objects) and JSON lines (one object a line), and finds places in them. */
import { sentence } from '../../base/problems/data.ts';
import { feedAgain } from '../file/feed.ts';
import { JsonCursor, Malformed, Starved } from './jsonCursor.ts';
import { fileError, placeOf } from '../problems.ts';
import type { Place } from '../problems.ts';
import type { FileSource } from '../file/source.ts';

const COMMA = 44;
const OPEN_LIST = 91;
const CLOSE_LIST = 93;
const OPEN_OBJECT = 123;

/** Takes the record before which the cursor stands and reads to its end. `offset`: of the cursor's bytes in the file. */
export type TakeRecord = (cursor: JsonCursor, offset: number) => void;

/** One walk over the records of a file. */
export class RecordWalk {
  /** Records that were taken. */
  count = 0;
  readonly #source: FileSource;
  readonly #lines: boolean;
  readonly #take: TakeRecord;
  #began = false;

  /** `lines`: one object a line, not an array. */
  constructor(source: FileSource, lines: boolean, take: TakeRecord) {
    this.#source = source;
    this.#lines = lines;
    this.#take = take;
  }

  /** Reads the whole records in a piece of the file; how many bytes they take. Throws NN-DATA-JSON with the place. */
  read(bytes: Uint8Array, offset: number, last: boolean): number {
    const cursor = new JsonCursor(bytes, 0, last, this.#lines);
    let used = 0;
    try {
      if (!this.#lines && !this.#began) this.#listBegins(cursor);
      for (;;) {
        const more = this.#lines ? this.#lineBegins(cursor) : this.#itemBegins(cursor);
        if (!more) return cursor.at;
        if (cursor.peek() !== OPEN_OBJECT) this.#refuseRecord(cursor, offset);
        this.#take(cursor, offset);
        if (this.#lines) this.#lineEnds(cursor);
        used = cursor.at;
        this.#began = true;
        this.count++;
      }
    } catch (error) {
      if (error instanceof Malformed) throw this.#malformed(error, offset + cursor.at);
      if (!(error instanceof Starved)) throw error;
    }
    return used;
  }

  #listBegins(cursor: JsonCursor): void {
    if (cursor.peek() === OPEN_LIST) {
      cursor.at++;
      return;
    }
    // A text that is not JSON at all is refused at the place of its fault.
    cursor.value();
    if (cursor.peek() !== -1) cursor.refuse();
    const { file } = this.#source;
    throw fileError(sentence('NN-DATA-JSON.list', { file }), file, { line: 1, column: 1 });
  }

  /** True if another item of the list begins; its separator is read. */
  #itemBegins(cursor: JsonCursor): boolean {
    if (cursor.peek() !== CLOSE_LIST) {
      if (this.#began) cursor.expect(COMMA);
      return true;
    }
    cursor.at++;
    if (cursor.peek() !== -1) cursor.refuse();
    return false;
  }

  /** True if another line follows that is not one of the blank ones at the end. */
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

  #refuseRecord(cursor: JsonCursor, offset: number): never {
    const at = offset + cursor.at;
    cursor.value();
    const { file } = this.#source;
    throw fileError(sentence('NN-DATA-JSON.record'), file, placeOf(this.#source.again(), at));
  }

  #malformed({ reason }: Malformed, at: number): Error {
    const { file } = this.#source;
    const told = reason ?? sentence('NN-DATA-JSON.syntax', { file });
    return fileError(told, file, placeOf(this.#source.again(), at));
  }
}

/** The place of a value of a record, or of the record itself if it has no such key. */
export function placeInRecords(source: FileSource, lines: boolean, row: number, column?: string): Place {
  const found: { at: number | null } = { at: null };
  const walk = new RecordWalk(source, lines, (cursor, offset) => {
    const start = offset + cursor.at;
    let at = start;
    cursor.object(
      () => column !== undefined && walk.count === row && cursor.text() === column,
      (wanted) => {
        if (wanted) at = offset + cursor.start;
      },
    );
    if (walk.count === row) found.at = at;
  });
  feedAgain(
    source,
    (bytes, offset, last) => walk.read(bytes, offset, last),
    () => found.at !== null,
  );
  return placeOf(source.again(), found.at ?? 0);
}

function isLineEnd(byte: number | undefined): boolean {
  return byte === 10 || byte === 13;
}
