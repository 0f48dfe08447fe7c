/** Input rows that are pictures: the axes say so, nothing is guessed from the number of inputs. */
import type { ImageView } from '../../run/predictions.ts';

/** An array with a shorter side is told as numbers: nobody would know a picture of three pixels. */
const SMALLEST_SIDE = 4;
/** A larger picture is made smaller, so that a message with a dozen of them stays small. */
const LARGEST_SIDE = 128;

/** The layout of a picture in a row of numbers. */
export interface PictureAxes {
  readonly height: number;
  readonly width: number;
  /** 1: grey; 3: red, green, blue. */
  readonly channels: 1 | 3;
  /** Each channel is a picture of its own, `[channels, height, width]`; else `[height, width, channels]`. */
  readonly channelsFirst: boolean;
}

/**
 * The picture of a row with these axes: `[height, width]`, or with one or three channels in front or behind; null if it is
 * none. The axes are read in one way only, since a side is longer than three.
 */
export function pictureAxes(shape: readonly number[]): PictureAxes | null {
  const [a = 0, b = 0, c = 0] = shape;
  if (shape.length === 2) return axes(a, b, 1, false);
  if (shape.length !== 3) return null;
  return axes(b, c, a, true) ?? axes(a, b, c, false);
}

function axes(height: number, width: number, channels: number, channelsFirst: boolean): PictureAxes | null {
  if (channels !== 1 && channels !== 3) return null;
  return Math.min(height, width) < SMALLEST_SIDE ? null : { height, width, channels, channelsFirst };
}

/** The picture of `raw`, numbers in the units of the data; from 0, or the least below it, to the largest. */
export function pictureOf(raw: readonly number[], picture: PictureAxes): ImageView {
  const { height, width, channels, channelsFirst } = picture;
  const low = raw.reduce((least, value) => Math.min(least, value), 0);
  const high = raw.reduce((most, value) => Math.max(most, value), low);
  const span = high - low || 1;
  const cell = Math.max(1, Math.ceil(Math.max(height, width) / LARGEST_SIDE));
  const [rows, columns] = [Math.ceil(height / cell), Math.ceil(width / cell)];
  const at = (y: number, x: number, channel: number): number =>
    raw[channelsFirst ? (channel * height + y) * width + x : (y * width + x) * channels + channel] ?? 0;
  const values = Array.from({ length: rows * columns * channels }, (_, index) => {
    const channel = index % channels;
    const pixel = Math.floor(index / channels);
    const [top, left] = [Math.floor(pixel / columns) * cell, (pixel % columns) * cell];
    let sum = 0;
    let count = 0;
    for (let y = top; y < Math.min(height, top + cell); y++) {
      for (let x = left; x < Math.min(width, left + cell); x++, count++) sum += at(y, x, channel);
    }
    return Math.round(((sum / count - low) / span) * 255) / 255;
  });
  return { kind: 'image', width: columns, height: rows, channels, values };
}
