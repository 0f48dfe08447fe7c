/** A folder of pictures as a table: one column of pixels, and one of the class that each picture's folder names. */
import { phrase } from '../../base/problems/phrase.ts';
import { sentence } from '../../base/problems/data.ts';
import type { SpecPath } from '../../base/errors.ts';
import type { Source } from '../../format/types.ts';
import { checkWidth, arrayTable, wideNumbers } from '../arrays/arrays.ts';
import { TextRows } from '../columns/textRows.ts';
import type { Table } from '../columns/table.ts';
import { allBytes, type FileSource } from '../file/source.ts';
import { checkMemory, fileError } from '../problems.ts';
import type { DataHost } from '../types.ts';
import { pictureFiles } from './folder.ts';
import { pictureHeader, type PictureHeader } from './header.ts';

type PictureSource = Extract<Source, { kind: 'pictures' }>;
type Open = <T>(path: string, read: (file: FileSource) => Promise<T>) => Promise<T>;

/** Bytes a pixel while a picture is decoded: its numbers, the decoder's lines and the result. */
const DECODING_BYTES = 16;
const START = { line: 1, column: 1 };

const PIXELS = 'pixels';
const LABEL = 'label';

/**
 * Reads all pictures of a folder in one size and colour, as bytes from 0 to 255.
 * @throws NnError NN-DATA-PICTURES with the name of the file that is no picture, is damaged or too large
 */
export async function pictureTable(
  { folder, width, height, color }: PictureSource,
  at: SpecPath,
  host: DataHost,
  open: Open,
): Promise<Table> {
  const files = await pictureFiles(folder, at, host);
  const channels = color === 'grey' ? 1 : 3;
  const size = width * height * channels;
  const file = host.display(folder);
  checkWidth(size, file);
  checkMemory(files.length * size, host.memoryLimit, phrase('Reading {file}', { file }));
  const { decodePicture } = await import('./decode.ts');
  const { recolored, resized } = await import('./resize.ts');
  const values = new Uint8Array(files.length * size);
  const labels = new TextRows(files.length, host.memoryLimit, file);
  for (const [row, { path, label }] of files.entries()) {
    const bytes = await open(path, (source) => allBytes(source, host.memoryLimit));
    const name = host.display(path);
    const header = headerOf(bytes, name, host.memoryLimit);
    try {
      const pixels = resized(recolored(decodePicture(bytes, header), channels), width, height);
      values.set(pixels.data, row * size);
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error);
      throw fileError(sentence('NN-DATA-PICTURES.broken', { file: name, reason }), name, START);
    }
    labels.put(row, label);
    host.progress?.(row + 1, files.length);
  }
  const shape = channels === 1 ? [height, width] : [height, width, channels];
  const texts = { kind: 'text', name: LABEL, texts: labels } as const;
  return arrayTable(file, files.length, [wideNumbers(PIXELS, values, shape), texts], [LABEL]);
}

/** The header of a picture that fits into memory. */
export function headerOf(bytes: Uint8Array, file: string, memoryLimit: number): PictureHeader {
  const header = pictureHeader(bytes);
  if (header === null) throw fileError(sentence('NN-DATA-PICTURES.other', { file }), file, START);
  const { kind, width, height, channels } = header;
  if (width === 0 || height === 0 || (kind === 'jpeg' && channels !== 1 && channels !== 3))
    throw fileError(sentence('NN-DATA-PICTURES.color', { file }), file, START);
  checkMemory(width * height * DECODING_BYTES, memoryLimit, phrase('Reading {file}', { file }));
  return header;
}
