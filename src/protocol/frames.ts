/** Reading frames of steps, whose arrays may be longer than what is in them. */
import type { FrameColumns, MetricFrame } from './types.ts';

/** How many series a frame has. */
export function frameWidth({ values, seconds }: FrameColumns): number {
  return seconds.byteLength === 0 ? 0 : values.byteLength / seconds.byteLength;
}

/** Seconds of training at the last step of a frame that has one. */
export function lastSecond({ seconds, count }: MetricFrame): number {
  return new Float64Array(seconds)[count - 1] ?? 0;
}

/** A frame of exactly its rows, in arrays of its own: for who reads it later than it was told. */
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
