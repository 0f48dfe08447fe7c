/** Data written in the spec itself, `{ "inline": { "x": [[…]], "y": [[…]] } }`; its lengths are checked with the spec. */
import type { Source } from '../../format/types.ts';
import { arrayTable, columnsOf, numbered } from './arrays.ts';
import type { Table } from '../columns/table.ts';

/** Columns `x1 … xn` and `y1 … ym` (`x`, `y` if there is one). */
export function inlineTable({ x, y }: Extract<Source, { kind: 'inline' }>): Table {
  const xNames = numbered('x', x[0]?.length ?? 0);
  const yNames = numbered('y', y[0]?.length ?? 0);
  const columns = [
    ...columnsOf(Float64Array.from(x.flat()), xNames),
    ...columnsOf(Float64Array.from(y.flat()), yNames),
  ];
  const arrays = [
    { name: 'inputs', shape: [xNames.length] },
    { name: 'targets', shape: [yNames.length] },
  ];
  return { ...arrayTable('inline', x.length, columns, yNames), arrays };
}
