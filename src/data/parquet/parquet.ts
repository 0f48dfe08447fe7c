/** Parquet through hyparquet, column by column; uncompressed, snappy and gzip pages. */
import { sentence } from '../../base/problems/data.ts';
import {
  parquetMetadataAsync,
  parquetRead,
  type ColumnChunk,
  type ColumnData,
  type FileMetaData,
  type SchemaElement,
} from 'hyparquet';
import { gunzipSync } from 'fflate';
import { NnError } from '../../base/errors.ts';
import type { CellNotation } from '../cells/cellNotation.ts';
import { ColumnStore, columnsOfPasses, failedAsTexts } from '../columns/columnStore.ts';
import { checkWidth } from '../arrays/arrays.ts';
import { checkPages } from './parquetPages.ts';
import { fileError } from '../problems.ts';
import type { Pulse } from '../file/pulse.ts';
import { allBytes, type FileSource } from '../file/source.ts';
import type { Table, ColumnRequest, ChooseRequests } from '../columns/table.ts';

/** Columns that are read at once. */
const COLUMNS_AT_ONCE = 256;

/** Reads the wanted columns; nested columns are not supported. Throws NN-DATA-PARQUET. */
export async function readParquet(
  source: FileSource,
  wanted: ChooseRequests,
  memoryLimit: number,
  pulse: Pulse,
  cells?: CellNotation,
): Promise<Table> {
  const { file } = source;
  const bytes = await allBytes(source, memoryLimit);
  let failed = false;
  const slices = {
    byteLength: bytes.length,
    // hyparquet may fail over one column while others wait for their bytes. Their findings are not reported, and an
    // unheard error would end the process: so they get none.
    slice: async (start: number, end?: number): Promise<ArrayBuffer> => {
      await new Promise((resolve) => setTimeout(resolve, 0));
      return failed ? new Promise(() => undefined) : bytes.slice(start, end).buffer;
    },
  };
  try {
    const metadata = await parquetMetadataAsync(slices);
    const { names, nested, spans } = columnsIn(metadata.schema);
    checkWidth(names.length, file);
    checkPages(bytes, metadata);
    const rows = Number(metadata.num_rows);
    const chunks = metadata.row_groups.map(({ columns }) => chunksOf(columns));
    const positions = new Map(names.map((name, index) => [name, index]));
    const read = async (requests: readonly ColumnRequest[]): Promise<ColumnStore> => {
      const store = new ColumnStore(requests, rows, file, memoryLimit, cells);
      const failures: unknown[] = [];
      const options = {
        file: slices,
        // No more than the page says: what does not fit is left out, and hyparquet refuses the length.
        compressors: {
          GZIP: (input: Uint8Array, size: number) => gunzipSync(input, { out: new Uint8Array(size) }),
        },
        onChunk: ({ columnName, columnData, rowStart }: ColumnData) => {
          const index = positions.get(columnName);
          if (index === undefined) return;
          try {
            for (let at = 0; at < columnData.length; at++) put(store, rowStart + at, index, columnData[at]);
          } catch (error) {
            // hyparquet waits for no answer of this function: what it throws would end the process.
            failures.push(error);
          }
        },
      };
      const chosen = names.filter((_, index) => requests[index] !== 'skip');
      for (let first = 0; first < chosen.length; first += COLUMNS_AT_ONCE) {
        const some = chosen.slice(first, first + COLUMNS_AT_ONCE);
        await parquetRead({ ...options, metadata: partOf(metadata, some, spans, chunks) });
        if (failures.length > 0) throw failures[0];
        await pulse.beat(first, chosen.length);
      }
      return store;
    };
    const requests = wanted(names, file, []);
    refuseNested(
      names.filter((name, index) => requests[index] !== 'skip' && nested.has(name)),
      file,
    );
    const first = await read(requests);
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
    throw fileError(sentence('NN-DATA-PARQUET.other', { file, reason }), file, { line: 1, column: 1 });
  }
}

/** Elements of the schema, or chunks of a row group, by the column that they belong to. */
type ByColumn<T> = ReadonlyMap<string, readonly T[]>;

/** The columns of a file, which of them are lists or records, and the elements of each. */
function columnsIn(schema: readonly SchemaElement[]): {
  names: string[];
  nested: ReadonlySet<string>;
  spans: ByColumn<SchemaElement>;
} {
  const names: string[] = [];
  const nested = new Set<string>();
  const spans = new Map<string, readonly SchemaElement[]>();
  for (let at = 1; at < schema.length; at++) {
    const { name = '', num_children: children = 0 } = schema[at] ?? {};
    const start = at;
    names.push(name);
    if (children > 0) nested.add(name);
    // The children of an element follow it.
    for (let left = children; left > 0 && at + 1 < schema.length; left--)
      left += schema[++at]?.num_children ?? 0;
    spans.set(name, schema.slice(start, at + 1));
  }
  return { names, nested, spans };
}

function chunksOf(columns: readonly ColumnChunk[]): ByColumn<ColumnChunk> {
  const chunks = new Map<string, ColumnChunk[]>();
  for (const chunk of columns) {
    const name = chunk.meta_data?.path_in_schema[0] ?? '';
    const known = chunks.get(name);
    if (known === undefined) chunks.set(name, [chunk]);
    else known.push(chunk);
  }
  return chunks;
}

/** The metadata as if the file had only these columns: hyparquet searches all of them for each. */
function partOf(
  metadata: FileMetaData,
  names: readonly string[],
  spans: ByColumn<SchemaElement>,
  chunks: readonly ByColumn<ColumnChunk>[],
): FileMetaData {
  const [root] = metadata.schema;
  const elements = names.flatMap((name) => spans.get(name) ?? []);
  return {
    ...metadata,
    schema: root ? [{ ...root, num_children: names.length }, ...elements] : [],
    row_groups: metadata.row_groups.map((group, index) => ({
      ...group,
      columns: names.flatMap((name) => chunks[index]?.get(name) ?? []),
    })),
  };
}

function refuseNested([first]: readonly string[], file: string): void {
  if (first === undefined) return;
  throw fileError(sentence('NN-DATA-PARQUET.nested', { first, file }), file, { line: 1, column: 1 });
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
