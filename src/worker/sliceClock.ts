/**
 * The end of a slice of training. It is checked after every step and epoch, up to a million times a second. So the
 * clock is read only if time is likely to have passed: after as many events as took about a millisecond before, or if
 * the trainer's own stopwatch, which costs nothing to read, says so.
 */
import { performance } from 'node:perf_hooks';

/** After about this long the worker looks at its messages. */
const SLICE_MS = 10;
/** Most that a slice may be longer, as far as the events are like those before. */
const LOOK_MS = 1;
const MOST_EVENTS = 256;

export class SliceClock {
  #end = 0;
  #lookedAt = 0;
  /** Seconds of training at which the clock is looked at in any case. */
  #lookFrom = 0;
  #events = 0;
  #most = 1;

  /** A slice begins; `seconds`: those of training so far. */
  start(seconds: number): void {
    this.#lookedAt = performance.now();
    this.#end = this.#lookedAt + SLICE_MS;
    this.#lookFrom = seconds + LOOK_MS / 1000;
    this.#events = 0;
  }

  /** One more event, after `seconds` of training: whether the slice is over. */
  isOver(seconds: number): boolean {
    if (++this.#events < this.#most && seconds < this.#lookFrom) return false;
    const now = performance.now();
    const perEvent = (now - this.#lookedAt) / this.#events;
    this.#most = Math.max(1, Math.min(MOST_EVENTS, this.#most * 2, Math.floor(LOOK_MS / perEvent)));
    this.#lookedAt = now;
    this.#lookFrom = seconds + LOOK_MS / 1000;
    this.#events = 0;
    return now >= this.#end;
  }
}
