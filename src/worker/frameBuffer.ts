/**
 * Collects steps until the next frame is sent: columns that grow, which the frame takes along. They come back when the
 * frame is stored, and collect again: fresh memory for each frame of a fast run would cost more than what is put in it,
 * and have the reader collect garbage all the time.
 */
import type { FrameColumns, MetricFrame } from '../run/frames.ts';

const LEAST_ROWS = 256;
/** Sets of columns that wait to be used again; more come back only after the disk was slow. */
const MOST_SPARE = 4;

export class FrameBuffer {
  readonly #width: number;
  #values: Float64Array<ArrayBuffer>;
  #epochs = new Float64Array(LEAST_ROWS);
  #seconds = new Float64Array(LEAST_ROWS);
  readonly #spare: FrameColumns[] = [];
  #count = 0;
  #firstStep = 0;
  #madeAt = 0;
  #sequence = 0;

  constructor(width: number) {
    this.#width = width;
    this.#values = new Float64Array(LEAST_ROWS * width);
  }

  get count(): number {
    return this.#count;
  }

  /** Copies `row`. Steps must follow each other. */
  push(step: number, epoch: number, seconds: number, row: Float64Array): void {
    const count = this.#count;
    if (count === this.#epochs.length) this.#grow();
    if (count === 0) {
      this.#firstStep = step;
      this.#madeAt = Date.now();
    }
    const values = this.#values;
    const width = this.#width;
    const first = count * width;
    // A few numbers: a loop is faster than `set`.
    for (let column = 0; column < width; column++) values[first + column] = row[column] ?? NaN;
    this.#epochs[count] = epoch;
    this.#seconds[count] = seconds;
    this.#count = count + 1;
  }

  /** The steps since the last call as the next frame, whose arrays are to be transferred; null if there are none. */
  take(): MetricFrame | null {
    if (this.#count === 0) return null;
    const frame: MetricFrame = {
      sequence: this.#sequence++,
      firstStep: this.#firstStep,
      count: this.#count,
      madeAt: this.#madeAt,
      values: this.#values.buffer,
      epochs: this.#epochs.buffer,
      seconds: this.#seconds.buffer,
    };
    this.#count = 0;
    this.#next();
    return frame;
  }

  /** The columns of a frame that is no longer read. */
  giveBack({ values, epochs, seconds }: FrameColumns): void {
    if (this.#spare.length < MOST_SPARE) this.#spare.push({ values, epochs, seconds });
  }

  #next(): void {
    const rows = this.#epochs.length;
    const spare = this.#spare.pop();
    this.#values = spare ? new Float64Array(spare.values) : new Float64Array(rows * this.#width);
    this.#epochs = spare ? new Float64Array(spare.epochs) : new Float64Array(rows);
    this.#seconds = spare ? new Float64Array(spare.seconds) : new Float64Array(rows);
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
