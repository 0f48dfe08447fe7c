import assert from 'node:assert/strict';
import fc from 'fast-check';
import { columnLine } from '../../../../webview/chart/lines.ts';
import type { LineSource } from '../../../../webview/chart/model.ts';
import { drawnLines } from '../../../../webview/chart/noise.ts';
import { Axis } from '../../../../webview/data/axis.ts';
import { Column } from '../../../../webview/data/column.ts';
import { pixelRows } from '../../../../webview/data/sampling.ts';
import { type Spread, spreadOf } from '../../../../webview/data/spread.ts';

const COLUMNS = 60;

/** Numbers in [0, 1) that look like chance, the same each time. */
function noise(row: number): number {
  const value = Math.sin(row * 12.9898) * 43_758.5453;
  return value - Math.floor(value);
}

function recorded(values: readonly number[]): { axis: Axis; column: Column } {
  const axis = new Axis();
  const column = new Column();
  values.forEach((_, row) => {
    axis.push(row + 1);
  });
  column.append(values, 0, 1, values.length);
  return { axis, column };
}

function spread(values: readonly number[], logY = false): Spread | null {
  const { axis, column } = recorded(values);
  const window = { min: 1, max: values.length, columns: COLUMNS, log: false };
  return spreadOf(axis, column, pixelRows(axis, window), logY);
}

function lineOf(values: readonly number[], style: Partial<LineSource> = {}): LineSource {
  const { axis, column } = recorded(values);
  const axes = { step: axis, epoch: axis, time: axis };
  return columnLine({ axes }, 'step', column, { id: 'a', label: 'a', color: 'red', ...style });
}

const WINDOW = { min: 1, max: 6000, columns: COLUMNS, log: false };

describe('the spread of a noisy line', () => {
  it('is the median of each slice and the range of four fifths of its values', () => {
    const found = spread(Array.from({ length: 6000 }, (_, row) => 10 + noise(row)));
    assert.ok(found);
    assert.equal(found.medians.length, COLUMNS / 3);
    found.medians.forEach(({ y }, slice) => {
      assert.ok(Math.abs(y - 10.5) < 0.25, String(y));
      assert.ok((found.low[slice] ?? NaN) < 10.4 && (found.high[slice] ?? NaN) > 10.6);
    });
    assert.equal(found.medians.at(-1)?.x, 6000);
    assert.equal(found.spikes.length, 0);
  });

  it('has wider slices where values are few', () => {
    const found = spread(Array.from({ length: 100 }, (_, row) => noise(row)));
    assert.equal(found?.medians.length, COLUMNS / 5);
  });

  it('is none where a slice would hold too few values to tell noise from shape', () => {
    assert.equal(spread(Array.from({ length: COLUMNS - 1 }, (_, row) => noise(row))), null);
  });

  it('never loses a spike of a single step, on either kind of axis', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 5999 }), fc.boolean(), fc.boolean(), (at, up, logY) => {
        const values = Array.from({ length: 6000 }, (_, row) => 10 + noise(row));
        values[at] = up ? 900 : 0.01;
        const { spikes } = spread(values, logY) ?? { spikes: [] };
        assert.ok(spikes.some(({ x }) => x === at + 1));
      }),
      { numRuns: 60 },
    );
  });

  it('holds between lowest and highest value, whatever is recorded', () => {
    const values = fc.array(fc.oneof(fc.double({ min: -1e3, max: 1e3, noNaN: true }), fc.constant(NaN)), {
      minLength: 200,
      maxLength: 600,
    });
    fc.assert(
      fc.property(values, fc.boolean(), (all, logY) => {
        const found = spread(all, logY);
        found?.medians.forEach(({ y }, slice) => {
          if (Number.isNaN(y)) return;
          assert.ok((found.low[slice] ?? NaN) <= y && y <= (found.high[slice] ?? NaN));
          if (logY) assert.ok((found.low[slice] ?? NaN) > 0);
        });
      }),
    );
  });

  it('breaks where a value is missing', () => {
    const values = Array.from({ length: 6000 }, (_, row) => 10 + noise(row));
    values[3000] = NaN;
    const gaps = spread(values)?.medians.filter(({ y }) => Number.isNaN(y));
    assert.deepEqual(
      gaps?.map(({ x }) => x),
      [3001],
    );
  });
});

describe('noisy lines on a chart', () => {
  const noisy = Array.from({ length: 6000 }, (_, row) => noise(row));
  const calm = noisy.map((value, row) => (row < 3000 ? 0 : 100) + value);

  it('are medians with bands, and all values on request', () => {
    const bands = drawnLines([lineOf(noisy)], WINDOW, { logY: false, raw: false });
    assert.ok(bands.noisy && bands.lines[0]?.spread);
    const raw = drawnLines([lineOf(noisy)], WINDOW, { logY: false, raw: true });
    assert.ok(raw.noisy);
    assert.equal(raw.lines[0]?.spread, null);
    assert.ok(raw.lines.every(({ points }) => points.length > 100));
  });

  it('are as they are where the noise is thinner than the eye can see', () => {
    const drawn = drawnLines([lineOf(calm)], WINDOW, { logY: false, raw: false });
    assert.equal(drawn.noisy, false);
    assert.equal(drawn.lines[0]?.spread, null);
  });

  it('behind their own average are a band only, and the average stays as it is', () => {
    const lines = [lineOf(noisy, { behind: true }), lineOf(noisy.map(() => 0.5))];
    const drawn = drawnLines(lines, WINDOW, { logY: false, raw: false });
    assert.ok(drawn.lines[0]?.spread);
    assert.equal(drawn.lines[1]?.spread, null);
  });
});
