/** The values that a chart shows, exactly as recorded, for a spreadsheet or a script. */
import { csvCell as cell } from '../../src/base/csvCell.ts';
import { type LineSource, isAverage } from './model.ts';

/** Rows of one file; of a longer stretch the extremes are written, as the chart draws them. */
const MOST_ROWS = 1_000_000;
const EXTREMES_OF = 50_000;

/**
 * `line,<x>,value`, a row per recorded value between `min` and `max`; a gap is an empty value. Raw and smoothed lines
 * of one name are told apart by `smoothed`, which is added to the name.
 */
export function linesCsv(
  lines: readonly LineSource[],
  xName: string,
  window: { readonly min: number; readonly max: number },
  smoothed: string,
): string {
  const rows = [`line,${cell(xName)},value`];
  for (const line of lines) {
    const name = cell(isAverage(line, lines) ? `${line.label} ${smoothed}` : line.label);
    const { count, points } = line.values(window.min, window.max);
    const shown =
      count * lines.length <= MOST_ROWS
        ? points
        : line.sample({ ...window, columns: EXTREMES_OF, log: false }, false);
    for (const { x, y } of shown) rows.push(`${name},${x.toString()},${Number.isFinite(y) ? single(y) : ''}`);
  }
  return `${rows.join('\r\n')}\r\n`;
}

/** Columns are kept as float32: no more digits than it has. */
function single(value: number): string {
  return Number(value.toPrecision(8)).toString();
}
