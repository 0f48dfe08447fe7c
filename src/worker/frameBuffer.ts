/** Collects steps until the next frame is sent: columns that grow, then one exact copy to transfer. */
import type { MetricFrame } from '../protocol/types.ts';

export class FrameBuffer {
  readonly #width: number;
  #values: Float64Array;
  #epochs = new Float64Array(256);
  #seconds = new Float64Array(256);
  #count = 0;
  #firstStep = 0;
  #madeAt = 0;
  #sequence = 0;

  constructor(width: number) {
    this.#width = width;
    this.#values = new Float64Array(256 * width);
  }

  get count(): number {
    return this.#count;
  }

  /** Copies `row`. Steps must follow each other. */
  push(step: number, epoch: number, seconds: number, row: Float64Array): void {
    if (this.#count === this.#epochs.length) this.#grow();
    if (this.#count === 0) {
      this.#firstStep = step;
      this.#madeAt = Date.now();
    }
    const values = this.#values;
    const first = this.#count * this.#width;
    // A few numbers: a loop is faster than `set`.
    for (let column = 0; column < this.#width; column++) values[first + column] = row[column] ?? NaN;
    this.#epochs[this.#count] = epoch;
    this.#seconds[this.#count] = seconds;
    this.#count++;
  }

  /** The steps since the last call as the next frame; null if there are none. */
  take(): MetricFrame | null {
    if (this.#count === 0) return null;
    const frame: MetricFrame = {
      sequence: this.#sequence++,
      firstStep: this.#firstStep,
      count: this.#count,
      madeAt: this.#madeAt,
      values: this.#values.slice(0, this.#count * this.#width).buffer,
      epochs: this.#epochs.slice(0, this.#count).buffer,
      seconds: this.#seconds.slice(0, this.#count).buffer,
    };
    this.#count = 0;
    return frame;
  }

  #grow(): void {
    this.#values = doubled(this.#values);
    this.#epochs = doubled(this.#epochs);
    this.#seconds = doubled(this.#seconds);
  }
}

function doubled(values: Float64Array): Float64Array<ArrayBuffer> {
  const next = new Float64Array(values.length * 2);
  next.set(values);
  return next;
}
