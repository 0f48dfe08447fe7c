/** The time for which a worker may read data without a sign of life. */
import { sentence } from '../../base/problems/data.ts';
import { problemError, type NnError } from '../../base/errors.ts';
import type { WorkerEvent } from '../../protocol/worker.ts';

/** Seconds for any data, and bytes of a file for which there is one more: some formats are read in one go. */
const SECONDS = 8;
const BYTES_PER_SECOND = 1 << 23;
/** Ticks are counted, not the clock: a computer that slept, or a process that was stopped, has lost no patience. */
const TICK_MILLISECONDS = 250;

export class Patience {
  readonly #timer: ReturnType<typeof setInterval>;
  #ticks = 0;
  #seconds = SECONDS;

  /** `onOver` gets the error to end the worker with. */
  constructor(onOver: (reason: NnError) => void) {
    this.#timer = setInterval(() => {
      if (++this.#ticks * TICK_MILLISECONDS < this.#seconds * 1000) return;
      this.end();
      onOver(tooLong(this.#seconds));
    }, TICK_MILLISECONDS);
  }

  /** Events of the worker are signs of life; those of loading say how large the file is. */
  hear(events: readonly WorkerEvent[]): void {
    this.#ticks = 0;
    for (const event of events) {
      if (event.type === 'loading') this.#seconds = SECONDS + Math.floor(event.total / BYTES_PER_SECOND);
    }
  }

  end(): void {
    clearInterval(this.#timer);
  }
}

function tooLong(seconds: number): NnError {
  return problemError({
    ...sentence('NN-DATA-TIMEOUT', { seconds }),
    severity: 'error',
    location: { kind: 'spec', path: ['data', 'source'], on: 'value' },
  });
}
