/** Parquet through hyparquet, column by column; uncompressed, snappy and gzip pages. */
import { parquetMetadataAsync, parquetRead, type SchemaElement } from 'hyparquet';
import { gunzipSync } from 'fflate';
import { NnError } from '../base/errors.ts';
import type { CellNotation } from './cellNotation.ts';
import { ColumnStore, columnsOfPasses, failedAsTexts } from './columnStore.ts';
import { checkWidth } from './arrays.ts';
import { checkPages } from './parquetPages.ts';
import { fileError } from './problems.ts';
import { allBytes, type FileSource } from './source.ts';
import type { Table, Want, Wanted } from './table.ts';

/** Reads the wanted columns; nested columns are not supported. Throws NN-DATA-PARQUET. */
export async function readParquet(
  source: FileSource,
  wanted: Wanted,
  memoryLimit: number,
  cells?: CellNotation,
): Promise<Table> {
  const { file } = source;
  const bytes = await allBytes(source, memoryLimit);
  let failed = false;
  const slices = {
    byteLength: bytes.length,
    // hyparquet may fail over one column while others wait for their bytes. Nobody hears of what they find, and an
    // unheard error would end the process: so they get none.
    slice: async (start: number, end?: number): Promise<ArrayBuffer> => {
      await new Promise((resolve) => setTimeout(resolve, 0));
      return failed ? new Promise(() => undefined) : bytes.slice(start, end).buffer;
    },
  };
  try {
    const metadata = await parquetMetadataAsync(slices);
    const { names, nested } = columnsIn(metadata.schema);
    checkWidth(names.length, file);
    checkPages(bytes, metadata);
    const rows = Number(metadata.num_rows);
    const places = new Map(names.map((name, index) => [name, index]));
    const read = async (wants: readonly Want[]): Promise<ColumnStore> => {
      const store = new ColumnStore(wants, rows, file, memoryLimit, cells);
      const failures: unknown[] = [];
      await parquetRead({
        file: slices,
        metadata,
        // A list of all would be searched for each.
        ...(wants.includes('skip') ? { columns: names.filter((_, index) => wants[index] !== 'skip') } : {}),
        // No more than the page says: what does not fit is left out, and hyparquet refuses the length.
        compressors: { GZIP: (input, size) => gunzipSync(input, { out: new Uint8Array(size) }) },
        onChunk: ({ columnName, columnData, rowStart }) => {
          const index = places.get(columnName);
          if (index === undefined) return;
          try {
            for (let at = 0; at < columnData.length; at++) put(store, rowStart + at, index, columnData[at]);
          } catch (error) {
            // hyparquet waits for no answer of this function: what it throws would end the process.
            failures.push(error);
          }
        },
      });
      if (failures.length > 0) throw failures[0];
      return store;
    };
    const wants = wanted(names, file, []);
    refuseNested(
      names.filter((name, index) => wants[index] !== 'skip' && nested.has(name)),
      file,
    );
    const first = await read(wants);
    const second = first.failed.some(Boolean) ? await read(failedAsTexts(first)) : undefined;
    return {
      file,
      rows,
      columns: columnsOfPasses(names, rows, first, second),
      ownTarget: [],
      ...(cells && { cells }),
      place: (row, column) => ({ line: row + 1, column: names.indexOf(column) + 1 }),
    };
  } catch (error) {
    failed = true;
    if (NnError.is(error)) throw error;
    const reason = error instanceof Error ? error.message : String(error);
    throw fileError(
      'NN-DATA-PARQUET',
      `${file} cannot be read as Parquet (${reason}). Write it with flat columns and snappy compression.`,
      file,
      { line: 1, column: 1 },
    );
  }
}

/** The columns of a file, and which of them are lists or records. */
function columnsIn(schema: readonly SchemaElement[]): { names: string[]; nested: ReadonlySet<string> } {
  const names: string[] = [];
  const nested = new Set<string>();
  for (let at = 1; at < schema.length; at++) {
    const { name = '', num_children: children = 0 } = schema[at] ?? {};
    names.push(name);
    if (children > 0) nested.add(name);
    // What is inside of it follows it.
    for (let left = children; left > 0 && at + 1 < schema.length; left--)
      left += schema[++at]?.num_children ?? 0;
  }
  return { names, nested };
}

function refuseNested([first]: readonly string[], file: string): void {
  if (first === undefined) return;
  const message =
    `Column “${first}” of ${file} is nested: each of its values is a list or a record. Write its values as columns of ` +
    'their own, or leave it out of data.features.';
  throw fileError('NN-DATA-PARQUET', message, file, { line: 1, column: 1 });
}

function put(store: ColumnStore, row: number, index: number, value: unknown): void {
  if (!store.takesNumbers(index)) store.putText(row, index, valueText(value));
  else if (typeof value === 'number') store.putNumber(row, index, value);
  else store.putNumber(row, index, typeof value === 'bigint' ? Number(value) : NaN);
}

/** A value as text; null and undefined are missing, that is empty; lists and objects are their JSON. */
function valueText(value: unknown): string {
  switch (typeof value) {
    case 'string':
      return value;
    case 'number':
    case 'boolean':
    case 'bigint':
      return String(value);
    case 'object':
      if (value === null) return '';
      return value instanceof Date ? value.toISOString() : JSON.stringify(value);
    default:
      return '';
  }
}
