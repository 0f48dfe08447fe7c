/** Text files in any encoding as UTF-8, piece by piece. */
import { phrase } from '../../base/problems/phrase.ts';
import type { Text } from '../../base/problems/text.ts';
import { sentence } from '../../base/problems/data.ts';
import { EucKrDecoder } from './eucKr.ts';
import { guessedEncoding, type Guess } from './guessEncoding.ts';
import { fileError } from '../problems.ts';
import type { FileSource } from './source.ts';

/** Bytes of the longest byte order mark. */
const LONGEST_MARK = 3;

interface Decoder {
  decode(bytes: Uint8Array, options: { readonly stream: boolean }): string;
}

/** Characters that no text holds: decoders of some platforms give control and private characters for invalid bytes. */
const NO_TEXT = /[\u0080-\u009F\uE000-\uF8FF\uFFFD]/u;

function decoderOf(encoding: string): Decoder {
  if (encoding === 'euc-kr') return new EucKrDecoder();
  return new TextDecoder(encoding, { fatal: true, ignoreBOM: true });
}

/** The encoding that a byte order mark tells, and the bytes that the mark takes. */
function markOf(bytes: Uint8Array): { readonly encoding: string; readonly length: number } | undefined {
  if (bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf) return { encoding: 'utf-8', length: 3 };
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return { encoding: 'utf-16le', length: 2 };
  if (bytes[0] === 0xfe && bytes[1] === 0xff) return { encoding: 'utf-16be', length: 2 };
  return undefined;
}

/** A byte order mark says what a file is; without one, what the spec says counts. */
function encodingOf(bytes: Uint8Array, wanted: string | undefined): { encoding: string; skip: number } {
  const mark = markOf(bytes);
  if (mark) return { encoding: mark.encoding, skip: mark.length };
  return { encoding: wanted === 'utf-16' ? 'utf-16le' : (wanted ?? 'utf-8'), skip: 0 };
}

/** Turns the pieces of one text into UTF-8 without a mark; throws NN-DATA-ENCODING at the first character that is none. */
class Utf8Pieces {
  readonly #wanted: string | undefined;
  readonly #fail: (encoding: string) => Error;
  readonly #encoder = new TextEncoder();
  /** The first bytes, until there are enough to tell a mark. */
  #begin: Uint8Array | null = new Uint8Array(0);
  #encoding = 'utf-8';
  /** Null for UTF-8, which passes as it is. */
  #decoder: Decoder | null = null;

  constructor(wanted: string | undefined, fail: (encoding: string) => Error) {
    this.#wanted = wanted;
    this.#fail = fail;
  }

  *push(piece: Uint8Array): Generator<Uint8Array, void, void> {
    if (this.#begin === null) yield this.#recoded(piece, true);
    else if (this.#begin.length === 0 && piece.length >= LONGEST_MARK) yield this.#first(piece);
    else {
      const joined = new Uint8Array(this.#begin.length + piece.length);
      joined.set(this.#begin);
      joined.set(piece, this.#begin.length);
      this.#begin = joined;
      if (joined.length >= LONGEST_MARK) yield this.#first(joined);
    }
  }

  *end(): Generator<Uint8Array, void, void> {
    if (this.#begin !== null) yield this.#first(this.#begin);
    const rest = this.#recoded(new Uint8Array(0), false);
    if (rest.length > 0) yield rest;
  }

  #first(bytes: Uint8Array): Uint8Array {
    this.#begin = null;
    const { encoding, skip } = encodingOf(bytes, this.#wanted);
    this.#encoding = encoding;
    if (encoding !== 'utf-8') this.#decoder = decoderOf(encoding);
    return this.#recoded(bytes.subarray(skip), true);
  }

  #recoded(bytes: Uint8Array, stream: boolean): Uint8Array {
    if (this.#decoder === null) return bytes;
    let text: string;
    try {
      text = this.#decoder.decode(bytes, { stream });
    } catch {
      throw this.#fail(this.#encoding);
    }
    if (!this.#encoding.startsWith('utf-') && NO_TEXT.test(text)) throw this.#fail(this.#encoding);
    return this.#encoder.encode(text);
  }
}

/**
 * A source of UTF-8 text, without a byte order mark. UTF-8 itself passes as it is: readers refuse what is none, with
 * `notUtf8`. `wanted`: the encoding that the spec names.
 */
export function textSource(source: FileSource, wanted: string | undefined): FileSource {
  const { file } = source;
  const fail = (encoding: string): Error => badText(source.again(), encoding, file);
  return {
    file,
    async *pieces() {
      const text = new Utf8Pieces(wanted, fail);
      for await (const piece of source.pieces()) yield* text.push(piece);
      yield* text.end();
    },
    *again() {
      const text = new Utf8Pieces(wanted, fail);
      for (const piece of source.again()) yield* text.push(piece);
      yield* text.end();
    },
    expected: (read) => source.expected(read),
  };
}

/** The remedy for a file that is not in the expected encoding. */
function advice(guess: Guess | undefined): Text {
  return guess === undefined
    ? phrase(
        'Say which encoding it is, such as "encoding": "cp949", "latin1" or "shift_jis" in `data`, or save it as UTF-8.',
      )
    : phrase(
        'This looks like {name}: add "encoding": "{name}" to `data`, or save the file as UTF-8 (in Excel: “CSV UTF-8”).',
        { name: guess.name },
      );
}

/** True if the bytes have characters of UTF-8, more than a few by accident, and most of those beyond ASCII. */
function isMostlyUtf8(bytes: Uint8Array): boolean {
  const text = new TextDecoder('utf-8').decode(bytes);
  let [right, wrong] = [0, 0];
  for (const character of text) {
    if (character === '\uFFFD') wrong++;
    else if (character > '\u07FF') right++;
    else if (character > '\u007F') right += 0.5;
  }
  return right > 4 && right > 2 * wrong;
}

/** The error for text that is not UTF-8, at a place of the file. `bytes`: the whole file or the part that is at fault. */
export function notUtf8(bytes: Uint8Array, file: string, place: { line: number; column: number }): Error {
  const what = bytes.includes(0) ? phrase('This is not text in UTF-8.') : phrase('This text is not UTF-8.');
  if (isMostlyUtf8(bytes)) {
    const fix = phrase(
      'Most of the file is: write this line in the same encoding, with the characters that are meant.',
    );
    return fileError(sentence('NN-DATA-ENCODING.text', { what, fix }), file, place);
  }
  return fileError(
    sentence('NN-DATA-ENCODING.text', { what, fix: advice(guessedEncoding(bytes)) }),
    file,
    place,
  );
}

/** The error for a file that is not in `encoding`, at the first line with a character that is none. */
function badText(pieces: Iterable<Uint8Array>, encoding: string, file: string): Error {
  const decoder = decoderOf(encoding);
  let line = 1;
  let last: Uint8Array = new Uint8Array(0);
  for (const piece of pieces) {
    last = piece;
    const fault = faultIn(piece, decoder, encoding);
    line += fault.lines;
    if (fault.isHere) break;
  }
  const guess = guessedEncoding(last);
  const other =
    guess !== undefined && guess.encoding !== encoding ? phrase(' {advice}', { advice: advice(guess) }) : '';
  return fileError(sentence('NN-DATA-ENCODING.other', { file, encoding, other }), file, { line, column: 1 });
}

/**
 * Number of lines of a piece that can be decoded, and whether the next one cannot. Lines of UTF-16 are not told
 * apart.
 */
function faultIn(piece: Uint8Array, decoder: Decoder, encoding: string): { lines: number; isHere: boolean } {
  const isWide = encoding.startsWith('utf-16');
  let lines = 0;
  for (let start = 0; start < piece.length;) {
    const feed = isWide ? -1 : piece.indexOf(10, start);
    const end = feed < 0 ? piece.length : feed + 1;
    try {
      const text = decoder.decode(piece.subarray(start, end), { stream: true });
      if (!isWide && NO_TEXT.test(text)) return { lines, isHere: true };
    } catch {
      return { lines, isHere: true };
    }
    if (feed >= 0) lines++;
    start = end;
  }
  return { lines, isHere: false };
}
