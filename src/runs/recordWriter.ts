/**
 * Appends records of steps and epochs to an event file. They are made and written a piece at a time in one buffer that
 * stays in the processor's cache: fresh memory for each frame of a fast run would cost more than making its records. What
 * records of one layout share is written once, for as long as the same layout is asked for.
 */
import type { FileHandle } from 'node:fs/promises';
import type { StepLayout } from './stepLayout.ts';

const PIECE_BYTES = 1 << 19;

/** Where the values of record `row` are, for `StepLayout.write`. */
export interface RecordRows {
  readonly count: number;
  readonly wallTime: (row: number) => number;
  readonly step: (row: number) => number;
  readonly values: Float64Array;
  /** Place in `values` of the first value of row 0, and of those of each next row from there. */
  readonly first: number;
  readonly stride: number;
}

export class RecordWriter {
  readonly #file: FileHandle;
  #buffer = Buffer.alloc(0);
  #view = new DataView(new ArrayBuffer(0));
  /** Whose records the buffer begins with, and how many. */
  #layout: StepLayout | null = null;
  #filled = 0;

  constructor(file: FileHandle) {
    this.#file = file;
  }

  /** Must not be called again before it has resolved. */
  async append(layout: StepLayout, rows: RecordRows): Promise<void> {
    const { recordBytes } = layout;
    this.#reserve(recordBytes);
    const most = Math.floor(this.#buffer.length / recordBytes);
    for (let from = 0; from < rows.count; from += most) {
      const count = Math.min(most, rows.count - from);
      this.#make(layout, rows, from, count);
      await this.#file.appendFile(this.#buffer.subarray(0, count * recordBytes));
    }
  }

  #make(layout: StepLayout, rows: RecordRows, from: number, count: number): void {
    const { values, first, stride } = rows;
    const view = this.#view;
    this.#fill(layout, count);
    for (let index = 0; index < count; index++) {
      const row = from + index;
      const offset = index * layout.recordBytes;
      layout.write(view, offset, rows.wallTime(row), rows.step(row), values, first + row * stride);
    }
  }

  #fill(layout: StepLayout, count: number): void {
    if (layout === this.#layout && count <= this.#filled) return;
    layout.fill(this.#buffer, count);
    this.#layout = layout;
    this.#filled = count;
  }

  #reserve(recordBytes: number): void {
    if (this.#buffer.length >= recordBytes) return;
    this.#layout = null;
    this.#buffer = Buffer.allocUnsafeSlow(Math.max(PIECE_BYTES, recordBytes));
    this.#view = new DataView(this.#buffer.buffer);
  }
}
