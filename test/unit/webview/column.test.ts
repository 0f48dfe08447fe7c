import assert from 'node:assert/strict';
import fc from 'fast-check';
import { Axis } from '../../../webview/data/axis.ts';
import { Column, type Extremes, NO_ROW } from '../../../webview/data/column.ts';
import { lonePoints, pixelRows, samplePoints } from '../../../webview/data/sampling.ts';

const empty = (): Extremes => ({ low: NO_ROW, high: NO_ROW, gap: NO_ROW });
const cell = fc.oneof(
  { weight: 8, arbitrary: fc.integer({ min: -1000, max: 1000 }) },
  { weight: 1, arbitrary: fc.constantFrom(NaN, Infinity, -Infinity) },
);

/** A column filled in pieces, as frames would fill it. */
function columnOf(values: readonly number[], piece: number): Column {
  const column = new Column(1);
  for (let start = 0; start < values.length; start += piece) {
    const part = values.slice(start, start + piece);
    column.append(part, 0, 1, part.length);
  }
  return column;
}

describe('Column', () => {
  it('finds the extremes and the first gap of any range, however it was filled', () => {
    fc.assert(
      fc.property(
        fc.array(cell, { minLength: 1, maxLength: 700 }),
        fc.integer({ min: 1, max: 90 }),
        fc.nat(),
        fc.nat(),
        (values, piece, a, b) => {
          const column = columnOf(values, piece);
          const [from = 0, to = 0] = [a % (values.length + 1), b % (values.length + 1)].sort((x, y) => x - y);
          const found = column.extremes(from, to, empty());
          const range = values.slice(from, to);
          const finite = range.filter((value) => Number.isFinite(value));
          assert.equal(found.low === NO_ROW, finite.length === 0);
          if (finite.length > 0) {
            assert.equal(column.at(found.low), Math.min(...finite));
            assert.equal(column.at(found.high), Math.max(...finite));
          }
          const gap = range.findIndex((value) => !Number.isFinite(value));
          assert.equal(found.gap, gap < 0 ? NO_ROW : from + gap);
        },
      ),
      { numRuns: 400 },
    );
  });

  it('reads one column out of a row-major table', () => {
    const column = new Column();
    column.append([1, 10, 2, 20, 3, 30], 1, 2, 3);
    assert.deepEqual([column.at(0), column.at(1), column.at(2), column.length], [10, 20, 30, 3]);
    assert.ok(Number.isNaN(column.at(3)));
  });
});

describe('samplePoints', () => {
  const steps = 20_000;
  const axis = new Axis();
  for (let step = 1; step <= steps; step += 1) axis.push(step);

  it('draws a spike of one step wherever it is, on a linear and on a log axis', () => {
    fc.assert(
      fc.property(
        fc.nat({ max: steps - 1 }),
        fc.boolean(),
        fc.integer({ min: 20, max: 900 }),
        (at, log, columns) => {
          const values = new Float64Array(steps).fill(1);
          values[at] = 50;
          const column = new Column(steps);
          column.append(values, 0, 1, steps);
          const edges = pixelRows(axis, { min: 1, max: steps, columns, log });
          const points = samplePoints(axis, column, edges, false);
          assert.ok(points.some((point) => point.x === at + 1 && point.y === 50));
          assert.ok(points.length <= columns * 4);
          points.forEach((point, index) => {
            assert.ok(index === 0 || point.x >= (points[index - 1]?.x ?? 0));
          });
        },
      ),
      { numRuns: 60 },
    );
  });

  it('breaks the line at a value that is not finite, and at one that a log axis cannot show', () => {
    const column = new Column();
    column.append([1, NaN, 3, 0, 5], 0, 1, 5);
    const edges = pixelRows(axis, { min: 1, max: 5, columns: 50, log: false });
    const ys = (logY: boolean): number[] => samplePoints(axis, column, edges, logY).map((point) => point.y);
    assert.deepEqual(ys(false), [1, NaN, 3, 0, 5]);
    assert.deepEqual(ys(true), [1, NaN, 3, NaN, 5]);
  });

  it('takes in the neighbours outside of the window so that the line reaches the border', () => {
    const column = new Column();
    column.append(
      Float64Array.from({ length: 100 }, (_, row) => row),
      0,
      1,
      100,
    );
    const points = samplePoints(
      axis,
      column,
      pixelRows(axis, { min: 40, max: 50, columns: 10, log: false }),
      false,
    );
    assert.equal(points[0]?.x, 39);
    assert.equal(points.at(-1)?.x, 51);
  });

  it('finds the points no line passes through', () => {
    const points = [1, NaN, 2, NaN, 3, 4].map((y, x) => ({ x, y }));
    assert.deepEqual(
      lonePoints(points).map((point) => point.x),
      [0, 2],
    );
  });
});

describe('Axis', () => {
  it('never decreases, and finds the nearest row', () => {
    const times = new Axis(1);
    for (const time of [0, 1, 0.5, 4]) times.push(time);
    assert.deepEqual([times.at(0), times.at(1), times.at(2), times.at(3)], [0, 1, 1, 4]);
    assert.equal(times.nearest(2), 2);
    assert.equal(times.nearest(3), 3);
    assert.equal(times.nearest(-5), 0);
    assert.equal(new Axis().nearest(1), -1);
  });
});
