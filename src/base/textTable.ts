/** Plain text tables and numbers for people. */
import { oneLine } from './plainText.ts';

/** Columns aligned by spaces; `right` names the columns (by index) that hold numbers. */
export function formatTable(
  titles: readonly string[],
  contents: readonly (readonly string[])[],
  right: readonly number[] = [],
): string {
  // A line break in a name would be a row of its own.
  const header = titles.map(oneLine);
  const rows = contents.map((cells) => cells.map(oneLine));
  const widths = header.map((title, column) =>
    rows.reduce((widest, row) => Math.max(widest, displayWidth(row[column] ?? '')), displayWidth(title)),
  );
  const line = (cells: readonly string[]): string =>
    widths
      .map((width, column) => {
        const cell = cells[column] ?? '';
        const space = ' '.repeat(width - displayWidth(cell));
        return right.includes(column) ? space + cell : cell + space;
      })
      .join('  ')
      .trimEnd();
  const rule = widths.map((width) => '─'.repeat(width)).join('  ');
  return [line(header), rule, ...rows.map(line), ''].join('\n');
}

/** Cells a terminal takes: wide for the scripts of East Asia. */
export function displayWidth(text: string): number {
  let width = 0;
  for (const character of text) {
    width +=
      /[\u1100-\u115f\u2e80-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60\uffe0-\uffe6]/u.test(
        character,
      )
        ? 2
        : 1;
  }
  return width;
}

/** About `digits` significant digits, without a tail of zeros; `-` where there is none. */
export function formatNumber(value: number | null | undefined, digits = 4): string {
  if (value === null || value === undefined) return '-';
  if (!Number.isFinite(value)) return String(value);
  if (value === 0) return '0';
  const size = Math.abs(value);
  if (size >= 1e6 || size < 1e-4) return value.toExponential(Math.max(0, digits - 1));
  return String(Number(value.toPrecision(digits)));
}

/** Bars of one character, from the lowest to the highest: small charts within a line of text. */
export const BARS = '▁▂▃▄▅▆▇█';
