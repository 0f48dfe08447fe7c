/** Reading frames of steps, whose arrays may be longer than what is in them. */

/** The arrays of a frame, all float64. They may be longer than the frame. */
export interface FrameColumns {
  /** Row-major `[count, series.length]`; the order of the columns is that of `RunInfo.series`. */
  readonly values: ArrayBuffer;
  /** Epoch of each step, and seconds of training time at each step: `[count]` each. */
  readonly epochs: ArrayBuffer;
  readonly seconds: ArrayBuffer;
}

/**
 * Steps `firstStep … firstStep + count − 1`, every one of them. `sequence` starts at 0 and has no gaps. The columns of a
 * frame that a session tells are only valid until the listener has returned, or what it returned has resolved: they go
 * back to the worker.
 */
export interface MetricFrame extends FrameColumns {
  readonly sequence: number;
  readonly firstStep: number;
  readonly count: number;
  /** The moment when the first of these steps was made, in milliseconds of Date.now(); latency is measured from it. */
  readonly madeAt?: number;
  /**
   * Only in snapshots of long runs and for a panel that lags: the step number of each row, `[count]` float64. Rows are then the minimum and
   * maximum of buckets of steps, so no spike is lost. Absent: steps `firstStep … firstStep + count − 1`.
   */
  readonly steps?: ArrayBuffer;
  /** Only beside `steps`: the mean of the first series over the bucket of each row, `[count]` float64. */
  readonly means?: ArrayBuffer;
  /** Number of frames that this one stands for, the first of which is `sequence`; absent: 1. */
  readonly merged?: number;
}

/** Number of series of a frame. */
export function frameWidth({ values, seconds }: FrameColumns): number {
  return seconds.byteLength === 0 ? 0 : values.byteLength / seconds.byteLength;
}

/** Seconds of training at the last step of a frame that has one. */
export function lastSecond({ seconds, count }: MetricFrame): number {
  return new Float64Array(seconds)[count - 1] ?? 0;
}

/** A frame of exactly its rows, in arrays of its own: for a listener that reads it later. */
export function copyFrame(frame: MetricFrame): MetricFrame {
  const { count, values, epochs, seconds } = frame;
  const rows = Float64Array.BYTES_PER_ELEMENT * count;
  return {
    ...frame,
    values: values.slice(0, rows * frameWidth(frame)),
    epochs: epochs.slice(0, rows),
    seconds: seconds.slice(0, rows),
  };
}
