/** Wide tables: loading takes time in proportion to the columns, whatever they hold. */
import assert from 'node:assert/strict';
import { load } from '../support.ts';

const ROWS = 6;

function csv(columns: number, cell: (row: number, column: number) => string): string {
  const names = Array.from({ length: columns }, (_, column) => `c${String(column)}`);
  const rows = Array.from({ length: ROWS }, (_, row) =>
    [...names.map((_, column) => cell(row, column)), String(row % 2)].join(','),
  );
  return [[...names, 'y'].join(','), ...rows, ''].join('\n');
}

function json(columns: number): string {
  const rows = Array.from({ length: ROWS }, (_, row) => {
    const record: Record<string, number> = {};
    for (let column = 0; column < columns; column++) record[`c${String(column)}`] = row + column;
    record['y'] = row % 2;
    return record;
  });
  return JSON.stringify(rows);
}

const KINDS: readonly (readonly [
  what: string,
  file: string,
  make: (columns: number) => string,
  data?: object,
])[] = [
  ['numbers', 'd.csv', (columns) => csv(columns, (row, column) => String(row + column / 10))],
  ['categories', 'd.csv', (columns) => csv(columns, (row, column) => 'abc'.charAt((row + column) % 3))],
  [
    'missing values',
    'd.csv',
    (columns) => csv(columns, (row, column) => ((row + column) % 5 === 0 ? '' : String(row))),
    { missing: 'mean' },
  ],
  [
    'columns that are each warned of',
    'd.csv',
    (columns) => csv(columns, (row, column) => `${String(row + 1)}.${String(100 + (column % 800))}`),
  ],
  ['records of JSON', 'd.json', json],
];

describe('a table with many columns', () => {
  for (const [what, file, make, data] of KINDS) {
    it(`is loaded in proportion to them: ${what}`, async () => {
      const seconds = async (columns: number): Promise<number> => {
        const files = { [file]: make(columns) };
        let best = Infinity;
        for (let turn = 0; turn < 3; turn++) {
          const start = performance.now();
          const { warnings } = await load(
            { source: file, target: 'y', split: { validation: 0 }, ...data },
            files,
          );
          best = Math.min(best, performance.now() - start);
          assert.ok(warnings.length <= 21, String(warnings.length));
        }
        return best;
      };
      await seconds(1000);
      const [few, many] = [await seconds(4000), await seconds(16_000)];
      // Four times as many; squared it would be sixteen.
      assert.ok(many < 12 * few + 50, `${String(few)} ms, then ${String(many)} ms`);
    }).timeout(60_000);
  }
});
