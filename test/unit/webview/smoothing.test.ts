import assert from 'node:assert/strict';
import fc from 'fast-check';
import { History } from '../../../src/runs/events/history.ts';
import { Column } from '../../../webview/data/column.ts';
import { smoothedColumn } from '../../../webview/data/derived.ts';
import { RunData } from '../../../webview/data/runData.ts';
import { Smoother, weightOf } from '../../../webview/data/smoothing.ts';

function smoothed(values: readonly number[], weight: number): number[] {
  const smoother = new Smoother(weight);
  return values.map((value) => smoother.next(value));
}

/** TensorBoard's own loop, written out with its power. */
function tensorBoard(values: readonly number[], weight: number): number[] {
  let last = 0;
  let count = 0;
  return values.map((value) => {
    if (!Number.isFinite(value)) return value;
    last = last * weight + (1 - weight) * value;
    count += 1;
    return last / (1 - weight ** count);
  });
}

describe('smoothing', () => {
  it("is TensorBoard's debiased moving average; what is not finite passes through", () => {
    const values = [5, 1, NaN, 3, Infinity, 2, 2, 8];
    for (const weight of [0, 0.3, 0.6, 0.99]) {
      smoothed(values, weight).forEach((value, index) => {
        const expected = tensorBoard(values, weight)[index] ?? NaN;
        if (Number.isFinite(expected)) assert.ok(Math.abs(value - expected) < 1e-9 * Math.abs(expected));
        else assert.ok(Object.is(value, expected));
      });
    }
  });

  it('lets a row that stands for several steps weigh as much as they would', () => {
    const each = smoothed([4, 1, 1, 1, 2], 0.6);
    const thinned = new Smoother(0.6);
    const last = [thinned.next(4), thinned.next(1, 3), thinned.next(2)].at(-1);
    assert.ok(Math.abs((last ?? NaN) - (each.at(-1) ?? NaN)) < 1e-12);
  });

  it('starts at the first value and keeps a constant', () => {
    assert.ok(Math.abs((smoothed([7, 1], 0.9)[0] ?? 0) - 7) < 1e-12);
    for (const value of smoothed([2, 2, 2], 0.95)) assert.ok(Math.abs(value - 2) < 1e-12);
  });

  it('gives a column the same values whether it is read once or after every frame', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: -50, max: 50 }), { minLength: 1, maxLength: 80 }), (values) => {
        const source = new Column();
        const stepwise = smoothedColumn(source, 0.6);
        for (const value of values) {
          source.append([value], 0, 1, 1);
          stepwise.read();
        }
        const atOnce = smoothedColumn(source, 0.6).read();
        const column = stepwise.read();
        for (let row = 0; row < values.length; row += 1) assert.equal(column.at(row), atOnce.at(row));
      }),
      { numRuns: 50 },
    );
  });

  it('looks alike in a run that was followed and in one whose steps were thinned out', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1000, max: 20_000 }),
        fc.integer({ min: 1, max: 1 << 30 }),
        (steps, seed) => {
          const history = new History(1, 512);
          const followed = new RunData(['loss'], 10);
          let state = seed;
          // Noise as large as what it lies on, which falls from 2 to 1.
          const losses = Float64Array.from({ length: steps }, (_, step) => {
            state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
            return 1 + Math.exp((-5 * step) / steps) + state / 2 ** 32 - 0.5;
          });
          const seconds = new Float64Array(steps).buffer;
          const frame = {
            sequence: 0,
            firstStep: 1,
            count: steps,
            values: losses.buffer,
            epochs: seconds,
            seconds,
          };
          followed.add(frame);
          history.appendFrame(frame);
          const thinned = new RunData(['loss'], 10);
          thinned.fill(history.toFrame(0));
          const weight = weightOf(0.02, steps);
          const exact = followed.smoothed('loss', weight);
          const late = thinned.smoothed('loss', weight);
          for (let row = 9; row < thinned.length; row += 2) {
            const step = thinned.axes.step.at(row);
            const apart = Math.abs((late?.at(row) ?? NaN) - (exact?.at(step - 1) ?? NaN));
            assert.ok(
              apart < 0.05,
              `step ${step.toString()} of ${steps.toString()}: ${apart.toString()} apart`,
            );
          }
        },
      ),
      { numRuns: 60 },
    );
  });

  it('is over a share of what is in view, and none where that is less than a value', () => {
    assert.equal(weightOf(0, 1e6), 0);
    assert.equal(weightOf(0.01, 40), 0);
    for (const inView of [1000, 12_345, 1e6]) {
      const span = -1 / Math.log(weightOf(0.01, inView));
      assert.ok(Math.abs(span / (0.01 * inView) - 1) < 0.1);
    }
  });
});
