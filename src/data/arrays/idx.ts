/** The IDX format of MNIST (http://yann.lecun.com/exdb/mnist/): images and labels in two files. */
import { phrase } from '../../base/problems/phrase.ts';
import type { Text } from '../../base/problems/text.ts';
import { sentence } from '../../base/problems/data.ts';
import { arrayTable, rowWidth, wideNumbers } from './arrays.ts';
import { readArray, type ArrayHeader, type NumberType } from './binary.ts';
import { fileError } from '../problems.ts';
import type { FileSource } from '../file/source.ts';
import { numberColumn } from '../columns/table.ts';
import type { Column, NumberArray, Table } from '../columns/table.ts';

interface IdxArray {
  readonly shape: readonly number[];
  readonly values: NumberArray;
}

const TYPES: Readonly<Record<number, NumberType>> = {
  0x08: 'u1',
  0x09: 'i1',
  0x0b: 'i2',
  0x0c: 'i4',
  0x0d: 'f4',
  0x0e: 'f8',
};

/** Reads one IDX file of unsigned or signed bytes, shorts, ints or floats; throws NN-DATA-IDX. */
export async function readIdx(source: FileSource, memoryLimit: number): Promise<IdxArray> {
  const { file } = source;
  const fail = (what: Text): Error =>
    fileError(sentence('NN-DATA-IDX', { file, what }), file, { line: 1, column: 1 });
  const parse = (bytes: Uint8Array): ArrayHeader | null => {
    if (bytes.length < 4) return null;
    const [first, second, code = 0, dimensions = 0] = bytes;
    if (first !== 0 || second !== 0 || dimensions === 0) throw fail(phrase('this is not an IDX file'));
    const type = TYPES[code];
    if (type === undefined) throw fail(phrase('the type of its numbers is not known'));
    const dataAt = 4 + 4 * dimensions;
    if (bytes.length < dataAt) return null;
    const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    const shape = Array.from({ length: dimensions }, (_, index) => view.getUint32(4 + 4 * index));
    return { type, littleEndian: false, shape, dataAt };
  };
  return readArray(source, memoryLimit, parse, fail);
}

/** A wide column `pixels`. */
export function pixelColumn(array: IdxArray, file: string): Column {
  rowWidth(array.shape, file);
  return wideNumbers('pixels', array.values, array.shape.slice(1));
}

/** Images as `pixels` and labels as `label`; throws NN-DATA-LENGTH if their numbers differ. */
export function idxTable(images: IdxArray, labels: IdxArray, imagesFile: string, labelsFile: string): Table {
  const rows = images.shape[0] ?? 0;
  if (labels.shape.length !== 1) {
    throw fileError(
      sentence('NN-DATA-LENGTH.labels', { labelsFile, count: labels.shape.length }),
      labelsFile,
      { line: 1, column: 1 },
    );
  }
  if (labels.shape[0] !== rows) {
    throw fileError(
      sentence('NN-DATA-LENGTH.pairs', { imagesFile, rows, labelsFile, labels: labels.shape[0] ?? 0 }),
      labelsFile,
      { line: 1, column: 1 },
    );
  }
  return arrayTable(
    imagesFile,
    rows,
    [pixelColumn(images, imagesFile), numberColumn('label', labels.values)],
    ['label'],
  );
}
