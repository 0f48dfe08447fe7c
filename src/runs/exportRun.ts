/** Runs for other programs: every step as CSV, everything as JSON. (Weights: the command line's `export`.) */
import { join } from 'node:path';
import { readRun, type RecordedRun } from './reader.ts';
import { SPEC_FILE } from './runFile.ts';
import { readPlainIfThere } from './safePaths.ts';
import { readUserData, type UserData } from './userData.ts';

/** A run with all that is told of it. */
export interface ExportedRun extends RecordedRun {
  readonly user: UserData;
  /** The spec's text as it was. */
  readonly specText: string;
}

/** Reads everything of a run. Throws `NN-RUN-NOT-FOUND` or `NN-RUN-BROKEN`. */
export async function readForExport(folder: string): Promise<ExportedRun> {
  const run = await readRun(folder);
  const [user, spec] = await Promise.all([readUserData(folder), readPlainIfThere(join(folder, SPEC_FILE))]);
  return { ...run, user, specText: spec?.toString('utf8') ?? '' };
}

/** The steps as columns, in the order they were made. */
interface Steps {
  readonly step: Float64Array;
  readonly epoch: Float64Array;
  readonly seconds: Float64Array;
  /** Row-major, as wide as there are series. */
  readonly values: Float64Array;
}

export function stepsOf({ snapshot }: RecordedRun): Steps {
  const { steps: frame } = snapshot;
  const step = frame.steps
    ? new Float64Array(frame.steps)
    : Float64Array.from({ length: frame.count }, (_, row) => frame.firstStep + row);
  return {
    step,
    epoch: new Float64Array(frame.epochs),
    seconds: new Float64Array(frame.seconds),
    values: new Float64Array(frame.values),
  };
}

/**
 * Every step as a row; what an epoch's end adds stands in the row of its last step. Of several runs the first column
 * says which (its id), and a cell is empty where a run has no such series.
 */
export function runsCsv(runs: readonly ExportedRun[]): string {
  const series = unique(runs.flatMap(({ info }) => info.series));
  const results = unique(runs.flatMap(epochNames));
  const several = runs.length > 1;
  const head = [...(several ? ['run'] : []), 'step', 'epoch', 'seconds', ...series, ...results];
  const lines = [head.map(csvCell).join(',')];
  for (const run of runs) appendRows(lines, run, several ? [run.info.id] : [], series, results);
  return `${lines.join('\n')}\n`;
}

function appendRows(
  lines: string[],
  run: ExportedRun,
  lead: readonly string[],
  series: readonly string[],
  results: readonly string[],
): void {
  const { step, epoch, seconds, values } = stepsOf(run);
  const width = run.info.series.length;
  const columns = series.map((name) => run.info.series.indexOf(name));
  const byStep = new Map(run.journal.epochs.map((record) => [record.step, record]));
  const start = lead.map(csvCell);
  for (let row = 0; row < step.length; row++) {
    const record = byStep.get(step[row] ?? 0);
    const cells: unknown[] = [...start, step[row], epoch[row], seconds[row]];
    for (const column of columns) cells.push(column < 0 ? '' : values[row * width + column]);
    for (const name of results) {
      const [, split = '', metric = ''] = name.split('/');
      const of = split === 'train' ? record?.train : record?.validation;
      cells.push(of?.[metric] ?? '');
    }
    lines.push(cells.join(','));
  }
}

function epochNames({ journal }: RecordedRun): string[] {
  const [first] = journal.epochs;
  return [
    ...Object.keys(first?.train ?? {}).map((name) => `epoch/train/${name}`),
    ...Object.keys(first?.validation ?? {}).map((name) => `epoch/validation/${name}`),
  ];
}

function unique(names: readonly string[]): string[] {
  return [...new Set(names)];
}

/** RFC 4180. */
function csvCell(text: string): string {
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

/** Everything but the weights, as one JSON text. What is not finite is null. */
export function runsJson(runs: readonly ExportedRun[]): string {
  return `${JSON.stringify({ format: 'nnspec-runs', version: 1, runs: runs.map(runObject) }, null, 1)}\n`;
}

function runObject(run: ExportedRun): unknown {
  const { file, user, journal, info, specText, status } = run;
  const { step, epoch, seconds, values } = stepsOf(run);
  const width = info.series.length;
  const column = (index: number): number[] =>
    Array.from({ length: step.length }, (_, row) => values[row * width + index] ?? 0);
  return {
    id: info.id,
    name: user.name ?? info.name,
    note: user.note,
    starred: user.starred,
    status,
    startedAt: file.startedAt,
    endedAt: file.endedAt,
    specPath: info.specPath,
    specText,
    overrides: file.overrides,
    spec: file.spec,
    plan: file.plan,
    engine: file.engine,
    machine: file.machine,
    backend: info.backend,
    threads: info.threads,
    end: file.end,
    epochs: journal.epochs,
    interventions: journal.interventions,
    steps: {
      step: [...step],
      epoch: [...epoch],
      seconds: [...seconds],
      series: Object.fromEntries(info.series.map((name, index) => [name, column(index)])),
    },
  };
}
