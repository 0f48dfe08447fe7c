/** NumPy's array format (numpy.lib.format, versions 1 to 3), little- or big-endian numbers of any shape. */
import { phrase } from '../../base/problems/phrase.ts';
import type { Text } from '../../base/problems/text.ts';
import { sentence } from '../../base/problems/data.ts';
import { arrayTable, columnsOf, rowWidth, wideNumbers } from './arrays.ts';
import { readArray, type ArrayHeader, type NumberType } from './binary.ts';
import { fileError } from '../problems.ts';
import type { Pieces } from '../file/source.ts';
import type { Column, NumberArray, Table } from '../columns/table.ts';

export interface NpyArray {
  readonly shape: readonly number[];
  /** Row-major (C order). */
  readonly values: NumberArray;
}

/** Bytes; NumPy's own reader takes 10,000 unless it is told that the file is trusted. */
const LONGEST_HEADER = 1 << 16;

/** Types by their name in the header, without the byte order. */
const TYPES: Readonly<Record<string, NumberType>> = {
  f8: 'f8',
  f4: 'f4',
  f2: 'f2',
  i8: 'i8',
  u8: 'u8',
  i4: 'i4',
  u4: 'u4',
  i2: 'i2',
  u2: 'u2',
  i1: 'i1',
  u1: 'u1',
  b1: 'u1',
};

/** Reads one `.npy`; throws NN-DATA-NPY. */
export async function readNpy(source: Pieces, memoryLimit: number): Promise<NpyArray> {
  const { file } = source;
  const fail = (what: Text): Error =>
    fileError(sentence('NN-DATA-NPY', { file, what }), file, { line: 1, column: 1 });
  const parse = (bytes: Uint8Array): ArrayHeader | null => {
    const parsed = headerOf(bytes);
    if (parsed !== null && 'row' in parsed) throw fail(parsed);
    return parsed;
  };
  const { shape, values, header } = await readArray(source, memoryLimit, parse, fail);
  const columnMajor = /'fortran_order':\s*True/.test(new TextDecoder().decode(header)) && shape.length > 1;
  return { shape, values: columnMajor ? rowMajor(values, shape, values.slice()) : values };
}

/** The header, null if it is cut off, or what is wrong with it. */
function headerOf(bytes: Uint8Array): ArrayHeader | Text | null {
  const magic = [0x93, ...new TextEncoder().encode('NUMPY')];
  if (magic.some((byte, at) => at < bytes.length && bytes[at] !== byte))
    return phrase('this is not a NumPy array (.npy)');
  const long = (bytes[6] ?? 1) > 1;
  const start = long ? 12 : 10;
  if (bytes.length < start) return null;
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const dataAt = start + (long ? view.getUint32(8, true) : view.getUint16(8, true));
  if (dataAt > LONGEST_HEADER) return phrase('its header is longer than any that NumPy writes');
  if (dataAt > bytes.length) return null;
  const header = new TextDecoder().decode(bytes.subarray(start, dataAt));
  const descr = /'descr':\s*'([^']+)'/.exec(header)?.[1];
  const shapeText = /'shape':\s*\(([\d,\s]*)\)/.exec(header)?.[1];
  if (descr === undefined || shapeText === undefined) {
    return phrase('only arrays of plain numbers can be read; save it with numpy.save as float32 or float64');
  }
  const type = TYPES[descr.slice(1)];
  if (type === undefined && /^[<>|=]?[USO]/.test(descr)) {
    return phrase(
      'it holds texts ({type}), and arrays are read as numbers only; number the classes (numpy.unique(labels, return_inverse=True)[1]), or save the table as CSV',
      { type: descr },
    );
  }
  if (type === undefined) {
    return phrase('the type {type} cannot be read; save the array as float32 or float64', { type: descr });
  }
  const shape = shapeText
    .split(',')
    .filter((part) => part.trim() !== '')
    .map(Number);
  return { type, littleEndian: !descr.startsWith('>'), shape, dataAt };
}

/** Column-major values (Fortran order: the first axis runs fastest), written to `out` in row-major order. */
function rowMajor(values: NumberArray, shape: readonly number[], out: NumberArray): NumberArray {
  const steps = shape.map((_, axis) => shape.slice(axis + 1).reduce((product, size) => product * size, 1));
  const position = shape.map(() => 0);
  let to = 0;
  for (const value of values) {
    out[to] = value;
    for (let axis = 0; axis < shape.length; axis++) {
      const step = steps[axis] ?? 0;
      const next = (position[axis] ?? 0) + 1;
      to += step;
      if (next < (shape[axis] ?? 0)) {
        position[axis] = next;
        break;
      }
      position[axis] = 0;
      to -= next * step;
    }
  }
  return out;
}

/** An `.npy` as a table: column j of `[rows, columns]` is named `j`; further axes are flattened. */
export function npyTable(array: NpyArray, file: string): Table {
  const rows = array.shape[0] ?? 0;
  const names = Array.from({ length: rowWidth(array.shape, file) }, (_, index) => String(index));
  const shape = array.shape.slice(1);
  return { ...arrayTable(file, rows, columnsOf(array.values, names)), arrays: [{ name: 'array', shape }] };
}

/** One array of an `.npz` in `file`: all of its numbers of a row under one name. */
export function wideColumn(name: string, array: NpyArray, file: string): Column {
  rowWidth(array.shape, file);
  return wideNumbers(name, array.values, array.shape.slice(1));
}
