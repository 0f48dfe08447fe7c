import assert from 'node:assert/strict';
import fc from 'fast-check';
import { History } from '../../../../src/runs/events/history.ts';

function fill(count: number, capacity: number, valueOf: (step: number) => number): History {
  const history = new History(2, capacity);
  for (let step = 1; step <= count; step++) {
    const value = valueOf(step);
    history.append(step, Math.ceil(step / 10), step / 100, Float64Array.of(value, -value), 0);
  }
  return history;
}

function columns(history: History) {
  const frame = history.toFrame(3);
  const values = new Float64Array(frame.values);
  const rows = Array.from({ length: frame.count }, (_, row) => values[row * 2] ?? NaN);
  const steps = frame.steps ? [...new Float64Array(frame.steps)] : null;
  return { frame, rows, steps };
}

describe('the history of a run', () => {
  it('keeps every step up to its capacity', () => {
    const { frame, rows, steps } = columns(fill(16, 16, (step) => step * step));
    assert.equal(steps, null);
    assert.equal(frame.firstStep, 1);
    assert.equal(frame.sequence, 3);
    assert.deepEqual(
      rows,
      Array.from({ length: 16 }, (_, index) => (index + 1) ** 2),
    );
    assert.deepEqual([...new Float64Array(frame.epochs)].slice(9, 11), [1, 2]);
  });

  it('stays within its capacity, in order, and never loses a spike', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 500 }), fc.integer({ min: 1, max: 500 }), (count, at) => {
        const spike = 1 + (at % count);
        const { rows, steps, frame } = columns(fill(count, 32, (step) => (step === spike ? 1000 : step % 3)));
        assert(frame.count <= 34);
        assert(rows.includes(1000));
        const lows = new Float64Array(frame.values).filter((_, index) => index % 2 === 1);
        assert(lows.includes(-1000));
        for (let row = 1; row < (steps?.length ?? 0); row++) {
          assert((steps?.[row] ?? 0) >= (steps?.[row - 1] ?? 0));
        }
        assert.equal(steps?.at(-1) ?? count, count);
      }),
      { numRuns: 200 },
    );
  });

  it('keeps NaN visible in a bucket', () => {
    const { rows } = columns(fill(100, 16, (step) => (step === 50 ? NaN : 1)));
    assert(rows.some(Number.isNaN));
  });

  it('forgets what a restart makes void', () => {
    const history = fill(10, 64, (step) => step);
    history.dropFrom(8);
    assert.equal(history.lastStep, 7);
    history.append(8, 1, 1, Float64Array.of(80, 0), 0);
    assert.deepEqual(columns(history).rows.slice(-2), [7, 80]);
  });

  it('keeps the mean of the first series over the steps of each bucket', () => {
    fc.assert(
      fc.property(
        fc.array(fc.integer({ min: -100, max: 100 }), { minLength: 1, maxLength: 400 }),
        (values) => {
          const history = new History(2, 32);
          const rows = Float64Array.from(values.flatMap((value) => [value, -value]));
          values.forEach((_, index) => {
            history.append(index + 1, 1, 0, rows, index * 2);
          });
          const { steps, means, count } = history.toFrame(0);
          assert.equal(means === undefined, steps === undefined);
          if (!steps || !means) return;
          const at = new Float64Array(steps);
          let sum = 0;
          for (let row = 0; row < count; row++) {
            sum += (new Float64Array(means)[row] ?? NaN) * ((at[row] ?? 0) - (at[row - 1] ?? 0));
          }
          const total = values.reduce((all, value) => all + value, 0);
          assert.ok(
            Math.abs(sum - total) < 1e-9 * 100 * values.length,
            `${sum.toString()} for ${total.toString()}`,
          );
        },
      ),
      { numRuns: 200 },
    );
  });
});
