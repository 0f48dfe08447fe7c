/** Small files of arrays, written as NumPy and MNIST write them. */
import { zipSync } from 'fflate';

/** A `.npy` of doubles in C order. */
export function npy(shape: readonly number[], values: readonly number[]): Uint8Array {
  const axes = shape.length === 1 ? `${String(shape[0])},` : shape.join(', ');
  const header = `{'descr': '<f8', 'fortran_order': False, 'shape': (${axes}), }`;
  const padded = header.padEnd(Math.ceil((header.length + 11) / 64) * 64 - 11) + '\n';
  const head = Uint8Array.from([
    0x93,
    0x4e,
    0x55,
    0x4d,
    0x50,
    0x59,
    1,
    0,
    padded.length & 255,
    padded.length >> 8,
  ]);
  return Buffer.concat([head, Buffer.from(padded), new Uint8Array(Float64Array.from(values).buffer)]);
}

/** An `.npz` of arrays by name. */
export function npz(arrays: Readonly<Record<string, Uint8Array>>): Uint8Array {
  return zipSync(Object.fromEntries(Object.entries(arrays).map(([name, bytes]) => [`${name}.npy`, bytes])));
}

/** An IDX file of unsigned bytes. */
export function idx(shape: readonly number[], values: readonly number[]): Uint8Array {
  const sizes = shape.flatMap((size) => [size >> 24, (size >> 16) & 255, (size >> 8) & 255, size & 255]);
  return Uint8Array.from([0, 0, 8, shape.length, ...sizes, ...values]);
}

/** How many numbers an array of that shape has. */
function sizeOf(shape: readonly number[]): number {
  return shape.reduce((product, size) => product * size, 1);
}

/** 0, 1, 2 … for an array of that shape. */
export function counting(shape: readonly number[], from = 0): number[] {
  return Array.from({ length: sizeOf(shape) }, (_, index) => from + index);
}
