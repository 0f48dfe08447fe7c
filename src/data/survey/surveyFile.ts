/** A look at a data file: each column, how it would be read, and what is odd about the rows. */
import type { ColumnSurvey, DataSurvey } from '../../plan/survey.ts';
import type { ProposalFormat, TargetCandidate } from '../../plan/proposal.ts';
import { openSource } from '../file/source.ts';
import { Pulse } from '../file/pulse.ts';
import { proposeFeatures } from '../propose/features.ts';
import { inspectFile, type Inspected } from '../propose/inspect.ts';
import type { ColumnProfile } from '../propose/profile.ts';
import type { DataHost } from '../types.ts';
import { streamCsv } from './streamed.ts';
import { duplicatesOf, tallyColumn } from './tabled.ts';
import type { Tally } from './tally.ts';
import { tellingColumns } from './telling.ts';

/** Unpacked bytes that tell the kind of each column, and which columns tell the target. */
const LOOKED_AT = 1 << 20;

export interface SurveyOptions {
  /** Relative to the folder of the host, or absolute. */
  readonly path: string;
  readonly format: ProposalFormat;
  /** The column to predict; null: the likeliest one. */
  readonly target: string | null;
}

/**
 * A csv or tsv file is gone through once and takes the same memory however long it is; other files are read whole.
 * @throws NnError as reading does
 */
export async function surveyFile(options: SurveyOptions, host: DataHost): Promise<DataSurvey> {
  const { path, format } = options;
  const begin = await inspectFile(path, format, host, LOOKED_AT);
  const target =
    begin.candidates.find(({ column }) => column === options.target) ?? begin.candidates[0] ?? null;
  const readings = readingsOf(begin.profiles, target);
  const measured =
    format === 'csv' || format === 'tsv'
      ? await measuredByWalk(path, format, begin, host)
      : measuredInMemory(begin.isCut ? await inspectFile(path, format, host, Infinity) : begin);
  const columns = begin.profiles.map((profile): ColumnSurvey => {
    const { name, kind, width } = profile;
    const { reading, role } = readings(profile);
    const tally = measured.tallies.get(name);
    const measures = tally?.measures ?? NOTHING;
    return { name, kind, width, reading, role, ...measures };
  });
  const { table } = begin;
  const isNumber = target?.as === 'number';
  return {
    file: host.display(path),
    rows: measured.rows,
    columns,
    duplicates: measured.duplicates,
    ragged: measured.ragged,
    constant: constantOf(columns),
    telling: target ? tellingColumns(table, target.column, isNumber) : [],
    splits: [],
    example: null,
  };
}

const NOTHING = { missing: 0, odd: 0, distinct: 0, hasMore: false, numbers: null, frequent: [] };

/** Columns with one value in every row. */
function constantOf(columns: readonly ColumnSurvey[]): string[] {
  return columns
    .filter(({ width, distinct, hasMore, odd }) => width === 1 && distinct <= 1 && !hasMore && odd === 0)
    .map(({ name }) => name);
}

type Measured = Pick<DataSurvey, 'rows' | 'duplicates' | 'ragged'> & {
  readonly tallies: ReadonlyMap<string, Tally>;
};

async function measuredByWalk(
  path: string,
  format: 'csv' | 'tsv',
  { notation, profiles }: Inspected,
  host: DataHost,
): Promise<Measured> {
  const numbers = new Set(profiles.filter(({ kind }) => kind === 'number').map(({ name }) => name));
  const source = await openSource(path, host, new Pulse(host));
  return streamCsv(source, {
    notation,
    usual: format === 'csv' ? ',' : '\t',
    isNumber: (column) => numbers.has(column),
    memoryLimit: host.memoryLimit,
  });
}

function measuredInMemory({ table, profiles }: Inspected): Measured {
  const kinds = new Map(profiles.map(({ name, kind }) => [name, kind]));
  const tallies = new Map(
    table.columns.map((column) => [
      column.name,
      tallyColumn(table, column, kinds.get(column.name) === 'number'),
    ]),
  );
  return { rows: table.rows, tallies, duplicates: duplicatesOf(table), ragged: null };
}

/** The way each column would be read by a proposed spec. */
function readingsOf(
  profiles: readonly ColumnProfile[],
  target: TargetCandidate | null,
): (profile: ColumnProfile) => Pick<ColumnSurvey, 'reading' | 'role'> {
  const { features, leftOut } = proposeFeatures(profiles.filter(({ name }) => name !== target?.column));
  const keys = new Map(features.flatMap((one) => one.columns.map((name) => [name, one.keys] as const)));
  const reasons = new Map(leftOut.map(({ column, reason }) => [column, reason]));
  return ({ name }) => {
    if (name === target?.column) return { role: 'target', reading: JSON.stringify({ as: target.as }) };
    const reason = reasons.get(name);
    if (reason !== undefined) return { role: 'out', reading: reason };
    return { role: 'feature', reading: JSON.stringify(keys.get(name) ?? {}) };
  };
}
