/** Numbers and durations as the panel writes them. */

/** Four significant digits; exponents below 0.001 and from a million on; a dash where there is no value. */
export function formatValue(value: number | null | undefined): string {
  if (value === null || value === undefined || Number.isNaN(value)) return '–';
  if (value === Infinity) return '∞';
  if (value === -Infinity) return '−∞';
  if (value === 0) return '0';
  const size = Math.abs(value);
  if (size < 1e-3 || size >= 1e6) return exponent(value.toExponential(2));
  return minus(Number(value.toPrecision(4)).toString());
}

/** As short as an axis label can be: `0.25`, `1e-4`, `20k`. */
export function formatTick(value: number): string {
  if (value === 0) return '0';
  const size = Math.abs(value);
  if (size < 1e-3) return exponent(Number(value.toPrecision(3)).toExponential());
  if (size >= 1e9) return exponent(Number(value.toPrecision(3)).toExponential());
  if (size >= 1e6) return minus(`${Number((value / 1e6).toPrecision(4)).toString()}M`);
  if (size >= 1e4) return minus(`${Number((value / 1e3).toPrecision(4)).toString()}k`);
  return minus(Number(value.toPrecision(6)).toString());
}

/** A share as a percentage with one decimal; no line breaks before the sign. */
export function formatPercent(share: number): string {
  return `${(share * 100).toFixed(1)}\u00a0%`;
}

/** A share as a percentage with as many digits as it has. */
export function formatShare(share: number): string {
  return `${Number((share * 100).toPrecision(3)).toString()}\u00a0%`;
}

/** Made once: asking a number for its text in a language makes one each time, which takes longer than drawing it. */
const grouped = new Intl.NumberFormat('en-US');

/** A whole number with grouped digits. */
export function formatCount(count: number): string {
  return grouped.format(Math.round(count));
}

/** Seconds as `0.8 s`, `42 s`, `3:05` or `2:03:05`. */
export function formatDuration(seconds: number): string {
  if (!Number.isFinite(seconds) || seconds < 0) return '–';
  if (seconds < 9.95) return `${seconds.toFixed(1)} s`;
  if (seconds < 59.5) return `${Math.round(seconds).toString()} s`;
  const whole = Math.round(seconds);
  const two = (value: number): string => value.toString().padStart(2, '0');
  const hours = Math.floor(whole / 3600);
  const minutes = Math.floor(whole / 60) % 60;
  return hours > 0
    ? `${hours.toString()}:${two(minutes)}:${two(whole % 60)}`
    : `${minutes.toString()}:${two(whole % 60)}`;
}

function minus(text: string): string {
  return text.replace('-', '−');
}

function exponent(text: string): string {
  return text
    .replace('e+', 'e')
    .replace(/^-/, '−')
    .replace('e-', 'e−')
    .replace(/\.?0+e/, 'e');
}
