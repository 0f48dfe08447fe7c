/** A look at a data file, or at a spec with its data, in a worker of its own. */
import { dirname, resolve } from 'node:path';
import type { ProposalFormat } from '../../plan/proposal.ts';
import type { ColumnSurvey, DataSurvey } from '../../plan/survey.ts';
import { loadSpec } from '../../format/load.ts';
import type { ResolvedSpec } from '../../format/types.ts';
import type { CheckOptions } from '../prepare.ts';
import { inspectSpec } from '../session.ts';
import type { LocatedProblem } from '../types.ts';
import { alone } from '../worker/alone.ts';

interface Place {
  readonly workerPath: string;
  readonly memoryLimit: number;
  readonly allowedRoots: readonly string[] | null;
}

export interface FileSurveyOptions extends Place {
  /** Absolute, or relative to `baseDir`. */
  readonly path: string;
  readonly baseDir: string;
  readonly format: ProposalFormat;
  /** The column to predict; null: the likeliest one. */
  readonly target: string | null;
}

/** Rejects with NnError as reading the file does. */
export async function surveyFile({ workerPath, ...request }: FileSurveyOptions): Promise<DataSurvey> {
  const { memoryLimit } = request;
  return alone({ workerPath, memoryLimit }, (worker) => worker.call({ type: 'surveyFile', ...request }));
}

/**
 * The survey of a spec's own file with its splits, and `row` of the file (from 0) as the network gets it. `survey` is absent
 * if a problem is an error.
 */
export async function surveySpec(
  options: CheckOptions,
  row: number,
): Promise<{ readonly problems: readonly LocatedProblem[]; readonly survey?: DataSurvey }> {
  const { problems, result } = await inspectSpec(options, { type: 'survey', row });
  const { spec } = loadSpec(options.specText, options.specPath, options.overrides);
  if (!result || !spec) return { problems };
  const { source, target } = spec.data;
  const { workerPath, memoryLimit, allowedRoots } = options;
  const place = { workerPath, memoryLimit, allowedRoots, baseDir: dirname(resolve(options.specPath)) };
  const named = { target: target.columns[0] ?? null };
  const rows = result.splits.reduce((sum, split) => sum + split.rows, 0);
  const whole =
    source.kind === 'file'
      ? await surveyFile({ ...place, ...named, path: source.path, format: source.format })
      : source.kind === 'idx'
        ? await surveyFile({ ...place, target: null, path: source.images, format: 'idx' })
        : source.kind === 'pictures'
          ? await surveyFile({ ...place, target: null, path: source.folder, format: 'pictures' })
          : { ...EMPTY, file: source.kind === 'builtin' ? source.name : 'inline', rows };
  const columns = whole.columns.map((column) => ({ ...column, ...readingOf(spec.data, column) }));
  return { problems, survey: { ...whole, columns, ...result } };
}

/** The way the spec reads a column. A source that brings its own target keeps it. */
function readingOf(
  { features, target, sampleWeight }: ResolvedSpec['data'],
  { name, role, reading }: ColumnSurvey,
): Pick<ColumnSurvey, 'role' | 'reading'> {
  if (target.columns.includes(name)) return { role: 'target', reading: JSON.stringify({ as: target.as }) };
  if (target.columns.length === 0 && role === 'target') return { role, reading };
  if (name === sampleWeight) return { role: 'out', reading: 'it is the weight of the row' };
  const feature =
    features.find(({ columns }) => columns !== '*' && columns.includes(name)) ??
    features.find(({ columns }) => columns === '*');
  if (!feature) return { role: 'out', reading: 'the spec does not name it' };
  return { role: 'feature', reading: JSON.stringify({ ...feature, columns: undefined }) };
}

const EMPTY = { columns: [], duplicates: null, ragged: null, constant: [], telling: [] };
