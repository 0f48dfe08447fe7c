/** From a resolved spec to encoded splits: read, split, fit on the training rows, encode. */
import { phrase } from '../base/problems/phrase.ts';
import { lossKind } from '../kinds/losses/table.ts';
import { NnError, toldBy, type Problem } from '../base/errors.ts';
import type { LeftOutRows, MissingReport, RowWeighting } from '../plan/types.ts';
import type { ResolvedSpec, Source } from '../format/types.ts';
import { chooseColumns, keptColumns, predictionColumns, sameColumns, requestOf } from './columns/columns.ts';
import type { ColumnChoice } from './columns/columns.ts';
import { withDates, type DateReading } from './columns/dateColumns.ts';
import { inputShape } from './encoding/inputShape.ts';
import { encodeFeatures, inputNames, isSparse } from './encoding/encode.ts';
import type { EncodeContext } from './encoding/encode.ts';
import { dropRows, leftOutWarning, neededColumns, neededFeatures } from './columns/dropRows.ts';
import { EncodeNotes } from './encoding/encodeNotes.ts';
import { DataWatch } from './facts.ts';
import { fitFeature } from './encoding/fit.ts';
import { packSplit } from './keptSplit.ts';
import { countFilled, filledCells } from './columns/missing.ts';
import { rowsOf, shareRows, type Shared } from './encoding/share.ts';
import { Pulse } from './file/pulse.ts';
import { spreadsOf, warnOfRanges } from './columns/ranges.ts';
import { readTable } from './read.ts';
import { refuseOtherRows, refuseOtherShapes, shapesOf } from './columns/rowShape.ts';
import { drawSplit } from './drawSplit.ts';
import { allRows, refuseEmptySplits } from './split.ts';
import type { SplitRows } from './split.ts';
import type { Table, ColumnRequest } from './columns/table.ts';
import { encodeTarget } from './encoding/encodeTarget.ts';
import { weightsOf } from './encoding/weights.ts';
import { fitTarget, targetKind, targetLabels, targetShape } from './encoding/target.ts';
import type {
  DataEncoder,
  DataHost,
  Dataset,
  KnownDataset,
  LoadedDataset,
  DenseMatrix,
  FeatureEncoder,
  InputRows,
  Release,
  RowWeights,
  SparseMatrix,
  Split,
} from './types.ts';

/**
 * Loads and encodes all splits of the spec's data. Throws NnError with the problem and its place first, and then what else
 * was noticed until there. A run that goes on does so as `known` says, with its encoder and its split; NN-RUN-DATA-CHANGED if
 * it began with other data.
 */
export async function loadDataset(
  spec: ResolvedSpec,
  host: DataHost,
  known: KnownDataset | null = null,
): Promise<LoadedDataset> {
  const warnings: Problem[] = [];
  try {
    return await loadSplits(spec, host, new DataWatch(host, known, warnings), warnings);
  } catch (error) {
    if (!NnError.is(error) || error.problems.length === 0) throw error;
    throw new NnError(toldBy(error), [...error.problems, ...warnings]);
  }
}

const SOURCE = ['data', 'source'];

async function loadSplits(
  spec: ResolvedSpec,
  host: DataHost,
  watch: DataWatch,
  warnings: Problem[],
): Promise<LoadedDataset> {
  const pulse = new Pulse(host);
  const { kept } = watch;
  const { source } = spec.data;
  const read = await watch.reading(source, SOURCE, () => readTraining(spec, host, kept));
  const { choice, request } = read;
  const leftOut: LeftOutRows[] = [];
  const complete = (whole: Table): Table => {
    const dropped = dropRows(whole, neededColumns(spec, whole, choice));
    if (dropped.leftOut !== null) leftOut.push(dropped.leftOut);
    return dropped.table;
  };
  const table = complete(firstRows(read.table, spec.data.limit));
  if (kept) await watch.take(source, SOURCE, table, kept);
  const kind = kept?.target.kind ?? targetKind(spec, table, choice.target);
  const labels = targetLabels(kind, table, choice.target, warnings);
  const { validation, test, split } = spec.data;
  const shares = {
    validation: validation === null ? split.validation : 0,
    test: test === null ? split.test : 0,
  };
  const rows = watch.splitOf(table.rows) ?? drawSplit(spec, table, labels, shares);
  const target = kept?.target ?? fitTarget(spec, kind, table, choice.target, labels, rows.train);

  const release = releaseOf(host);
  const features: FeatureEncoder[] = [...(kept?.features ?? [])];
  for (const feature of kept ? [] : choice.features) {
    features.push(await fitFeature(feature, { table, rows: rows.train, pulse, warnings, release }));
  }
  const { arrays } = table;
  const notation = source.kind === 'file' ? source.notation : undefined;
  const encoder: DataEncoder = {
    features,
    target,
    ...(arrays && { arrays }),
    ...(notation && { notation }),
    spreads: spreadsOf(features, table, rows.train),
  };
  if (!kept) await watch.take(source, SOURCE, table, encoder);
  const shapes = shapesOf(table, [...choice.features.map(({ name }) => name), ...choice.target]);
  let weighting: RowWeighting | undefined;
  const context: SplitContext = {
    weigh(y, rows) {
      const weights = weightsOf(spec, target, y, table, rows, host.memoryLimit);
      weighting = weights?.shape;
      return weights?.rows;
    },
    memoryLimit: host.memoryLimit,
    pulse,
    release,
    warnings,
    unitTargets: lossKind(spec.loss).unitTargets === true,
    isOtherTable: false,
  };
  // Counted before anything is encoded in its place.
  const filled = {
    train: countFilled(features, table, rows.train),
    validation: countFilled(features, table, rows.validation),
    test: countFilled(features, table, rows.test),
  };
  const encode = splitEncoder(encoder, table, context);
  const own = async (name: 'validation' | 'test', drawn: Uint32Array): Promise<Split> => {
    const source = spec.data[name];
    const path = ['data', name, 'source'];
    if (source === null) return encode(drawn, name);
    const columns = sameColumns(choice, request, path);
    const whole = await watch.reading(source, path, () =>
      readTable(source, path, columns, host, spec.seed + 1),
    );
    const other = complete(withDates(whole, datesOf(features)));
    await watch.take(source, path, other, encoder);
    refuseOtherShapes(shapes, other, path);
    warnOfRanges(encoder, other, phrase(`${name} rows`), table.file, warnings);
    const all = allRows(other.rows);
    filled[name] = countFilled(features, other, all);
    return splitEncoder(encoder, other, { ...context, isOtherTable: true })(all, name);
  };
  const train = await encode(rows.train, 'training');
  // Only now: in a small file, a value that cannot be read is the better news.
  refuseEmptySplits(rows, shares);
  const splits = {
    train,
    validation: await own('validation', rows.validation),
    test: await own('test', rows.test),
  };
  const rowSplit = rows.train.length === table.rows ? null : packSplit(rows, table.rows);
  const missing: MissingReport = { filled: filledCells(features, filled), leftOut };
  const any = missing.filled.length + missing.leftOut.length > 0;
  const shape = {
    ...shapeOf(encoder, splits),
    ...(any && { missing }),
    ...(weighting && { weights: weighting }),
  };
  return { ...splits, encoder, warnings, shape, facts: watch.facts, rowSplit };
}

/** The first `limit` rows; what is behind them is never looked at again. */
function firstRows(table: Table, limit = table.rows): Table {
  return limit < table.rows ? { ...table, rows: limit } : table;
}

function releaseOf({ release }: DataHost): Release {
  return release ?? (() => undefined);
}

interface Training {
  readonly table: Table;
  readonly choice: ColumnChoice;
  readonly request: (name: string) => ColumnRequest;
}

/** `kept`: the encoder of a run that goes on, whose columns it takes. */
async function readTraining(spec: ResolvedSpec, host: DataHost, kept: DataEncoder | null): Promise<Training> {
  let choice: ColumnChoice = { features: [], target: [], helpers: [] };
  let request: (name: string) => ColumnRequest = () => 'skip';
  const table = await readTable(
    spec.data.source,
    ['data', 'source'],
    (names, file, ownTarget) => {
      choice = chooseColumns(spec, names, file, ownTarget);
      if (kept) choice = keptColumns(choice, kept.features, file);
      request = requestOf(choice, targetRequest(spec));
      return names.map(request);
    },
    host,
    spec.seed,
  );
  const dates = new Map(
    choice.features.flatMap(({ name, spec: one }) => (one.as === 'date' ? [[name, one] as const] : [])),
  );
  return { table: withDates(table, (name) => dates.get(name)), choice, request };
}

/** Classes keep the text as it is written (`01` is not `1`); everything else tries numbers first. */
function targetRequest(spec: ResolvedSpec): ColumnRequest {
  const { as, columns } = spec.data.target;
  if (as === 'number') return 'apart';
  if (as !== 'auto') return columns.length > 1 ? 'apart' : 'text';
  const classes = lossKind(spec.loss).autoTarget !== 'number';
  return classes && columns.length <= 1 ? 'text' : 'apart';
}

/** A split as sentences name it. */
type SplitName = 'training' | 'validation' | 'test';

interface SplitContext extends Omit<EncodeContext, 'notes'> {
  readonly warnings: Problem[];
  /** The loss takes targets as probabilities. */
  readonly unitTargets: boolean;
  /** The rows are not of the training rows' table. */
  readonly isOtherTable: boolean;
  /** The weights of training rows with these targets. */
  readonly weigh: (y: DenseMatrix, rows: Uint32Array) => RowWeights | undefined;
}

/** The reading of dates by fitted features. */
function datesOf(features: readonly FeatureEncoder[]): (column: string) => DateReading | undefined {
  const dates = new Map(
    features.flatMap((one) => (one.kind === 'number' && one.date ? [[one.column, one.date] as const] : [])),
  );
  return (column) => dates.get(column);
}

/** Encodes splits of one table. */
function splitEncoder(
  encoder: DataEncoder,
  table: Table,
  context: SplitContext,
): (rows: Uint32Array, name: SplitName) => Promise<Split> {
  let shared: Shared | null | undefined;
  return async (rows, name) => {
    const notes = new EncodeNotes(context.isOtherTable);
    const y = encodeTarget(encoder.target, table, rows, context.unitTargets, notes);
    // Read before the rows are encoded in their place.
    const weights = name === 'training' ? context.weigh(y, rows) : undefined;
    shared ??= await shareRows(encoder.features, table, context);
    const x =
      shared === null
        ? await encodeFeatures(encoder.features, table, rows, { ...context, notes })
        : rowsOf(shared, rows);
    notes.tell(table, phrase(`{count} ${name} rows`, { count: rows.length }), context.warnings);
    const { kept } = table;
    return {
      count: rows.length,
      x,
      y,
      sourceRows: kept ? rows.map((row) => kept[row] ?? 0) : rows,
      ...(weights && { weights }),
    };
  };
}

function shapeOf(encoder: DataEncoder, splits: Record<keyof SplitRows, Split>): Dataset['shape'] {
  const { train, validation, test } = splits;
  const featureNames = inputNames(encoder.features);
  return {
    features: featureNames.length,
    shape: inputShape(encoder.features),
    featureNames,
    target: targetShape(encoder.target),
    samples: { train: train.count, validation: validation.count, test: test.count },
    sparse: isSparse(encoder.features),
    inputBytes: [train, validation, test].every(({ x }) => x.values instanceof Uint8Array) ? 1 : 4,
    nonZeros: [train, validation, test].reduce((sum, split) => sum + storedValues(split.x), 0),
  };
}

function storedValues(x: InputRows): number {
  return x.kind === 'sparse' ? x.values.length : x.rows * x.columns;
}

/** New rows as the source of the training rows writes them, unless they say how they do. */
function asTrained(source: Source, { notation }: DataEncoder): Source {
  if (source.kind !== 'file' || source.notation !== undefined || notation === undefined) return source;
  const { delimiter, ...rest } = notation;
  // A table of another format has another delimiter.
  return {
    ...source,
    notation: source.format === 'csv' && delimiter !== undefined ? { ...rest, delimiter } : rest,
  };
}

/** New rows as the network takes them. */
export interface EncodedRows {
  readonly x: DenseMatrix | SparseMatrix;
  /** Of each row its row in the file, from 0, if some are left out. */
  readonly rows: Uint32Array | null;
  /** Notes for the user about rows that can still be used. */
  readonly warnings: readonly Problem[];
}

/**
 * Reads new rows and encodes them as the training rows were; the target need not be there. `trainedOn` names the source of
 * the training rows in messages.
 */
export async function encodeRows(
  encoder: DataEncoder,
  source: Source,
  host: DataHost,
  trainedOn = 'the training data',
): Promise<EncodedRows> {
  const names = encoder.features.map((feature) => feature.column);
  const request = (name: string): ColumnRequest => {
    const uses = encoder.features.filter((feature) => feature.column === name);
    return uses.every((feature) => feature.kind === 'number' && !feature.date) ? 'number' : 'text';
  };
  const wanted = predictionColumns(names, request);
  const read = await readTable(asTrained(source, encoder), ['data', 'source'], wanted, host, 0);
  const whole = withDates(read, datesOf(encoder.features));
  const { table, leftOut } = dropRows(whole, neededFeatures(encoder.features));
  refuseOtherRows(encoder, table, trainedOn);
  const { memoryLimit } = host;
  const notes = new EncodeNotes(true);
  const context: EncodeContext = { memoryLimit, pulse: new Pulse(host), release: releaseOf(host), notes };
  const warnings: Problem[] = leftOut === null ? [] : [leftOutWarning(leftOut, whole, table.kept)];
  warnOfRanges(encoder, table, phrase('rows'), trainedOn, warnings);
  const x = await encodeFeatures(encoder.features, table, allRows(table.rows), context);
  notes.tell(table, phrase('{count} rows', { count: table.rows }), warnings);
  return { x, rows: table.kept ?? null, warnings };
}
