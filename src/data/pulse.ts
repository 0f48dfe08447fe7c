/** Keeps long loading answerable: reports progress, lets messages in, and stops when asked. */
import { NnError } from '../base/errors.ts';
import type { DataHost } from './types.ts';

const BREATH_MILLISECONDS = 40;

export class Pulse {
  readonly #host: DataHost;
  #last = performance.now();

  constructor(host: DataHost) {
    this.#host = host;
  }

  /** Call between pieces of work; throws NN-DATA-ABORTED once the host's signal is set. */
  async beat(done: number, total: number): Promise<void> {
    this.check();
    if (performance.now() - this.#last < BREATH_MILLISECONDS) return;
    this.#host.progress?.(done, total);
    await new Promise((resolve) => setTimeout(resolve, 0));
    this.#last = performance.now();
    this.check();
  }

  check(): void {
    if (this.#host.signal?.aborted === true) {
      throw new NnError('NN-DATA-ABORTED', 'Loading the data was cancelled.');
    }
  }
}
