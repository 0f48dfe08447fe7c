/** Facts of tables, and what differs between those of two moments: whether a run still has the data it began with. */
import type { Text, Param } from '../base/problems/text.ts';
import { phrase } from '../base/problems/phrase.ts';
import { sentence } from '../base/problems/runs.ts';
import { NnError, type Problem, type SpecPath } from '../base/errors.ts';
import type { ColumnFacts, DataFacts, FileFacts, SourceFacts } from '../plan/dataFacts.ts';
import type { Source } from '../format/types.ts';
import { decimalOf } from './cells/number.ts';
import { fileError, quoted } from './problems.ts';
import { cellText, numberColumn, type Column, type Table } from './columns/table.ts';
import { unpackSplit } from './keptSplit.ts';
import type { SplitRows } from './split.ts';
import type { DataEncoder, DataHost, KnownDataset } from './types.ts';

/** Values of a column that are remembered; an identifier has as many as there are rows. */
const MOST_VALUES = 1000;
/** Differences that a message lists. */
const MOST_TOLD = 6;

/** The paths of the files that a source reads; a folder of pictures is told as one. */
function pathsOf(source: Source): string[] {
  if (source.kind === 'file') return [source.path];
  if (source.kind === 'pictures') return [source.folder];
  return source.kind === 'idx' ? [source.images, source.labels] : [];
}

async function filesOf(source: Source, host: DataHost): Promise<FileFacts[]> {
  const files: FileFacts[] = [];
  for (const path of pathsOf(source)) {
    const mark = await host.mark?.(path);
    if (mark) files.push({ file: host.display(path), ...mark });
  }
  return files;
}

/** The use of an encoder's columns, by name. */
function usesOf({ features, target }: DataEncoder): Map<string, 'number' | 'name' | 'other'> {
  const uses = new Map<string, 'number' | 'name' | 'other'>();
  for (const { column, kind } of features)
    uses.set(column, kind === 'number' ? 'number' : kind === 'category' ? 'name' : 'other');
  if ('column' in target) uses.set(target.column, 'name');
  else for (const column of target.columns) uses.set(column, 'number');
  return uses;
}

function columnFacts(column: Column, rows: number, use: 'number' | 'name' | 'other'): ColumnFacts {
  const { name } = column;
  if (use === 'number') {
    if (column.kind !== 'number' || column.width !== 1) return { name };
    const { doubles, decimals = -1 } = column;
    const { values, offset, stride } = doubles ? numberColumn(name, doubles) : column;
    let least = Infinity;
    let largest = -Infinity;
    for (let row = 0; row < rows; row++) {
      const value = values[offset + row * stride] ?? NaN;
      if (value < least) least = value;
      if (value > largest) largest = value;
    }
    // Decimals stand in the order of the float32 that they are kept as.
    if (!doubles) [least, largest] = [decimalOf(least, decimals), decimalOf(largest, decimals)];
    return least <= largest ? { name, range: [least, largest] } : { name };
  }
  if (use === 'other' || (column.kind === 'number' && column.width !== 1)) return { name };
  const values = new Set<string>();
  for (let row = 0; row < rows && values.size <= MOST_VALUES; row++) values.add(cellText(column, row));
  if (values.size > MOST_VALUES) return { name };
  return { name, values: [...values].sort((a, b) => (a < b ? -1 : a > b ? 1 : 0)) };
}

/** The differences of a source, in words; empty if its content is the same. */
function differences(before: SourceFacts, now: SourceFacts): Text[] {
  const { files } = now;
  if (files.length === before.files.length && files.every(({ hash }, at) => hash === before.files[at]?.hash))
    return [];
  const told: Text[] = [];
  if (now.rows !== before.rows) {
    const counts = { count: now.rows, before: before.rows };
    told.push(
      now.rows === 1
        ? phrase('{count} row instead of {before}', counts)
        : phrase('{count} rows instead of {before}', counts),
    );
  }
  const names = new Set(now.columns.map(({ name }) => name));
  const gone = before.columns.filter(({ name }) => !names.has(name)).map(({ name }) => name);
  if (gone.length === 1) told.push(phrase('the column {names} gone', { names: list(gone) }));
  if (gone.length > 1) told.push(phrase('the columns {names} gone', { names: list(gone) }));
  const olds = new Map(before.columns.map((column) => [column.name, column]));
  for (const column of now.columns) {
    const old = olds.get(column.name);
    if (!old) {
      told.push(phrase('a new column {name}', { name: quoted(column.name) }));
      continue;
    }
    told.push(...columnDifferences(old, column));
  }
  if (told.length === 0)
    told.push(phrase('other content, with as many rows and the same ranges and classes'));
  return told;
}

function columnDifferences(old: ColumnFacts, now: ColumnFacts): Text[] {
  const name = quoted(now.name);
  if (old.range && now.range) {
    const same = old.range[0] === now.range[0] && old.range[1] === now.range[1];
    const ranges = { what: name, now: span(now.range), old: span(old.range) };
    return same ? [] : [phrase('{what} from {now} instead of {old}', ranges)];
  }
  if (Boolean(old.range) !== Boolean(now.range)) {
    return [
      now.range
        ? phrase('{name} all numbers now', { name })
        : phrase('{name} not all numbers any more', { name }),
    ];
  }
  if (!old.values || !now.values) return [];
  const [were, are] = [new Set(old.values), new Set(now.values)];
  const fresh = now.values.filter((value) => !were.has(value));
  const lost = old.values.filter((value) => !are.has(value));
  const parts = [
    ...(fresh.length > 0 ? [phrase('{names} new', { names: list(fresh) })] : []),
    ...(lost.length > 0 ? [phrase('{names} gone', { names: list(lost) })] : []),
  ];
  return parts.length > 0 ? [phrase('in {name} {changes}', { name, changes: parts })] : [];
}

const span = ([least, largest]: readonly [number, number]): Text =>
  phrase('{least} to {largest}', { least, largest });

function list(names: readonly string[]): Param {
  const shown = names.slice(0, MOST_TOLD).map(quoted);
  return names.length > MOST_TOLD ? [...shown, '…'] : shown;
}

function firstOf(told: readonly Text[]): Text {
  return told.slice(0, MOST_TOLD).reduce((first, next) => phrase('{first}; {next}', { first, next }));
}

/** The first differences, `…` for the others. */
function inOne(told: readonly Text[]): Text {
  const shown = firstOf(told);
  return told.length > MOST_TOLD ? phrase('{first}; {next}', { first: shown, next: '…' }) : shown;
}

/** Watches the sources of a data set while they are loaded, against what a run that goes on knows of them. */
export class DataWatch {
  readonly #host: DataHost;
  readonly #known: KnownDataset | null;
  readonly #warnings: Problem[];
  readonly #sources: SourceFacts[] = [];

  constructor(host: DataHost, known: KnownDataset | null, warnings: Problem[]) {
    this.#host = host;
    this.#known = known;
    this.#warnings = warnings;
  }

  /** A run of an earlier version does not know its data: that is said once, where files are read. */
  #sayUnknown(source: Source, path: SpecPath): void {
    if (!this.#known || this.#known.facts || this.#sources.length > 0 || pathsOf(source).length === 0) return;
    this.#warnings.push({
      ...sentence('NN-RUN-DATA-UNKNOWN'),
      severity: 'warning',
      location: { kind: 'spec', path, on: 'value' },
    });
  }

  /** The encoder that a run goes on with. */
  get kept(): DataEncoder | null {
    return this.#known?.encoder ?? null;
  }

  /** The split that a run goes on with, of a table of so many rows; null if it keeps none. */
  splitOf(rows: number): SplitRows | null {
    const before = this.#known?.facts?.sources[0]?.rows;
    const split = this.#known?.split;
    return split && before !== undefined ? unpackSplit(split, before, rows) : null;
  }

  get facts(): DataFacts {
    return { sources: this.#sources };
  }

  /**
   * Reads a source by `read`. If that fails because the source has changed since, the change is what is told.
   * @throws NnError NN-RUN-DATA-CHANGED
   */
  async reading<T>(source: Source, path: SpecPath, read: () => Promise<T>): Promise<T> {
    try {
      return await read();
    } catch (error) {
      const before = this.#before(path);
      if (!before || !NnError.is(error)) throw error;
      const files = await filesOf(source, this.#host).catch(() => []);
      const odd = files.find(({ hash }, at) => hash !== before.files[at]?.hash);
      if (!odd) throw error;
      // The rows of data are not in the table that words this: its sentence is taken as it is.
      const reason = error.message;
      throw changed(odd.file, [phrase('it cannot be read as it was ({reason})', { reason })]);
    }
  }

  /**
   * Takes the facts of a source that has been read, before its rows are encoded in their place.
   * @throws NnError NN-RUN-DATA-CHANGED if they differ and that was not accepted; else they are a warning
   */
  async take(source: Source, path: SpecPath, table: Table, encoder: DataEncoder): Promise<void> {
    this.#sayUnknown(source, path);
    const files = await filesOf(source, this.#host);
    const uses = usesOf(encoder);
    const there = table.columns.filter(({ name }) => uses.has(name));
    const columns = there.map((column) => columnFacts(column, table.rows, uses.get(column.name) ?? 'other'));
    const now = { part: path.join('.'), files, rows: table.rows, columns };
    this.#sources.push(now);
    const before = this.#before(path);
    if (!before) return;
    const told = differences(before, now);
    if (told.length === 0) return;
    const odd = files.find(({ hash }, at) => hash !== before.files[at]?.hash) ?? files[0];
    const file = odd?.file ?? table.file;
    if (this.#known?.accepted !== true) throw changed(file, told);
    this.#warnings.push({
      ...sentence('NN-RUN-DATA-CHANGED.accepted', { file, told: firstOf(told) }),
      severity: 'warning',
      location: { kind: 'file', file, line: 1, column: 1 },
    });
  }

  #before(path: SpecPath): SourceFacts | undefined {
    const part = path.join('.');
    return this.#known?.facts?.sources.find((source) => source.part === part);
  }
}

function changed(file: string, told: readonly Text[]): NnError {
  return fileError(sentence('NN-RUN-DATA-CHANGED.refused', { file, told: inOne(told) }), file, {
    line: 1,
    column: 1,
  });
}
