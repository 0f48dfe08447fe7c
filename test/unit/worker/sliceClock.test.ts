import assert from 'node:assert/strict';
import { performance } from 'node:perf_hooks';
import { SliceClock } from '../../../src/worker/sliceClock.ts';

/** Keeps the processor busy, as a step does. */
function work(milliseconds: number): void {
  const end = performance.now() + milliseconds;
  while (performance.now() < end);
}

/** Milliseconds of a slice of events that take `milliseconds` each. */
function slice(clock: SliceClock, milliseconds: number, trains: boolean): number {
  const started = performance.now();
  let seconds = 0;
  clock.start(seconds);
  do {
    work(milliseconds);
    if (trains) seconds += milliseconds / 1000;
  } while (!clock.isOver(seconds));
  return performance.now() - started;
}

describe('the clock of a slice', () => {
  it('ends it after about ten milliseconds, whether steps are short or long, and also when they change', () => {
    const clock = new SliceClock();
    for (const milliseconds of [0.001, 0.1, 4, 0.01, 1]) {
      // The fastest of three: another program may take the processor in between.
      const lengths = [0, 1, 2].map(() => slice(clock, milliseconds, true));
      assert.ok(Math.min(...lengths) < 16, `${lengths.join()} ms`);
      assert.ok(Math.min(...lengths) >= 10);
    }
  });

  it('sees that time passes where the trainer does not count it: in evaluations', () => {
    const clock = new SliceClock();
    slice(clock, 2, true);
    const lengths = [0, 1, 2].map(() => slice(clock, 3, false));
    assert.ok(Math.min(...lengths) < 16, `${lengths.join()} ms`);
  });
});
