/** Pictures in another size and colour, as Pillow makes them. */
import type { Pixels } from './decode.ts';

/** Red, green and blue in 65,536ths: ITU-R 601-2, as Pillow's `convert("L")`. */
const [RED, GREEN, BLUE] = [19_595, 38_470, 7_471];

/** The picture in grey (1 channel) or in colour (3). */
export function recolored(pixels: Pixels, channels: 1 | 3): Pixels {
  if (pixels.channels === channels) return pixels;
  const { width, height, data } = pixels;
  const count = width * height;
  const out = new Uint8Array(count * channels);
  for (let pixel = 0; pixel < count; pixel++) {
    if (channels === 3) out.fill(data[pixel] ?? 0, pixel * 3, pixel * 3 + 3);
    else {
      const [red = 0, green = 0, blue = 0] = data.subarray(pixel * 3, pixel * 3 + 3);
      out[pixel] = (red * RED + green * GREEN + blue * BLUE + 0x8000) >> 16;
    }
  }
  return { width, height, channels, data: out };
}

/**
 * The picture in another size by a triangle filter, first along rows, then along columns, each rounded to bytes: bilinear
 * where it grows, the weighted mean of all pixels under the filter where it shrinks. It is `Image.resize(size, BILINEAR)` of
 * Pillow to within one step of 255, since that computes in whole numbers.
 */
export function resized(pixels: Pixels, width: number, height: number): Pixels {
  return turned(along(turned(along(pixels, width)), height));
}

/** As many columns as `width`. */
function along(pixels: Pixels, width: number): Pixels {
  if (width === pixels.width) return pixels;
  const { height, channels, data } = pixels;
  const taps = filterOf(pixels.width, width);
  const out = new Uint8Array(width * height * channels);
  for (let y = 0; y < height; y++) {
    const row = y * pixels.width * channels;
    taps.forEach(({ from, weights }, x) => {
      for (let channel = 0; channel < channels; channel++) {
        let sum = 0;
        for (let tap = 0; tap < weights.length; tap++)
          sum += (weights[tap] ?? 0) * (data[row + (from + tap) * channels + channel] ?? 0);
        out[(y * width + x) * channels + channel] = Math.floor(sum + 0.5);
      }
    });
  }
  return { width, height, channels, data: out };
}

interface Taps {
  readonly from: number;
  readonly weights: readonly number[];
}

/** For each pixel of the result the pixels that it is made of; the weights of each add up to 1. */
function filterOf(before: number, now: number): Taps[] {
  const scale = before / now;
  const reach = Math.max(1, scale);
  return Array.from({ length: now }, (_, at) => {
    const center = (at + 0.5) * scale;
    const from = Math.max(0, Math.floor(center - reach + 0.5));
    const to = Math.min(before, Math.floor(center + reach + 0.5));
    const raw = Array.from({ length: to - from }, (__, tap) =>
      Math.max(0, 1 - Math.abs(from + tap + 0.5 - center) / reach),
    );
    const sum = raw.reduce((total, weight) => total + weight, 0);
    return { from, weights: raw.map((weight) => weight / sum) };
  });
}

/** Rows and columns exchanged. */
function turned({ width, height, channels, data }: Pixels): Pixels {
  const out = new Uint8Array(data.length);
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      for (let channel = 0; channel < channels; channel++)
        out[(x * height + y) * channels + channel] = data[(y * width + x) * channels + channel] ?? 0;
    }
  }
  return { width: height, height: width, channels, data: out };
}
