import assert from 'node:assert/strict';
import type { Finding } from '../../../src/run/events/findings.ts';
import type { MetricFrame } from '../../../src/run/frames.ts';
import { columnLine } from '../../../webview/chart/lines.ts';
import { heatRows } from '../../../webview/data/heatCells.ts';
import { RunData } from '../../../webview/data/runData.ts';

function findingOf(rule: string, layer: string, since: number, until: number | null): Finding {
  const numbers = { step: since, value: 1, threshold: 1 };
  return { rule, layer, severity: 'warning', since, until, ...numbers, code: 'NN-TEST', message: '' };
}

const WINDOW = { min: 1, max: 2, columns: 10, log: false };
const STYLE = { id: 'run', label: 'run', color: 'red' };

/** A run with these gradient norms of its layers, a step each from 1 on. */
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

  it('explode where a norm is not finite, and from where a finding says so to its end', () => {
    const data = runOf([1, 1e5, NaN]);
    const window = { min: 1, max: 3, columns: 120, log: false };
    assert.match(classesOf(data, 0, window), /^h+e+$/);
    assert.equal(classesOf(data, 0, window).indexOf('e'), 90);
    data.verdicts.take([findingOf('explodingGradient', 'dense1', 2, null)]);
    assert.equal(classesOf(data, 0, window).indexOf('e'), 30);
  });

  it('have the findings that the marks tell, no others', () => {
    const norms = Array.from({ length: 1000 }, (_, step) => (step > 700 ? 1e9 : step > 300 ? 1e-9 : 1));
    const data = runOf(norms, norms);
    data.verdicts.take([findingOf('vanishingGradient', 'dense2', 401, 500)]);
    const window = { min: 1, max: 1000, columns: 100, log: false };
    assert.equal(classesOf(data, 0, window), 'h'.repeat(100));
    assert.match(classesOf(data, 1, window), /^h{40}v{10,11}h+$/);
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
