/** PNG and JPEG to pixels. Only data with pictures loads this file and the decoders. */
import { convertIndexedToRgb, decode as decodePng, type DecodedPng } from 'fast-png';
import { decode as decodeJpeg } from 'jpeg-js';
import type { PictureHeader } from './header.ts';

/** `[height, width, channels]`, bytes from 0 to 255; 1 channel is grey, 3 are red, green and blue. */
export interface Pixels {
  readonly width: number;
  readonly height: number;
  readonly channels: 1 | 3;
  readonly data: Uint8Array;
}

const MEGABYTE = 1 << 20;

/**
 * The pixels of a picture, grey or in colour as it is. Transparency is left out, and of 16 bits the upper 8 are taken, as
 * Pillow's `convert` does.
 * @throws Error of the decoder, of a picture that is damaged
 */
export function decodePicture(bytes: Uint8Array, { kind, width, height }: PictureHeader): Pixels {
  if (kind === 'png') return pngPixels(decodePng(bytes, { checkCrc: true }));
  const pixels = width * height;
  const { data } = decodeJpeg(bytes, {
    useTArray: true,
    formatAsRGBA: false,
    tolerantDecoding: false,
    // The caller has compared the size with the limit of memory.
    maxResolutionInMP: Math.ceil(pixels / 1e6) + 1,
    maxMemoryUsageInMB: Math.ceil((pixels * 64 + bytes.length) / MEGABYTE) + 64,
  });
  return { width, height, channels: 3, data };
}

function pngPixels(png: DecodedPng): Pixels {
  const { width, height, depth, channels, palette } = png;
  if (palette && channels === 1) {
    const size = palette[0]?.length ?? 3;
    return pick(convertIndexedToRgb(png), width, height, size, 3);
  }
  if (depth < 8) return { width, height, channels: 1, data: unpacked(png) };
  const data = png.data instanceof Uint16Array ? Uint8Array.from(png.data, (value) => value >> 8) : png.data;
  return pick(Uint8Array.from(data), width, height, channels, channels < 3 ? 1 : 3);
}

/** The first `wanted` of `channels` numbers of each pixel. */
function pick(data: Uint8Array, width: number, height: number, channels: number, wanted: 1 | 3): Pixels {
  const count = width * height;
  if (data.length < count * channels) throw new Error('its pixels are cut off');
  if (channels === wanted) return { width, height, channels: wanted, data };
  const out = new Uint8Array(count * wanted);
  for (let pixel = 0; pixel < count; pixel++) {
    for (let channel = 0; channel < wanted; channel++)
      out[pixel * wanted + channel] = data[pixel * channels + channel] ?? 0;
  }
  return { width, height, channels: wanted, data: out };
}

/** Grey of 1, 2 or 4 bits, rows padded to whole bytes, spread over 0 to 255. */
function unpacked({ width, height, depth, data }: DecodedPng): Uint8Array {
  const stride = Math.ceil((width * depth) / 8);
  if (data.length < stride * height) throw new Error('its pixels are cut off');
  const most = (1 << depth) - 1;
  const out = new Uint8Array(width * height);
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const bit = x * depth;
      const byte = data[y * stride + (bit >> 3)] ?? 0;
      out[y * width + x] = (((byte >> (8 - depth - (bit & 7))) & most) * 255) / most;
    }
  }
  return out;
}
