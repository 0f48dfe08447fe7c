/** Decimal numbers as data files write them: sign, digits, point, exponent; spaces around are allowed. */

const POWERS = Array.from({ length: 23 }, (_, index) => 10 ** index);
const DECIMAL = /^[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?$/;

/** The number a text is, or NaN; only finite decimal numbers count (no hexadecimal, no `Infinity`). */
export function parseNumber(text: string): number {
  const trimmed = text.trim();
  if (!DECIMAL.test(trimmed)) return NaN;
  const value = Number(trimmed);
  return Number.isFinite(value) ? value : NaN;
}

/**
 * The number with `decimals` (0 to 22) digits after the point that is nearest to `value`, as `Number` reads it from a text;
 * `value` itself if `decimals` is negative.
 */
export function decimalOf(value: number, decimals: number): number {
  if (decimals < 0) return value;
  const power = POWERS[decimals] ?? NaN;
  return Math.round(value * power) / power;
}

/** Digits read into an integer that stays small; the rest go to a second one. */
const PART = 9;
/** Whole numbers of so many digits are exact in doubles; up to so many they are the sum of two. */
const EXACT_DIGITS = 15;
const MOST_DIGITS = 19;

let decimalEnd = 0;
let decimalIsJson = false;

/** End of the number that `readDecimal` read last: the first byte that does not belong to it. */
export function endOfDecimal(): number {
  return decimalEnd;
}

/** True if it is written as JSON allows: no plus, no leading zeros, digits on both sides of a point. */
export function isJsonDecimal(): boolean {
  return decimalIsJson;
}

/**
 * The decimal number that begins at `bytes[start]`, without spaces before it; `endOfDecimal()` is then its end. NaN
 * if there is none or it is beyond all doubles. Equals `Number` of the text: up to 15 digits and a power of ten up to
 * 22 are exact in doubles (Clinger 1990), 19 digits are divided in double length, the rest goes through the text.
 */
export function readDecimal(bytes: Uint8Array, start: number, stop: number): number {
  let at = start;
  const sign = at < stop ? bytes[at] : 0;
  if (sign === 45 || sign === 43) at++;
  // Digits from the first that is not zero: nine (PART, written out for speed) in `high`, the others in `low`.
  let high = 0;
  let low = 0;
  let digits = 0;
  const first = at;
  for (; at < stop; at++) {
    const digit = (bytes[at] ?? 0) - 48;
    if (digit < 0 || digit > 9) break;
    if (digits < 9) {
      high = high * 10 + digit;
      if (high !== 0) digits++;
    } else {
      low = low * 10 + digit;
      digits++;
    }
  }
  const whole = at - first;
  let fraction = 0;
  const point = at < stop && bytes[at] === 46;
  if (point) {
    const behind = ++at;
    for (; at < stop; at++) {
      const digit = (bytes[at] ?? 0) - 48;
      if (digit < 0 || digit > 9) break;
      if (digits < 9) {
        high = high * 10 + digit;
        if (high !== 0) digits++;
      } else {
        low = low * 10 + digit;
        digits++;
      }
    }
    fraction = at - behind;
  }
  if (whole + fraction === 0) {
    decimalEnd = start;
    return NaN;
  }
  // Not −fraction, which is a negative zero, and so no small integer, without a point.
  let scale = 0 - fraction;
  if (at < stop && ((bytes[at] ?? 0) | 32) === 101) {
    const end = endOfExponent(bytes, at, stop);
    scale += decimalExponent;
    at = end;
  }
  decimalEnd = at;
  decimalIsJson =
    sign !== 43 && whole > 0 && (whole === 1 || bytes[first] !== 48) && (!point || fraction > 0);
  let value: number;
  if (digits === 0) value = 0;
  else if (digits <= EXACT_DIGITS && scale >= -22 && scale <= 22) {
    const mantissa = digits > PART ? high * (POWERS[digits - PART] ?? NaN) + low : high;
    value = scale < 0 ? mantissa / (POWERS[-scale] ?? NaN) : mantissa * (POWERS[scale] ?? NaN);
  } else if (digits > EXACT_DIGITS && digits <= MOST_DIGITS && scale >= -22 && scale <= 0) {
    value = longQuotient(high, POWERS[digits - PART] ?? NaN, low, POWERS[-scale] ?? NaN);
    if (Number.isNaN(value)) return numberOfText(bytes, start, at);
  } else return numberOfText(bytes, start, at);
  return sign === 45 ? -value : value;
}

let decimalExponent = 0;

/** Reads `e±digits` at `at` into `decimalExponent`; the end, which is `at` (and the exponent 0) if it is none. */
function endOfExponent(bytes: Uint8Array, at: number, stop: number): number {
  decimalExponent = 0;
  let next = at + 1;
  const sign = next < stop ? bytes[next] : 0;
  if (sign === 45 || sign === 43) next++;
  const first = next;
  let exponent = 0;
  for (; next < stop; next++) {
    const digit = (bytes[next] ?? 0) - 48;
    if (digit < 0 || digit > 9) break;
    exponent = Math.min(exponent * 10 + digit, 100_000);
  }
  if (next === first) return at;
  decimalExponent = sign === 45 ? -exponent : exponent;
  return next;
}

/** 2²⁷ + 1: splits a double into two halves whose products are exact (Veltkamp). */
const SPLIT = 134_217_729;

/**
 * (high · power + low) / divisor, rounded once; all four are whole numbers exact in doubles, and the dividend is
 * under 10¹⁹. Numerator and quotient are sums of two doubles (Dekker 1971); NaN in the rare case that the error left
 * in the second could change the rounding.
 */
function longQuotient(high: number, power: number, low: number, divisor: number): number {
  const product = high * power;
  const dividend = product + low;
  const dividendRest = low - (dividend - product) + productError(high, power, product);
  const quotient = dividend / divisor;
  const back = quotient * divisor;
  const rest = dividend - back - productError(quotient, divisor, back) + dividendRest;
  const correction = rest / divisor;
  const doubt = quotient * 2 ** -90;
  const value = quotient + (correction + doubt);
  return value === quotient + (correction - doubt) ? value : NaN;
}

/** a · b − product, exactly, where `product` is the rounded a · b. */
function productError(a: number, b: number, product: number): number {
  const aScaled = a * SPLIT;
  const aHigh = aScaled - (aScaled - a);
  const aLow = a - aHigh;
  const bScaled = b * SPLIT;
  const bHigh = bScaled - (bScaled - b);
  const bLow = b - bHigh;
  return aLow * bLow - (product - aHigh * bHigh - aLow * bHigh - aHigh * bLow);
}

/** `Number` of a decimal in bytes; NaN if it is beyond all doubles. */
function numberOfText(bytes: Uint8Array, start: number, end: number): number {
  let text = '';
  for (let at = start; at < end; at++) text += String.fromCharCode(bytes[at] ?? 0);
  const value = Number(text);
  return Number.isFinite(value) ? value : NaN;
}

/** As `parseNumber`, from the bytes `[start, end)`. */
export function parseNumberBytes(bytes: Uint8Array, start: number, end: number): number {
  let first = start;
  let stop = end;
  while (first < stop && (bytes[first] === 32 || bytes[first] === 9)) first++;
  while (stop > first && (bytes[stop - 1] === 32 || bytes[stop - 1] === 9)) stop--;
  const value = readDecimal(bytes, first, stop);
  return decimalEnd === stop ? value : NaN;
}

const MISSING = new Set(['', 'na', 'n/a', 'nan', 'null', 'none', '?', '-']);
const INFINITE = new Set(['inf', '+inf', '-inf', 'infinity', '+infinity', '-infinity']);

/** True if a cell is empty or one of the usual marks for an unknown value. */
export function isMissing(text: string): boolean {
  return MISSING.has(text.trim().toLowerCase());
}

/** True if a cell writes an infinite number. */
export function isInfinite(text: string): boolean {
  return INFINITE.has(text.trim().toLowerCase());
}
