/** Walks over JSON in bytes, as strict as `JSON.parse`, without making values of what is not wanted. */
import type { CodedText } from '../../base/problems/text.ts';
import { sentence } from '../../base/problems/data.ts';
import { endOfDecimal, isJsonDecimal, readDecimal } from '../cells/number.ts';
import { decodeUtf8 } from '../file/utf8.ts';

/** Thrown where the bytes end before the value does: more of the file is to come. */
export class Starved extends Error {}
/** Thrown where the bytes are not JSON; the cursor stands there. */
export class Malformed extends Error {
  /** The reason, if it is not just malformed JSON. */
  readonly reason: CodedText | null;

  constructor(reason: CodedText | null = null) {
    super();
    this.reason = reason;
  }
}

const STARVED = new Starved();
const MALFORMED = new Malformed();

const TAB = 9;
const LINE_FEED = 10;
const RETURN = 13;
const SPACE = 32;
const QUOTE = 34;
const COMMA = 44;
const MINUS = 45;
const COLON = 58;
const OPEN_LIST = 91;
const BACKSLASH = 92;
const CLOSE_LIST = 93;
const OPEN_OBJECT = 123;
const CLOSE_OBJECT = 125;

const NULL = new TextEncoder().encode('null');
const LITERALS = ['true', 'false', 'null'].map((text) => new TextEncoder().encode(text));
/** The letters that may follow a backslash; `u` takes four hexadecimal digits. */
const ESCAPES = new Set(Array.from('"\\/bfnrtu', (letter) => letter.charCodeAt(0)));
const DEEPEST = 500;
const NOT_FINITE = new Malformed(sentence('NN-DATA-JSON.notFinite'));
const TOO_DEEP = new Malformed(sentence('NN-DATA-JSON.tooDeep', { deepest: DEEPEST }));

export type JsonKind = 'string' | 'number' | 'literal' | 'nested';

export class JsonCursor {
  readonly bytes: Uint8Array;
  at: number;
  /** Of the last value: its bytes `[start, end)`, quotes included; its number; whether a string has escapes. */
  start = 0;
  end = 0;
  number = NaN;
  escaped = false;
  readonly #last: boolean;
  readonly #lines: boolean;

  /** `last`: the file ends with the bytes. `lines`: a line end is no white space. */
  constructor(bytes: Uint8Array, at: number, last: boolean, lines: boolean) {
    this.bytes = bytes;
    this.at = at;
    this.#last = last;
    this.#lines = lines;
  }

  /** The next byte that is no white space, which stays to be read; −1 at the end of the file. */
  peek(): number {
    const { bytes } = this;
    for (; this.at < bytes.length; this.at++) {
      const byte = bytes[this.at] ?? 0;
      if (byte === SPACE || byte === TAB) continue;
      if (!this.#lines && (byte === LINE_FEED || byte === RETURN)) continue;
      return byte;
    }
    if (!this.#last) throw STARVED;
    return -1;
  }

  /** Refuses the next byte, which does not belong there. */
  refuse(): never {
    throw MALFORMED;
  }

  /** Reads `byte`, white space before it left out. */
  expect(byte: number): void {
    if (this.peek() !== byte) throw MALFORMED;
    this.at++;
  }

  /**
   * Reads an object. `key` hears each key as `start`, `end` and `escaped` and must not read on; `value` is called with
   * what it gave once the value is read.
   */
  object<T>(key: () => T, value: (of: T, kind: JsonKind) => void): void {
    this.expect(OPEN_OBJECT);
    if (this.peek() === CLOSE_OBJECT) {
      this.at++;
      return;
    }
    for (;;) {
      if (this.peek() !== QUOTE) throw MALFORMED;
      this.#string();
      const of = key();
      this.expect(COLON);
      value(of, this.value());
      const next = this.peek();
      if (next !== CLOSE_OBJECT && next !== COMMA) throw MALFORMED;
      this.at++;
      if (next === CLOSE_OBJECT) return;
    }
  }

  /** Reads any value. */
  value(depth = 0): JsonKind {
    const first = this.peek();
    if (first === QUOTE) {
      this.#string();
      return 'string';
    }
    if (first === MINUS || (first >= 48 && first <= 57)) {
      this.#number();
      return 'number';
    }
    if (first === OPEN_OBJECT || first === OPEN_LIST) {
      if (depth > DEEPEST) throw TOO_DEEP;
      const start = this.at;
      this.#nested(first === OPEN_OBJECT, depth);
      this.start = start;
      this.end = this.at;
      return 'nested';
    }
    this.#literal();
    return 'literal';
  }

  #nested(isObject: boolean, depth: number): void {
    const close = isObject ? CLOSE_OBJECT : CLOSE_LIST;
    this.at++;
    if (this.peek() === close) {
      this.at++;
      return;
    }
    for (;;) {
      if (isObject) {
        if (this.peek() !== QUOTE) throw MALFORMED;
        this.#string();
        this.expect(COLON);
      }
      this.value(depth + 1);
      const next = this.peek();
      if (next !== close && next !== COMMA) throw MALFORMED;
      this.at++;
      if (next === close) return;
    }
  }

  #string(): void {
    const { bytes } = this;
    const { length } = bytes;
    this.start = this.at;
    this.escaped = false;
    let at = this.at + 1;
    for (; at < length; at++) {
      const byte = bytes[at] ?? 0;
      if (byte === QUOTE) {
        this.end = at + 1;
        this.at = at + 1;
        return;
      }
      if (byte < SPACE) {
        this.at = at;
        throw MALFORMED;
      }
      if (byte === BACKSLASH) {
        this.escaped = true;
        at = this.#escape(at + 1);
      }
    }
    throw this.#cut();
  }

  /** Checks what follows a backslash; the offset of its last byte. */
  #escape(at: number): number {
    const { bytes } = this;
    if (at >= bytes.length) throw this.#cut();
    const letter = bytes[at] ?? 0;
    if (!ESCAPES.has(letter)) {
      this.at = at;
      throw MALFORMED;
    }
    if (letter !== 117) return at;
    for (let digit = 1; digit <= 4; digit++) {
      if (at + digit >= bytes.length) throw this.#cut();
      const byte = bytes[at + digit] ?? 0;
      const letterOfHex = (byte | 32) >= 97 && (byte | 32) <= 102;
      if (!letterOfHex && !(byte >= 48 && byte <= 57)) {
        this.at = at + digit;
        throw MALFORMED;
      }
    }
    return at + 4;
  }

  #number(): void {
    const { bytes } = this;
    this.start = this.at;
    const value = readDecimal(bytes, this.at, bytes.length);
    const end = endOfDecimal();
    // The digits, or an exponent, may go on in the next piece.
    if (bytes.length - end < 3 && !this.#last) throw STARVED;
    if (end === this.at) throw this.#noValue();
    if (!isJsonDecimal()) throw MALFORMED;
    this.end = end;
    this.at = end;
    this.number = value;
  }

  #literal(): void {
    const { bytes } = this;
    const literal = LITERALS.find((text) => text[0] === bytes[this.at]);
    if (!literal) throw this.#noValue();
    for (let index = 0; index < literal.length; index++) {
      if (this.at + index >= bytes.length) throw this.#cut();
      if (bytes[this.at + index] !== literal[index]) throw this.#noValue();
    }
    this.start = this.at;
    this.at += literal.length;
    this.end = this.at;
  }

  /** True if the literal that was read last is null. */
  isNull(): boolean {
    return this.bytes[this.start] === NULL[0];
  }

  /** The string that was read last, or null if it is not UTF-8. */
  text(): string | null {
    const text = decodeUtf8(this.bytes, this.start + 1, this.end - 1);
    return text !== null && this.escaped ? (JSON.parse(`"${text}"`) as string) : text;
  }

  /** The error for what no value begins with; some tools write these words. */
  #noValue(): Error {
    const start = decodeUtf8(this.bytes, this.at, Math.min(this.bytes.length, this.at + 9)) ?? '';
    return /^(?:nan|-?inf)/i.test(start) ? NOT_FINITE : MALFORMED;
  }

  #cut(): Error {
    return this.#last ? MALFORMED : STARVED;
  }
}
