/** Keeps long loading answerable: reports progress and lets messages in. To end it, end its thread. */
import type { DataHost } from '../types.ts';

const BREATH_MILLISECONDS = 40;

export class Pulse {
  readonly #host: DataHost;
  #last = performance.now();

  constructor(host: DataHost) {
    this.#host = host;
  }

  /** Call between pieces of work. */
  async beat(done: number, total: number): Promise<void> {
    if (performance.now() - this.#last < BREATH_MILLISECONDS) return;
    this.#host.progress?.(done, total);
    await new Promise((resolve) => setTimeout(resolve, 0));
    this.#last = performance.now();
  }
}
