import assert from 'node:assert/strict';
import fc from 'fast-check';
import { NumberRows } from '../../../../src/data/columns/numberRows.ts';
import { type NumberColumn, valueOf } from '../../../../src/data/columns/table.ts';

/** The columns of `rows`, and whether they were wanted to the last bit. */
function stored(rows: readonly (readonly number[])[], exact: readonly boolean[]): NumberColumn[] {
  const numbers = new NumberRows(exact, 1, 2 ** 30, 'f');
  rows.forEach((row, index) => {
    row.forEach((value, column) => {
      numbers.put(index, column, value);
    });
  });
  return exact.map((_, column) => numbers.column(column, 'x', rows.length));
}

describe('numbers as they are kept while a file is read', () => {
  it('are the same to the last bit, however many digits come and in whatever order', () => {
    const number = fc.oneof(
      fc.integer({ min: 0, max: 255 }),
      fc.integer(),
      fc
        .tuple(fc.integer({ min: -9_999_999, max: 9_999_999 }), fc.nat(14))
        .map(([digits, decimals]) => Number(`${String(digits)}e-${String(decimals)}`)),
      fc.double({ noNaN: true, noDefaultInfinity: true }),
    );
    fc.assert(
      fc.property(fc.array(fc.tuple(number, number), { minLength: 1, maxLength: 40 }), (rows) => {
        const [exact, single] = stored(rows, [true, false]);
        assert.ok(exact && single);
        rows.forEach(([a, b], row) => {
          assert.equal(valueOf(exact, row, 0), a);
          assert.equal(valueOf(single, row, 0), Math.fround(b));
        });
      }),
      { numRuns: 3000 },
    );
  });

  it('need no doubles while seven digits tell them, with more decimals as they come', () => {
    const rows = [[0.5], [1], [0.1], [12.25], [-0.001], [999.9999], [0]];
    const [column] = stored(rows, [true]);
    assert.ok(column);
    assert.equal(column.doubles, null);
    assert.equal(column.decimals, 4);
    assert.deepEqual(
      rows.map((_, row) => [valueOf(column, row, 0)]),
      rows,
    );
  });

  it('keep doubles from the first that needs them on', () => {
    const rows = [[3], [0.1], [2 ** 24 + 1], [0.1234567890123]];
    const [column] = stored(rows, [true]);
    assert.ok(column?.doubles);
    assert.deepEqual([...column.doubles], rows.flat());
  });
});
