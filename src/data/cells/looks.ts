/**
 * The likely meaning of a cell that is not a number, so that an error can say how to read it. Nothing is read by it.
 */
import { phrase, type Phrase } from '../../base/problems/phrase.ts';
import type { Text } from '../../base/problems/text.ts';
import type { CellNotation } from './cellNotation.ts';
import { parseDate, parseTime } from './dates.ts';
import { isInfinite, isMissing, parseNumber } from './number.ts';

/** `notation`: a number, written in another way. `moment`: a date or a time. `list`: several values in one cell. */
export type LookKind = 'notation' | 'moment' | 'list' | 'mark' | 'typo';

export interface Look {
  readonly kind: LookKind;
  /** The name of the look, after “looks like”. */
  readonly what: Text;
  /** The remedy, a sentence. */
  readonly fix: Text;
}

const NUMBER = String.raw`[+-]?(?:\d[\d.,'’_ \u00A0\u2009\u202F]*|[.,]\d+)`;
const CURRENCY = String.raw`(?:[$€£¥₩₹₽₺₫฿￦￥]|[A-Z]{0,3}\$|USD|EUR|KRW|GBP|JPY|CNY|CHF|INR|Fr\.?|kr\.?|zł|원|만원|억원|엔|円|元)`;
const UNITS = new Set(
  (
    'kg g mg µg lb lbs oz t ton tons m cm mm km ft in inch inches mi yd nm µm l ml cl dl gal s sec secs ms min mins h hr hrs ' +
    'hour hours minute minutes second seconds day days week weeks month months year years yr yrs °c °f ° k w kw mw gw wh kwh v mv ma ' +
    'hz khz mhz ghz b kb mb gb tb bps mbps gbps hp ps bhp kmpl km/kg cc rpm nm pa kpa hpa mpa bar psi j kj cal kcal mol ppm ppb m2 m² m3 m³ km2 ' +
    'km² ha acre acres sqm sqft mph km/h kmh kph m/s knots pt px db pcs units people persons 개 명 세 살 년 월 개월 주 일 시간 시 분 초 층 평 점 ' +
    '회 번 건 대 권 마리 그램 킬로 미터 ㎏ ㎝ ㎜ ㎞ ㎡ ㎥ ℃ ℉ 歳 才 年 個 人 回 分 秒'
  ).split(' '),
);

const PERCENT = new RegExp(String.raw`^${NUMBER}\s*[%％‰]$|^%\s*${NUMBER}$`, 'u');
const MONEY = new RegExp(String.raw`^[+-]?${CURRENCY}\s*${NUMBER}$|^${NUMBER}\s*${CURRENCY}$`, 'iu');
const WITH_UNIT = new RegExp(String.raw`^${NUMBER}\s*([^\s\d.,]\S{0,9})$`, 'u');
const MAGNITUDE = new RegExp(String.raw`^${NUMBER}\s*[kKM]$`, 'u');

/** Spellings of a missing value, besides the marks that are known anyway. */
const MARKS = new Set(
  (
    '. .. … -- --- – — * ** x nd n.d. n.a. n.a n.v. k.a. s/d <na> #n/a #na #null! #value! #div/0! #ref! #name? #num! \\n (null) (na) ' +
    '(missing) (blank) nil undefined unknown missing tbd tba void empty 없음 미상 결측 결측치 모름 無 不明 なし 未知'
  ).split(' '),
);

function notation(what: Phrase, fix: Phrase | Text): Look {
  return look('notation', what, fix);
}

function look(kind: LookKind, what: Phrase, fix: Phrase | Text): Look {
  return { kind, what: { row: what }, fix: typeof fix === 'string' ? { row: fix } : fix };
}

const SIGN = String.raw`^[+-]?`;
const SEPARATED: readonly (readonly [RegExp, readonly string[]])[] = [
  [new RegExp(String.raw`${SIGN}\d{1,3}(?:,\d{3})+\.\d+$`), ['"thousands": ","']],
  [new RegExp(String.raw`${SIGN}\d{1,3}(?:,\d{3}){2,}$`), ['"thousands": ","']],
  [new RegExp(String.raw`${SIGN}\d{1,3}(?:\.\d{3})+,\d+$`), ['"decimal": ","', '"thousands": "."']],
  [new RegExp(String.raw`${SIGN}\d{1,3}(?:\.\d{3}){2,}$`), ['"decimal": ","', '"thousands": "."']],
  [new RegExp(String.raw`${SIGN}\d{1,3}(?:[ \u00A0\u2009\u202F]\d{3})+(?:\.\d+)?$`), ['"thousands": " "']],
  [
    new RegExp(String.raw`${SIGN}\d{1,3}(?:[ \u00A0\u2009\u202F]\d{3})+,\d+$`),
    ['"decimal": ","', '"thousands": " "'],
  ],
  [new RegExp(String.raw`${SIGN}\d{1,3}(?:['’]\d{3})+(?:\.\d+)?$`), ['"thousands": "\'"']],
  [new RegExp(String.raw`${SIGN}\d{1,3}(?:['’]\d{3})+,\d+$`), ['"decimal": ","', '"thousands": "\'"']],
  [new RegExp(String.raw`${SIGN}\d{1,3}(?:_\d{3})+(?:\.\d+)?$`), ['"thousands": "_"']],
  [new RegExp(String.raw`${SIGN}\d*,\d+$`), ['"decimal": ","']],
];

/** The keys of `data` that read a number with separators; null if no keys would. */
function separators(text: string): readonly string[] | null {
  return SEPARATED.find(([form]) => form.test(text))?.[1] ?? null;
}

function separated(text: string, cells: CellNotation): Look | undefined {
  if (!cells.isPlain && !Number.isNaN(parseNumber(text))) {
    return notation(
      'a number with a decimal point',
      'The keys "decimal" and "thousands" of `data` say otherwise: change them.',
    );
  }
  if (/^[+-]?\d{1,3},\d{3}$/.test(text)) {
    const [whole = '', rest = ''] = text.split(',');
    return notation(
      'a number with a comma',
      phrase(
        'If it is {whole}{rest}, add "thousands": "," to `data`; if it is {whole}.{rest}, add "decimal": ",".',
        { whole, rest },
      ),
    );
  }
  if (/^[+-]?\d{1,2}(?:,\d{2})+,\d{3}(?:\.\d+)?$/.test(text)) {
    return notation('a number with separators of lakhs', 'Write it without the commas.');
  }
  const keys = separators(text);
  if (keys === null) return undefined;
  const what = keys.some((key) => key.startsWith('"thousands"'))
    ? 'a number with separators of thousands'
    : 'a number with a decimal comma';
  const [first = '', second] = keys;
  const fix =
    second === undefined
      ? phrase('Add {key} to `data`.', { key: first })
      : phrase('Add {first} and {second} to `data`.', { first, second });
  return notation(what, fix);
}

function measured(text: string): Look | undefined {
  if (PERCENT.test(text)) return notation('a percentage', 'Write the numbers without the sign.');
  if (MONEY.test(text)) return notation('an amount of money', 'Write the numbers without the currency.');
  if (MAGNITUDE.test(text)) return notation('a number in thousands or millions', 'Write the numbers out.');
  const unit = WITH_UNIT.exec(text)?.[1]?.toLowerCase().replace(/\.$/, '');
  if (unit !== undefined && UNITS.has(unit)) {
    return notation('a number with a unit', 'Write the numbers without the unit, all in the same.');
  }
  return undefined;
}

function otherDigits(text: string): Look | undefined {
  if (/^[\d０-９．，＋－+\-.,]+$/u.test(text) && /[０-９．，＋－]/u.test(text)) {
    return notation('a number in full-width characters', 'Write it in ordinary digits.');
  }
  if (/^[+-]?[\p{Nd}.,٫٬]+$/u.test(text) && /[^\x20-\x7E]/.test(text)) {
    return notation('a number in other digits', 'Write it in the digits 0 to 9.');
  }
  if (/^[−–—‐‑﹣]\s*[\d.,]+$/u.test(text)) {
    return notation('a negative number with another sign', 'Write it with “-”.');
  }
  if (/^\(\s*[\d.,]+\s*\)$|^[\d.,]+-$/.test(text)) {
    return notation('a negative number as bookkeepers write it', 'Write it with “-” in front.');
  }
  if (/^[+-]\s+[\d.,]+$/.test(text))
    return notation('a number apart from its sign', 'Write it without the blank.');
  if (/^0x[\da-f]+$/i.test(text)) return notation('a hexadecimal number', 'Write it in decimal digits.');
  if (/^[+-]?\d+\s*\/\s*\d+$/.test(text)) return notation('a fraction', 'Write it as a decimal number.');
  if (
    /^[+-]?[\d.]+\s*[×x*]\s*10\s*(?:\^|\*\*)?\s*[-−]?\d+$/iu.test(text) ||
    /^[+-]?[\d.,]+[⁰¹²³⁴-⁹]+$/u.test(text)
  ) {
    return notation('a number with a power', 'Write it as 1.5e3.');
  }
  return undefined;
}

/** True if a text begins as a number does, such as `<5`, `12th`, `5-6`, `'12` or `="12"`. */
export function startsAsNumber(text: string): boolean {
  return /^[^\p{L}\p{N}]{0,3}\p{N}/u.test(text.trim());
}

function isList(text: string): boolean {
  if (/^\[.*\]$|^\{.*\}$|^\(.*[,;].*\)$/su.test(text)) return true;
  return /^[+-]?[\d.]+(?:\s*[;|/]\s*[+-]?[\d.]+){2,}$|^[+-]?[\d.]+(?:[\s,]+[+-]?[\d.]+){2,}$/.test(text);
}

/** 1 for true and 0 for false, in any case; NaN for another text. */
export function booleanNumber(text: string): number {
  const word = text.length > 12 ? '' : text.trim().toLowerCase();
  return word === 'true' ? 1 : word === 'false' ? 0 : NaN;
}

/** The look of a cell that is not a number; undefined if it is just a text. */
export function lookOf(written: string, cells: CellNotation): Look | undefined {
  const text = written.trim();
  if (text.length > 200 && !/^[[{(\d+-]/.test(text)) return undefined;
  if (cells.isMissing(text) || isMissing(text) || MARKS.has(text.toLowerCase())) {
    return look(
      'mark',
      'a mark for a missing value',
      phrase(
        'Fill it in, remove the row, or add "missingMarks": [{mark}] to `data` and say what becomes of missing values.',
        { mark: JSON.stringify(text) },
      ),
    );
  }
  if (isInfinite(text)) return notation('an infinite number', 'Correct it or remove the row.');
  const found = separated(text, cells) ?? measured(text) ?? otherDigits(text);
  if (found !== undefined) return found;
  if (parseDate(text, 'ymd') !== null || parseDate(text, 'dmy') !== null || parseDate(text, 'mdy') !== null) {
    const order =
      parseDate(text, 'ymd') !== null
        ? ''
        : `, "order": "${parseDate(text, 'dmy') === null ? 'mdy' : 'dmy'}"`;
    const fix = phrase('Read its parts as numbers with { "column": …, "as": "date"{order} }.', { order });
    return look('moment', 'a date', fix);
  }
  if (
    /^(?:\d{1,2}[ -])?[a-z]{3,9}\.?[ -]\d{1,4}(?:,? \d{2,4})?$/i.test(text) &&
    /jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec/i.test(text)
  ) {
    return look('moment', 'a date', 'Write it as 2024-01-31, to be read with "as": "date".');
  }
  if (/^\d{4}[-/.](?:0?[1-9]|1[0-2])$/.test(text)) {
    return look('moment', 'a month', 'Write it as 2024-01-31, to be read with "as": "date".');
  }
  if (parseTime(text) !== null) {
    return look(
      'moment',
      'a time of day',
      'Read its parts as numbers with { "column": …, "as": "date", "parts": ["hour", "minute"] }.',
    );
  }
  if (isList(text)) return look('list', 'a list', 'Give each value a column of its own.');
  if (!Number.isNaN(booleanNumber(text))) return look('typo', 'true or false', 'Write 1 or 0.');
  if (/\d/.test(text) && /^[+-]?[\dOoIlSB.,]+$/.test(text)) {
    return look('typo', 'a number with a letter or a separator too many', 'Correct it.');
  }
  return undefined;
}

/** The middle of an error about a cell that is no number: what it looks like, and what to do. */
export function looksLike(text: string, cells: CellNotation): Text {
  const found = lookOf(text, cells);
  return found === undefined
    ? phrase('. Correct it.')
    : phrase('; it looks like {what}. {fix}', { what: found.what, fix: found.fix });
}
