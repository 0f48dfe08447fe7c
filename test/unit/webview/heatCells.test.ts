import assert from 'node:assert/strict';
import type { MetricFrame } from '../../../src/run/frames.ts';
import { columnLine } from '../../../webview/chart/lines.ts';
import { heatRows } from '../../../webview/data/heatCells.ts';
import { RunData } from '../../../webview/data/runData.ts';

const WINDOW = { min: 1, max: 2, columns: 10, log: false };
const STYLE = { id: 'run', label: 'run', color: 'red' };

/** A run with these gradient norms of one layer, a step each from 1 on. */
function runOf(norms: readonly number[]): RunData {
  const data = new RunData(['dense1/gradientNorm'], 1);
  const frame: MetricFrame = {
    sequence: 0,
    firstStep: 1,
    count: norms.length,
    values: Float64Array.from(norms).buffer,
    epochs: Float64Array.from(norms, () => 1).buffer,
    seconds: Float64Array.from(norms, (_, row) => row).buffer,
  };
  data.fill(frame);
  return data;
}

describe('the cells of the heat map', () => {
  it('show the nearer of two steps, so that the last of a short run is as wide as the first', () => {
    const [row] = heatRows(runOf([1, Infinity]), 'step', WINDOW);
    assert.ok(row);
    assert.equal(row.classes.map((name) => name.slice(0, 1)).join(''), 'hhhhheeeee');
    assert.deepEqual([...row.norms.slice(3, 7)], [1, 1, Infinity, Infinity]);
  });

  it('are empty where nothing is recorded', () => {
    const [row] = heatRows(runOf([1, 1]), 'step', { ...WINDOW, max: 11 });
    assert.deepEqual(
      row?.classes.map((name) => name.slice(0, 2)),
      ['he', 'he', ...Array.from({ length: 8 }, () => 'em')],
    );
  });
});

describe('a line', () => {
  it('has its last value also where another one goes on', () => {
    const data = runOf([3, 2, 1]);
    const column = data.column('dense1/gradientNorm');
    assert.ok(column);
    const line = columnLine(data, 'step', column, STYLE);
    assert.equal(line.at(100), null);
    assert.deepEqual(line.latest(), { x: 3, y: 1 });
    assert.equal(columnLine(new RunData([], 1), 'step', column, STYLE).latest(), null);
  });
});
