/**
 * Appends records of steps and epochs to an event file. They are made and written a piece at a time in one buffer that
 * stays in the processor's cache: fresh memory for each frame of a fast run would cost more than making its records.
 */
import type { FileHandle } from 'node:fs/promises';
import type { StepLayout } from './stepLayout.ts';

const PIECE_BYTES = 1 << 19;

/** The rows for `StepLayout.write`. */
export interface RecordRows {
  readonly count: number;
  readonly layout: (row: number) => StepLayout;
  readonly wallTime: (row: number) => number;
  readonly step: (row: number) => number;
  readonly values: Float64Array;
  /** Place in `values` of the row's first value. */
  readonly first: (row: number) => number;
}

export class RecordWriter {
  readonly #file: FileHandle;
  #buffer = Buffer.alloc(0);
  #view = new DataView(new ArrayBuffer(0));

  constructor(file: FileHandle) {
    this.#file = file;
  }

  /** Resolves with the bytes that they take. Must not be called again before it has resolved. */
  async append(rows: RecordRows): Promise<number> {
    let written = 0;
    for (let from = 0; from < rows.count;) {
      const { next, bytes } = this.#make(rows, from);
      await this.#file.appendFile(this.#buffer.subarray(0, bytes));
      written += bytes;
      from = next;
    }
    return written;
  }

  /** Makes the records from row `from` on for which there is room, and at least one. */
  #make(rows: RecordRows, from: number): { readonly next: number; readonly bytes: number } {
    let bytes = 0;
    let row = from;
    for (; row < rows.count; row++) {
      const layout = rows.layout(row);
      if (bytes + layout.recordBytes > this.#buffer.length) {
        if (bytes > 0) break;
        this.#reserve(layout.recordBytes);
      }
      const { values } = rows;
      layout.write(
        this.#buffer,
        this.#view,
        bytes,
        rows.wallTime(row),
        rows.step(row),
        values,
        rows.first(row),
      );
      bytes += layout.recordBytes;
    }
    return { next: row, bytes };
  }

  #reserve(recordBytes: number): void {
    this.#buffer = Buffer.allocUnsafeSlow(Math.max(PIECE_BYTES, recordBytes));
    this.#view = new DataView(this.#buffer.buffer);
  }
}
