/**
 * Numbers as people read them, the same in the panel, the host, the report and the terminal: a real minus, grouped thousands, as
 * many digits as say something, and no tail of zeros.
 */

const DIGITS = 4;
/** A dash where there is no value. */
const NONE = '–';

/**
 * Made once: asking a number for its text in a language makes one each time, which takes longer than drawing it. Made late: the
 * first one takes as long as a fifth of what the extension takes to load.
 */
let format: Intl.NumberFormat | null = null;

function grouped(value: number): string {
  format ??= new Intl.NumberFormat('en-US', { maximumFractionDigits: 20 });
  return format.format(value);
}

function minus(text: string): string {
  return text.replace('-', '−');
}

/** `1.5e−7` from `1.50e-7`. */
function exponent(value: number, digits: number): string {
  const [mantissa = '', power = ''] = value.toExponential(digits - 1).split('e');
  return minus(`${Number(mantissa).toString()}e`) + minus(power.replace('+', ''));
}

/**
 * Four significant digits, and every digit before the point; exponents below 0.001 and from a million on; a dash where there
 * is no value.
 */
export function formatValue(value: number | null | undefined): string {
  if (value === null || value === undefined || Number.isNaN(value)) return NONE;
  if (!Number.isFinite(value)) return value > 0 ? '∞' : '−∞';
  if (value === 0) return '0';
  const rounded = Math.abs(value) >= 1000 ? Math.round(value) : Number(value.toPrecision(DIGITS));
  const size = Math.abs(rounded);
  if (size < 1e-3 || size >= 1e6) return exponent(value, DIGITS - 1);
  return minus(grouped(rounded));
}

/**
 * As short as an axis label can be: `0.25`, `1e−4`, `5,000`, `200k`. `largest` of the labels of an axis gives all of them the
 * same unit.
 */
export function formatTick(value: number, largest = value): string {
  if (value === 0) return '0';
  const size = Math.abs(value);
  const most = Math.max(size, Math.abs(largest));
  if (size < 1e-3 || most >= 1e9) return exponent(Number(value.toPrecision(3)), 3);
  const [unit, letter] = most >= 1e6 ? [1e6, 'M'] : most >= 1e5 ? [1e3, 'k'] : [1, ''];
  return `${minus(grouped(Number((value / unit).toPrecision(6))))}${letter}`;
}

/** A share as a percentage with one decimal; no line breaks before the sign. */
export function formatPercent(share: number): string {
  if (Number.isNaN(share)) return NONE;
  return `${minus((share * 100).toFixed(1).replace(/^-(0\.0)$/, '$1'))}\u00a0%`;
}

/** A share as a percentage with as many digits as it has. */
export function formatShare(share: number): string {
  return `${minus(grouped(Number((share * 100).toPrecision(3))))}\u00a0%`;
}

/** A whole number with grouped digits. */
export function formatCount(count: number): string {
  return minus(grouped(Math.round(count) || 0));
}

/** A place between epochs: in hundredths at first, in whole ones where hundredths say nothing. */
export function formatEpoch(epoch: number): string {
  if (!Number.isFinite(epoch)) return NONE;
  const decimals = epoch < 9.995 ? 2 : epoch < 99.95 ? 1 : 0;
  return minus(grouped(Number(epoch.toFixed(decimals))));
}

/** A duration of less than a minute, whose unit is a word of the reader's language. */
export type DurationText = '{0} s' | '{0} ms' | 'under 1 ms';

const english = (text: DurationText, count: string): string => text.replace('{0}', count);

/** Seconds as `12 ms`, `8.4 s`, `42 s`, `3:05` or `2:03:05`; `write` puts a number into the reader's language. */
export function formatDuration(
  seconds: number,
  write: (text: DurationText, count: string) => string = english,
): string {
  if (!Number.isFinite(seconds) || seconds < 0) return NONE;
  if (seconds === 0) return write('{0} s', '0');
  const milliseconds = Math.round(seconds * 1000);
  if (milliseconds < 1) return write('under 1 ms', '');
  if (milliseconds < 1000) return write('{0} ms', milliseconds.toString());
  if (seconds < 9.95) return write('{0} s', Number(seconds.toFixed(1)).toString());
  if (seconds < 59.5) return write('{0} s', Math.round(seconds).toString());
  const whole = Math.round(seconds);
  const two = (value: number): string => value.toString().padStart(2, '0');
  const hours = Math.floor(whole / 3600);
  const minutes = Math.floor(whole / 60) % 60;
  return hours > 0
    ? `${formatCount(hours)}:${two(minutes)}:${two(whole % 60)}`
    : `${minutes.toString()}:${two(whole % 60)}`;
}

/** Bytes in words, such as `1.5 GB`. */
export function formatBytes(bytes: number): string {
  const units = ['B', 'KB', 'MB', 'GB', 'TB'];
  const power = Math.min(units.length - 1, Math.max(0, Math.floor(Math.log2(Math.max(1, bytes)) / 10)));
  const value = bytes / 1024 ** power;
  return `${power === 0 || value >= 100 ? value.toFixed(0) : value.toFixed(1)} ${units[power] ?? ''}`;
}
