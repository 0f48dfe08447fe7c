import assert from 'node:assert/strict';
import type { MetricFrame } from '../../../src/run/frames.ts';
import { columnLine } from '../../../webview/chart/lines.ts';
import { heatRows } from '../../../webview/data/heatCells.ts';
import { RunData } from '../../../webview/data/runData.ts';

const WINDOW = { min: 1, max: 2, columns: 10, log: false };
const STYLE = { id: 'run', label: 'run', color: 'red' };

/** A run with these gradient norms of its layers, a step each from 1 on, and its gradients judged. */
function runOf(...layers: readonly (readonly number[])[]): RunData {
  const names = layers.map((_, index) => `dense${(index + 1).toString()}/gradientNorm`);
  const data = new RunData(names, 1);
  const count = layers[0]?.length ?? 0;
  const rows = Array.from({ length: count }, (_, row) => layers.map((norms) => norms[row] ?? NaN));
  const frame: MetricFrame = {
    sequence: 0,
    firstStep: 1,
    count,
    values: Float64Array.from(rows.flat()).buffer,
    epochs: new Float64Array(count).fill(1).buffer,
    seconds: Float64Array.from(rows, (_, row) => row).buffer,
  };
  data.fill(frame);
  data.verdicts.catchUp();
  return data;
}

/** The first letters of the classes of a layer's cells. */
function classesOf(data: RunData, layer: number, window = WINDOW): string {
  const rows = heatRows(data, 'step', window);
  return rows[layer]?.classes.map((name) => (name === 'empty' ? '.' : name.slice(0, 1))).join('') ?? '';
}

describe('the cells of the heat map', () => {
  it('show the nearer of two steps, so that the last of a short run is as wide as the first', () => {
    const data = runOf([1, Infinity]);
    assert.equal(classesOf(data, 0), 'hhhhheeeee');
    const [row] = heatRows(data, 'step', WINDOW);
    assert.deepEqual([...(row?.norms.slice(3, 7) ?? [])], [1, 1, Infinity, Infinity]);
  });

  it('are empty before the first step and after the last', () => {
    const data = runOf([1, 1]);
    assert.equal(classesOf(data, 0, { ...WINDOW, max: 11 }), 'hh........');
    assert.equal(classesOf(data, 0, { ...WINDOW, min: 0 }), '.....hhhhh');
  });

  it('explode in a short run from where it does to its end, however wide its steps are drawn', () => {
    const data = runOf([1, 1e5, NaN]);
    const cells = classesOf(data, 0, { min: 1, max: 3, columns: 120, log: false });
    assert.match(cells, /^h+e+$/);
    assert.equal(cells.indexOf('e'), 30);
  });

  it('have the verdicts that the marks tell, no others', () => {
    const steps = Array.from({ length: 1000 }, (_, step) => step + 1);
    const first = steps.map((step) => (step > 300 && step <= 500 ? 1e-7 : 1));
    const second = steps.map((step) => (step === 250 || (step > 700 && step <= 800) ? 30 : 1));
    const data = runOf(
      first,
      second,
      steps.map(() => 1),
    );
    const window = { min: 1, max: 1000, columns: 100, log: false };
    const rows = heatRows(data, 'step', window);
    const width = (1000 - 1) / 100;
    data.layers().forEach((layer, index) => {
      rows[index]?.classes.forEach((verdict, cell) => {
        const [from, to] = [1 + cell * width, 1 + (cell + 1) * width];
        const told = data.verdicts.found.some(
          (one) => one.layer === layer && one.from < to && one.to >= from,
        );
        assert.equal(verdict !== 'healthy', told, `${layer} ${String(from)}`);
      });
    });
    assert.equal(data.verdicts.events().length, 2);
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
