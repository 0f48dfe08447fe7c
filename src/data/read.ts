/** From a source in the spec to a table: reads the bytes, looks through gzip, and picks the format's reader. */
import { phrase } from '../base/problems/phrase.ts';
import { sentence } from '../base/problems/data.ts';
import { NnError } from '../base/errors.ts';
import type { SpecPath } from '../base/errors.ts';
import type { Source } from '../format/types.ts';
import { withBooleans } from './cells/booleans.ts';
import { builtinTable } from './arrays/builtin.ts';
import { CellNotation } from './cells/cellNotation.ts';
import { readCsv } from './csv/csv.ts';
import { idxTable, pixelColumn, readIdx } from './arrays/idx.ts';
import { arrayTable } from './arrays/arrays.ts';
import { inlineTable } from './arrays/inline.ts';
import { readJson } from './json/json.ts';
import { npyTable, readNpy } from './arrays/npy.ts';
import { npzTable } from './arrays/npz.ts';
import { pictureTable } from './pictures/pictures.ts';
import { readParquet } from './parquet/parquet.ts';
import { checkMemory, fileError, specError } from './problems.ts';
import { Pulse } from './file/pulse.ts';
import { openSource, type FileSource } from './file/source.ts';
import type { Table, ColumnRequest, ChooseRequests } from './columns/table.ts';
import type { DataHost } from './types.ts';

/** Reads the wanted columns of a source. `path` is where the source stands in the spec. */
export async function readTable(
  source: Source,
  path: SpecPath,
  wanted: ChooseRequests,
  host: DataHost,
  seed: number,
): Promise<Table> {
  switch (source.kind) {
    case 'builtin':
      checkMemory(source.samples * 40, host.memoryLimit, phrase('The synthetic data'));
      return select(builtinTable(source, seed), wanted);
    case 'inline':
      return select(inlineTable(source), wanted);
    case 'idx': {
      const images = await opened(source.images, [...path, 'images'], host, (file) =>
        readIdx(file, host.memoryLimit),
      );
      const labels = await opened(source.labels, [...path, 'labels'], host, (file) =>
        readIdx(file, host.memoryLimit),
      );
      const [imagesFile, labelsFile] = [host.display(source.images), host.display(source.labels)];
      return refuseNoRows(select(idxTable(images, labels, imagesFile, labelsFile), wanted));
    }
    case 'pictures':
      return select(
        await pictureTable(source, path, host, (file, read) => opened(file, path, host, read)),
        wanted,
      );
    case 'file':
      return refuseNoRows(
        await opened(source.path, path, host, (file) => readNamed(source, file, wanted, host)),
      );
  }
}

/**
 * Reads a file, the names of its columns composed (NFC): macOS and Excel write Korean names decomposed at times. Columns of
 * true and false are numbers where numbers are wanted.
 */
async function readNamed(
  source: Extract<Source, { kind: 'file' }>,
  file: FileSource,
  wanted: ChooseRequests,
  host: DataHost,
): Promise<Table> {
  const written = new Map<string, string>();
  const requests = new Map<string, ColumnRequest>();
  const asked: ChooseRequests = (names, name, ownTarget) => {
    const composed = names.map((one) => one.normalize('NFC'));
    const answer = wanted(composed, name, ownTarget);
    composed.forEach((one, index) => {
      written.set(one, names[index] ?? one);
      requests.set(one, answer[index] ?? 'skip');
    });
    return answer;
  };
  const table = await readFormat(source, file, asked, host);
  const columns = table.columns.map((column) => ({ ...column, name: column.name.normalize('NFC') }));
  const named: Table = {
    ...table,
    columns,
    place: (row, column) => table.place(row, written.get(column) ?? column),
  };
  return withBooleans(named, (name) => requests.get(name) ?? 'skip');
}

async function readFormat(
  { format, notation = {} }: Extract<Source, { kind: 'file' }>,
  source: FileSource,
  wanted: ChooseRequests,
  host: DataHost,
): Promise<Table> {
  const { memoryLimit } = host;
  const { encoding, delimiter, header, comment } = notation;
  const cells = new CellNotation(notation);
  switch (format) {
    case 'csv':
    case 'tsv': {
      const usual = format === 'csv' ? ',' : '\t';
      return readCsv(source, wanted, { delimiter, usual, header, comment, encoding, cells, memoryLimit });
    }
    case 'json':
    case 'jsonl':
      return readJson(source, format, wanted, { memoryLimit, encoding, cells });
    case 'npy':
      return select(npyTable(await readNpy(source, memoryLimit), source.file), wanted);
    case 'npz':
      return npzTable(source, wanted, memoryLimit);
    case 'parquet':
      return readParquet(source, wanted, memoryLimit, new Pulse(host), cells);
    case 'idx': {
      const images = await readIdx(source, memoryLimit);
      return select(
        arrayTable(source.file, images.shape[0] ?? 0, [pixelColumn(images, source.file)]),
        wanted,
      );
    }
  }
}

/** Does `read` with the file at `path`. An error of the file system is one of the spec's, at `at`. */
async function opened<T>(
  path: string,
  at: SpecPath,
  host: DataHost,
  read: (source: FileSource) => Promise<T>,
): Promise<T> {
  const file = host.display(path);
  try {
    const source = await openSource(path, host, new Pulse(host));
    // Also where it failed: of a file that is being written, an error about its cells would mislead.
    return await read(source).finally(() => host.unchanged?.(path));
  } catch (error) {
    if (NnError.is(error) || error instanceof RangeError || error instanceof TypeError) throw error;
    const reason = error instanceof Error ? error.message : String(error);
    const what = /ENOENT|not found/i.test(reason) ? phrase('there is no such file') : reason;
    throw specError(sentence('NN-DATA-FILE', { file, what }), at);
  }
}

/** Leaves out the unwanted columns of a table that was read whole. */
function select(table: Table, wanted: ChooseRequests): Table {
  const requests: readonly ColumnRequest[] = wanted(
    table.columns.map((column) => column.name),
    table.file,
    table.ownTarget,
  );
  return { ...table, columns: table.columns.filter((_, index) => requests[index] !== 'skip') };
}

function refuseNoRows(table: Table): Table {
  if (table.rows > 0) return table;
  throw fileError(sentence('NN-DATA-NO-ROWS.rows', { file: table.file }), table.file, {
    line: 1,
    column: 1,
  });
}
