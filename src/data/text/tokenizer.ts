/** Texts to tokens: Unicode throughout, so Korean words and syllables come out whole. */
import type { TextOptions } from '../../format/types.ts';

/** The classes of characters of a tokenizer. */
const LETTER = 1;
const OTHER_OF_WORD = 2;
const OF_WORD = LETTER | OTHER_OF_WORD;
const WHITE = 4;
const KNOWN = 8;

/** A letter, or a mark on one. */
const LETTERS = /^[\p{L}\p{M}]$/u;
const DIGITS = /^[\p{N}_]$/u;
const WHITES = /^\s$/u;

const SPACE = 32;
const APOSTROPHE = 39;
const RIGHT_QUOTE = 0x2019;
const FIRST_SUPPLEMENTARY = 0x10000;

/** Of the characters of one code unit, as they are met. */
const kinds = new Uint8Array(FIRST_SUPPLEMENTARY);

function kindOf(character: number): number {
  const known = kinds[character] ?? 0;
  if (known !== 0) return known;
  const text = String.fromCodePoint(character);
  let kind = KNOWN;
  if (LETTERS.test(text)) kind |= LETTER;
  else if (DIGITS.test(text)) kind |= OTHER_OF_WORD;
  else if (WHITES.test(text)) kind |= WHITE;
  if (character < FIRST_SUPPLEMENTARY) kinds[character] = kind;
  return kind;
}

/** Code units of a character. */
function unitsOf(character: number): number {
  return character < FIRST_SUPPLEMENTARY ? 1 : 2;
}

/**
 * Tokens of a text in order, after NFC and, if asked, lower case. `word`: runs of n words joined by a space, where a
 * word is letters with their marks, digits and underscores, and an apostrophe inside it belongs to it; `char`: runs of
 * n characters of the text with its white space collapsed; `charNgram`: runs of n characters inside each word, padded
 * by a space on both sides (scikit-learn's `char_wb`). n goes over `ngrams`. No strings are made: token i is the code
 * units from `starts[i]` to `ends[i]` of `units`.
 */
export class Tokenizer {
  readonly #options: TextOptions;
  units = new Uint16Array(1024);
  starts = new Uint32Array(256);
  ends = new Uint32Array(256);
  #count = 0;
  /** Of the words or characters that tokens are runs of: where each begins and ends in `units`. */
  #partStarts = new Uint32Array(256);
  #partEnds = new Uint32Array(256);
  #parts = 0;
  #length = 0;

  constructor(options: TextOptions) {
    this.#options = options;
  }

  /** Cuts a text; how many tokens it has. They are there until the next one is cut. */
  cut(text: string): number {
    const normal = text.normalize('NFC');
    const cased = this.#options.lowercase ? normal.toLowerCase() : normal;
    this.#count = 0;
    this.#parts = 0;
    this.#length = 0;
    // A space around each word; every character at most once.
    if (this.units.length < cased.length * 3 + 2) this.units = new Uint16Array(cased.length * 3 + 2);
    switch (this.#options.tokenizer) {
      case 'word':
        this.#words(cased);
        this.#runs(false);
        break;
      case 'char':
        this.#characters(cased);
        this.#runs(false);
        break;
      case 'charNgram':
        this.#paddedWords(cased);
        break;
    }
    return this.#count;
  }

  /** Words with a space after each, as parts. */
  #words(text: string): void {
    for (let at = 0; at < text.length;) {
      const end = endOfWord(text, at);
      if (end === at) {
        at += unitsOf(text.codePointAt(at) ?? 0);
        continue;
      }
      const start = this.#length;
      for (; at < end; at++) this.#unit(text.charCodeAt(at));
      this.#part(start);
      this.#unit(SPACE);
    }
  }

  /** Characters as parts, white space as one space, none at the ends. */
  #characters(text: string): void {
    let pause = false;
    for (let at = 0; at < text.length;) {
      const character = text.codePointAt(at) ?? 0;
      at += unitsOf(character);
      if ((kindOf(character) & WHITE) !== 0) {
        pause = this.#parts > 0;
        continue;
      }
      if (pause) this.#character(SPACE);
      pause = false;
      this.#character(character);
    }
  }

  #paddedWords(text: string): void {
    let inside = false;
    for (let at = 0; at < text.length;) {
      const character = text.codePointAt(at) ?? 0;
      at += unitsOf(character);
      const white = (kindOf(character) & WHITE) !== 0;
      if (white && inside) this.#endPadded();
      if (!white && !inside) this.#character(SPACE);
      if (!white) this.#character(character);
      inside = !white;
    }
    if (inside) this.#endPadded();
  }

  #endPadded(): void {
    this.#character(SPACE);
    this.#runs(true);
    this.#parts = 0;
  }

  /** Adds every run of n parts; of padded words, runs that are nothing but a pad are left out. */
  #runs(padded: boolean): void {
    const [low, high] = this.#options.ngrams;
    for (let length = low; length <= high; length++) {
      const pad = padded && length === 1 ? 1 : 0;
      for (let part = pad; part + length <= this.#parts - pad; part++) {
        if (this.#count === this.starts.length) {
          this.starts = doubled(this.starts);
          this.ends = doubled(this.ends);
        }
        this.starts[this.#count] = this.#partStarts[part] ?? 0;
        this.ends[this.#count++] = this.#partEnds[part + length - 1] ?? 0;
      }
    }
  }

  #unit(unit: number): void {
    this.units[this.#length++] = unit;
  }

  #character(character: number): void {
    const start = this.#length;
    if (character < FIRST_SUPPLEMENTARY) this.#unit(character);
    else {
      this.#unit(0xd800 + ((character - FIRST_SUPPLEMENTARY) >> 10));
      this.#unit(0xdc00 + ((character - FIRST_SUPPLEMENTARY) & 0x3ff));
    }
    this.#part(start);
  }

  /** Ends a part: the characters written from `start` on. */
  #part(start: number): void {
    if (this.#parts === this.#partStarts.length) {
      this.#partStarts = doubled(this.#partStarts);
      this.#partEnds = doubled(this.#partEnds);
    }
    this.#partStarts[this.#parts] = start;
    this.#partEnds[this.#parts++] = this.#length;
  }
}

/** End of the word that begins at `at`; `at` itself if none does. */
function endOfWord(text: string, at: number): number {
  let end = endOfRun(text, at, OF_WORD);
  while (end > at && (text.charCodeAt(end) === APOSTROPHE || text.charCodeAt(end) === RIGHT_QUOTE)) {
    const more = endOfRun(text, end + 1, LETTER);
    if (more === end + 1) break;
    end = more;
  }
  return end;
}

/** End of the characters of certain kinds that begin at `at`. */
function endOfRun(text: string, at: number, wanted: number): number {
  let end = at;
  while (end < text.length) {
    const character = text.codePointAt(end) ?? 0;
    if ((kindOf(character) & wanted) === 0) break;
    end += unitsOf(character);
  }
  return end;
}

function doubled(array: Uint32Array<ArrayBuffer>): Uint32Array<ArrayBuffer> {
  const larger = new Uint32Array(array.length * 2);
  larger.set(array);
  return larger;
}
