/** NumPy's `.npz`: a zip of arrays, each of which is one (wide) column. */
import { unzipSync } from 'fflate';
import { arrayTable } from './arrays.ts';
import { readNpy, wideColumn, type NpyArray } from './npy.ts';
import { checkMemory, fileError } from './problems.ts';
import { allBytes, sourceOf, type FileSource } from './source.ts';
import type { Table, Wanted } from './table.ts';

/** Reads the wanted arrays; all must have the same first axis. */
export async function npzTable(source: FileSource, wanted: Wanted, memoryLimit: number): Promise<Table> {
  const { file } = source;
  const bytes = await allBytes(source, memoryLimit);
  const start = { line: 1, column: 1 };
  const names: string[] = [];
  let chosen = new Set<string>();
  let unpacked = bytes.length;
  let entries: Record<string, Uint8Array>;
  try {
    unzipSync(bytes, {
      filter: ({ name }) => {
        if (name.endsWith('.npy')) names.push(name.slice(0, -4));
        return false;
      },
    });
  } catch {
    throw fileError(
      'NN-DATA-NPZ',
      `${file} is not an archive of NumPy arrays (.npz), or is damaged.`,
      file,
      start,
    );
  }
  const wants = wanted(names, file, []);
  chosen = new Set(names.filter((_, index) => wants[index] !== 'skip'));
  try {
    entries = unzipSync(bytes, {
      filter: ({ name, originalSize }) => {
        if (!name.endsWith('.npy') || !chosen.has(name.slice(0, -4))) return false;
        unpacked += originalSize * 2;
        checkMemory(unpacked, memoryLimit, `Unpacking ${file}`);
        return true;
      },
    });
  } catch (error) {
    if (error instanceof Error && error.name === 'NnError') throw error;
    throw fileError('NN-DATA-NPZ', `${file} is damaged: an array in it cannot be unpacked.`, file, start);
  }
  const arrays: { readonly name: string; readonly array: NpyArray }[] = [];
  for (const name of chosen) {
    const entry = sourceOf(entries[`${name}.npy`] ?? new Uint8Array(), `${file}/${name}.npy`);
    arrays.push({ name, array: await readNpy(entry, memoryLimit) });
  }
  const rows = arrays[0]?.array.shape[0] ?? 0;
  for (const { name, array } of arrays) {
    if (array.shape[0] === rows) continue;
    throw fileError(
      'NN-DATA-LENGTH',
      `The arrays of ${file} differ in length: “${arrays[0]?.name ?? ''}” has ${String(rows)} rows, ` +
        `“${name}” has ${String(array.shape[0] ?? 0)}. Save arrays with one row per sample.`,
      file,
      start,
    );
  }
  return arrayTable(
    file,
    rows,
    arrays.map(({ name, array }) => wideColumn(name, array)),
  );
}
