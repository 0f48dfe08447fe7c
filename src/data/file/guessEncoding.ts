/** A guess at the encoding of a text that is not UTF-8, for the message only: nothing is decoded by a guess. */

export interface Guess {
  /** As people write it. */
  readonly name: string;
  /** As the resolved spec has it. */
  readonly encoding: string;
}

const UTF16LE: Guess = { name: 'utf-16le', encoding: 'utf-16le' };
const UTF16BE: Guess = { name: 'utf-16be', encoding: 'utf-16be' };
const CP949: Guess = { name: 'cp949', encoding: 'euc-kr' };
const SHIFT_JIS: Guess = { name: 'shift_jis', encoding: 'shift_jis' };
const EUC_JP: Guess = { name: 'euc-jp', encoding: 'euc-jp' };
const GBK: Guess = { name: 'gbk', encoding: 'gbk' };
const BIG5: Guess = { name: 'big5', encoding: 'big5' };
const LATIN1: Guess = { name: 'latin1', encoding: 'windows-1252' };
const WINDOWS_1251: Guess = { name: 'windows-1251', encoding: 'windows-1251' };
const KOI8_R: Guess = { name: 'koi8-r', encoding: 'koi8-r' };

/** Bytes that are enough to guess by. */
const ENOUGH = 1 << 18;
/** Share of a file's bytes that are zero in UTF-16 of numbers and Latin letters. */
const ZEROS = 0.2;
/** Share of the pairs of bytes that must be like those of the encoding. */
const MOST = 0.85;
/** Share of the letters that are small ones in Cyrillic, and how many letters tell. */
const SMALL = 0.7;
const LEAST_LETTERS = 8;

/** The encoding that bytes are most likely in; undefined if they look like none of those known. */
export function guessedEncoding(whole: Uint8Array): Guess | undefined {
  const bytes = whole.subarray(0, ENOUGH);
  return utf16(bytes) ?? cyrillic(bytes) ?? pairs(bytes) ?? single(bytes);
}

/** UTF-16 without a mark: the high bytes of digits, commas and line ends are zero. */
export function utf16(bytes: Uint8Array): Guess | undefined {
  let [even, odd] = [0, 0];
  bytes.forEach((byte, at) => {
    if (byte !== 0) return;
    if (at % 2 === 0) even++;
    else odd++;
  });
  const enough = bytes.length * ZEROS;
  if (odd > enough && even * 10 < odd) return UTF16LE;
  return even > enough && odd * 10 < even ? UTF16BE : undefined;
}

/** Small Cyrillic letters are most of a text and lie together; characters of two bytes use all of theirs. */
function cyrillic(bytes: Uint8Array): Guess | undefined {
  let [high, windows, koi] = [0, 0, 0];
  for (const byte of bytes) {
    if (byte >= 0x80) high++;
    if (byte >= 0xe0) windows++;
    else if (byte >= 0xc0) koi++;
  }
  if (high < LEAST_LETTERS || together(bytes) < high * 0.5) return undefined;
  if (windows > high * SMALL) return WINDOWS_1251;
  return koi > high * SMALL && windows > 0 ? KOI8_R : undefined;
}

/** Encodings of two bytes a character, told by where the common characters of the language lie. */
function pairs(bytes: Uint8Array): Guess | undefined {
  let count = 0;
  let high = 0;
  let hangul = 0;
  let beyondHangul = 0;
  let kanaEuc = 0;
  let kanaSjis = 0;
  let big5 = 0;
  let low = 0;
  let broken = 0;
  for (let at = 0; at < bytes.length; at++) {
    const lead = bytes[at] ?? 0;
    if (lead < 0x80) continue;
    const trail = bytes[at + 1] ?? 0;
    if (lead === 0x82 && trail >= 0x9f && trail <= 0xf1) kanaSjis++;
    else if (lead === 0x83 && trail >= 0x40 && trail <= 0x96) kanaSjis++;
    if (trail < 0x40) {
      broken++;
      continue;
    }
    count++;
    at++;
    if (trail < 0xa1) low++;
    else if (lead >= 0xa1) {
      high++;
      if (lead >= 0xb0 && lead <= 0xc8) hangul++;
      if (lead >= 0xc9) beyondHangul++;
      if (lead === 0xa4 || lead === 0xa5) kanaEuc++;
    }
    if (lead >= 0xa4 && lead <= 0xc6 && (trail <= 0x7e || trail >= 0xa1)) big5++;
  }
  if (count === 0 || broken > count * 0.1) return undefined;
  if (kanaSjis > count * 0.2) return SHIFT_JIS;
  if (kanaEuc > count * 0.2 && high > count * MOST) return EUC_JP;
  if (hangul > count * MOST) return CP949;
  if (high > count * 0.95 && beyondHangul > 0) return GBK;
  if (low > count * 0.1 && big5 > count * MOST) return BIG5;
  return hangul > count * 0.6 ? CP949 : undefined;
}

/** Bytes beyond ASCII that follow another one. */
function together(bytes: Uint8Array): number {
  let count = 0;
  for (let at = 1; at < bytes.length; at++) {
    if ((bytes[at] ?? 0) >= 0x80 && (bytes[at - 1] ?? 0) >= 0x80) count++;
  }
  return count;
}

/** One byte a character: letters with accents, each among others. */
function single(bytes: Uint8Array): Guess | undefined {
  let letters = 0;
  for (const byte of bytes) {
    if (byte >= 0x80) letters++;
    else if (byte < 9) return undefined;
  }
  return letters === 0 || together(bytes) > letters * 0.5 ? undefined : LATIN1;
}
