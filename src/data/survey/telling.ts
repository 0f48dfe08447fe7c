/** Columns that alone tell the target: most likely they were written after it, and new rows will not have them. */
import { cellsOf } from '../cells/cells.ts';
import { cellText, valueOf, type Column, type Table } from '../columns/table.ts';

/** The share of rows from which on a column tells the target. */
const TELLS = 0.999;
/** Values of a column: more would tell the rows apart, not the classes. */
const ROWS_A_VALUE = 5;
const FEWEST_ROWS = 20;

export function tellingColumns(
  table: Table,
  target: string,
  isNumber: boolean,
): { readonly column: string; readonly share: number }[] {
  const wanted = table.columns.find(({ name }) => name === target);
  if (!wanted || widthOf(wanted) > 1 || table.rows < FEWEST_ROWS) return [];
  return table.columns.flatMap((column) => {
    if (column === wanted || widthOf(column) > 1) return [];
    const share = isNumber ? correlation(table, column, wanted) : purity(table, column, wanted);
    return share >= TELLS ? [{ column: column.name, share }] : [];
  });
}

const widthOf = (column: Column): number => (column.kind === 'number' ? column.width : 1);

/** The share of rows that have the most frequent class among the rows with their value; 0 if that is no news. */
function purity({ rows }: Table, column: Column, target: Column): number {
  const counts = new Map<string, Map<string, number>>();
  const classes = new Map<string, number>();
  for (let row = 0; row < rows; row++) {
    const [value, label] = [cellText(column, row), cellText(target, row)];
    const inner = counts.get(value) ?? new Map<string, number>();
    if (inner.size === 0) {
      if (counts.size * ROWS_A_VALUE >= rows) return 0;
      counts.set(value, inner);
    }
    inner.set(label, (inner.get(label) ?? 0) + 1);
    classes.set(label, (classes.get(label) ?? 0) + 1);
  }
  if (Math.max(...classes.values()) >= rows * TELLS) return 0;
  let told = 0;
  for (const inner of counts.values()) told += Math.max(...inner.values());
  return told / rows;
}

/** The size of Pearson's correlation; 0 where a cell is no number. */
function correlation(table: Table, column: Column, target: Column): number {
  const cells = cellsOf(table);
  const at = (one: Column, row: number): number =>
    one.kind === 'number' ? valueOf(one, row, 0) : cells.number(one.texts.at(row));
  let [meanX, meanY, xx, yy, xy] = [0, 0, 0, 0, 0];
  for (let row = 0; row < table.rows; row++) {
    const [x, y] = [at(column, row), at(target, row)];
    if (!Number.isFinite(x) || !Number.isFinite(y)) return 0;
    const [dx, dy] = [x - meanX, y - meanY];
    meanX += dx / (row + 1);
    meanY += dy / (row + 1);
    xx += dx * (x - meanX);
    yy += dy * (y - meanY);
    xy += dx * (y - meanY);
  }
  return xx === 0 || yy === 0 ? 0 : Math.abs(xy) / Math.sqrt(xx * yy);
}
