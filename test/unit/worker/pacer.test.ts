import assert from 'node:assert/strict';
import fc from 'fast-check';
import { Pacer } from '../../../src/worker/pacer.ts';

/** Turns of a loop at the given milliseconds after one another: how many steps were made in all, and until when. */
function run(pacer: Pacer, gaps: readonly number[]): { readonly steps: number; readonly now: number } {
  let now = 0;
  let steps = 0;
  for (const gap of gaps) {
    now += gap;
    const due = pacer.due(now);
    pacer.made(due);
    steps += due;
  }
  return { steps, now };
}

describe('a pace', () => {
  const paces = fc.double({ min: 0.01, max: 5000, noNaN: true });
  const gaps = fc.array(fc.double({ min: 0, max: 400, noNaN: true }), { maxLength: 200 });

  it('is never exceeded, whenever the loop comes to look', () => {
    fc.assert(
      fc.property(paces, gaps, (pace, times) => {
        const pacer = new Pacer();
        pacer.set(pace, 0);
        const { steps, now } = run(pacer, times);
        assert(steps <= (now * pace) / 1000 + 1e-6, `${String(steps)} steps in ${String(now)} ms`);
      }),
    );
  });

  it('is kept if the loop comes to look often enough', () => {
    fc.assert(
      fc.property(paces, fc.integer({ min: 1, max: 300 }), (pace, turns) => {
        const pacer = new Pacer();
        pacer.set(pace, 0);
        const { steps, now } = run(
          pacer,
          Array.from({ length: turns }, () => 20),
        );
        assert(Math.abs(steps - (now * pace) / 1000) <= 1, `${String(steps)} steps in ${String(now)} ms`);
      }),
    );
  });

  it('is due exactly when the wait is over', () => {
    const pacer = new Pacer();
    pacer.set(2, 1000);
    assert.equal(pacer.wait(1000), 500);
    assert.equal(pacer.due(1499), 0);
    assert.equal(pacer.wait(1500), 0);
    assert.equal(pacer.due(1500), 1);
  });

  it('is no hurry after a rest: what was not made in time is left out', () => {
    const pacer = new Pacer();
    pacer.set(100, 0);
    assert.equal(pacer.due(60_000), 11);
    pacer.set(1, 60_000);
    assert.equal(pacer.due(120_000), 1);
  });

  it('is none without a limit', () => {
    const pacer = new Pacer();
    assert.deepEqual([pacer.wait(5), pacer.due(5), pacer.stepsPerSecond], [0, Infinity, null]);
  });
});
