/** The box under the pointer: never more rows than the chart has room for, and it says how many are left out. */
import assert from 'node:assert/strict';
import { pointLine } from '../../../../webview/chart/lines.ts';
import { type ReadoutRow, rowsToShow } from '../../../../webview/chart/readout.ts';

function rows(count: number): ReadoutRow[] {
  return Array.from({ length: count }, (_, index) => ({
    line: pointLine([], { id: index.toString(), label: index.toString(), color: 'red' }),
    name: index.toString(),
    y: index,
    distance: Math.abs(index - 20),
  }));
}

describe('the read-out', () => {
  it('has as many rows as a low chart has room for, those nearest to the pointer', () => {
    const { shown, columns } = rowsToShow(rows(75), 150, 170);
    assert.equal(columns, 1);
    // One more line says how many are left out.
    assert.deepEqual(
      shown.map(({ y }) => y),
      [22, 21, 20, 19, 18, 17],
    );
  });

  it('has two columns where there is room, and never more', () => {
    assert.equal(rowsToShow(rows(75), 900, 280).columns, 2);
    assert.equal(rowsToShow(rows(3), 900, 280).columns, 1);
    assert.equal(rowsToShow([], 900, 280).columns, 1);
  });

  it('keeps the order of few lines', () => {
    assert.deepEqual(
      rowsToShow(rows(3), 150, 170).shown.map(({ y }) => y),
      [0, 1, 2],
    );
  });
});
