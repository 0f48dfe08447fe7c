/** Builders for the errors of this layer: each names what is wrong, where, and how to mend it. */
import { formatCount } from '../base/numbers.ts';
import { sentence } from '../base/problems/data.ts';
import { problemError, specProblem } from '../base/errors.ts';
import type { CodedText, Text } from '../base/problems/text.ts';
import type { NnError, SpecPath } from '../base/errors.ts';

/** A place in a data file. `line` and `column` start at 1; for binary files they count records and columns. */
export interface Place {
  readonly line: number;
  readonly column: number;
}

/** An error at a place in a data file. */
export function fileError(told: CodedText, file: string, place: Place): NnError {
  return problemError({
    ...told,
    severity: 'error',
    location: { kind: 'file', file, line: place.line, column: place.column },
  });
}

/** An error at a value of the spec. */
export function specError(told: CodedText, path: SpecPath): NnError {
  return problemError(specProblem(told, 'error', path));
}

const MEBIBYTE = 1024 * 1024;

/** Throws NN-DATA-MEMORY if `bytes` is more than `limit`; called before the memory is taken. */
export function checkMemory(bytes: number, limit: number, what: Text): void {
  if (bytes <= limit) return;
  const needed = formatCount(Math.ceil(bytes / MEBIBYTE));
  const allowed = formatCount(Math.floor(limit / MEBIBYTE));
  throw specError(sentence('NN-DATA-MEMORY.limit', { what, needed, allowed }), ['data', 'source']);
}

/** A cell's text, shortened for a message. */
export function quoted(text: string): string {
  return text.length > 40 ? `“${text.slice(0, 40)}…”` : `“${text}”`;
}

const LINE_FEED = 10;
const RETURN = 13;

/** Line and column (UTF-16 code units) of a byte offset in a text that comes in pieces of UTF-8. */
export function placeOf(pieces: Iterable<Uint8Array>, offset: number): Place {
  let line = 1;
  let units = 0;
  let before = 0;
  /** A carriage return has ended the line, unless a line feed follows. */
  let returned = false;
  for (const piece of pieces) {
    const end = Math.min(piece.length, offset - before);
    for (let at = 0; at < end; at++) {
      const byte = piece[at] ?? 0;
      if (byte === LINE_FEED || byte === RETURN) {
        if (!returned || byte === RETURN) line++;
        units = 0;
      } else if ((byte & 0xc0) !== 0x80) units += byte >= 0xf0 ? 2 : 1;
      returned = byte === RETURN;
    }
    before += piece.length;
    if (before >= offset) break;
  }
  return { line, column: units + 1 };
}
