/**
 * Runs for other programs: every step on disk as CSV, everything as JSON, read from the event files and the journal a piece at a time.
 * (Weights: the command line's `export`; the report, which shows what a panel shows: report/.)
 */
import type { CodedText } from '../../base/problems/text.ts';
import { sentence } from '../../base/problems/runs.ts';
import { join } from 'node:path';
import { csvCell } from '../../base/csvCell.ts';
import type { EpochRecord } from '../../run/epochs.ts';
import type { RecordDamage } from '../../run/recording.ts';
import { damageText } from '../events/damage.ts';
import { EpochCursor } from '../journal/epochCursor.ts';
import { JOURNAL_FILE } from '../journal/journal.ts';
import { journalEpochs, readJournal, type Journal } from '../journal/journalReader.ts';
import { readRun, type RecordedRun } from '../reader.ts';
import { infoOf, readRunFile, SPEC_FILE, statusOf, type RunFile } from '../folder/runFile.ts';
import { readPlainIfThere } from '../folder/safePaths.ts';
import { thinnedText } from '../sizeLimit.ts';
import { StepBatches, type StepBatch } from '../events/stepBatches.ts';
import { readUserData, type UserData } from '../folder/userData.ts';

/** The facts of a run besides its numbers. */
interface Told {
  readonly user: UserData;
  /** The spec's text as it was. */
  readonly specText: string;
}

/** A run as a panel shows it, with all that is told of it. */
export interface ExportedRun extends RecordedRun, Told {}

/** Takes text a piece at a time; resolves when it is ready for more. */
export type Sink = (text: string) => Promise<void>;

async function readTold(folder: string): Promise<Told> {
  const [user, spec] = await Promise.all([readUserData(folder), readPlainIfThere(join(folder, SPEC_FILE))]);
  return { user, specText: spec?.toString('utf8') ?? '' };
}

/** Reads a run for a report. Throws `NN-RUN-NOT-FOUND` or `NN-RUN-BROKEN`. */
export async function readForReport(folder: string): Promise<ExportedRun> {
  return { ...(await readRun(folder)), ...(await readTold(folder)) };
}

/** A warning about the steps of an exported run; `message` names its folder. */
export type RunWarning = CodedText;

function warningsOf({ folder, journal }: OpenedRun, damage: RecordDamage | undefined): RunWarning[] {
  const { thinned } = journal;
  return [
    ...(damage ? [sentence('NN-RUN-DAMAGED', { folder, damage: damageText(damage) })] : []),
    ...(thinned ? [sentence('NN-RUN-THINNED.run', { folder, thinned: thinnedText(thinned) })] : []),
  ];
}

interface OpenedRun {
  readonly folder: string;
  readonly file: RunFile;
  readonly journal: Journal;
}

async function openRun(folder: string): Promise<OpenedRun> {
  return { folder, file: await readRunFile(folder), journal: await readJournal(join(folder, JOURNAL_FILE)) };
}

/**
 * Every step as a row; what an epoch's end adds stands in the row of its last step, or in one of its own where that step is not on disk.
 * Of several runs the first column says which (its id), and a cell is empty where a run has no such series. Resolves with warnings.
 */
export async function writeCsv(folders: readonly string[], sink: Sink): Promise<RunWarning[]> {
  const runs: OpenedRun[] = [];
  for (const folder of folders) runs.push(await openRun(folder));
  const series = unique(runs.flatMap(({ file }) => file.series));
  const results = unique(runs.flatMap(({ journal }) => epochNames(journal)));
  const several = runs.length > 1;
  const head = [...(several ? ['run'] : []), 'step', 'epoch', 'seconds', ...series, ...results];
  await sink(`${head.map(csvCell).join(',')}\n`);
  const warnings: RunWarning[] = [];
  for (const run of runs) {
    const lead = several ? `${csvCell(run.file.id)},` : '';
    const columns = series.map((name) => run.file.series.indexOf(name));
    const epochs = new EpochCursor(journalEpochs(join(run.folder, JOURNAL_FILE)));
    const empty = columns.map(() => '');
    const lone = (record: EpochRecord): string =>
      `${lead}${[record.step, record.epoch, '', ...empty, ...resultCells(results, record)].join(',')}\n`;
    const batches = new StepBatches(run.folder, run.file, run.journal.epochSteps);
    const damage = await batches.read(async (batch) => {
      let text = '';
      const ended = await epochs.upTo(batch.step(batch.count - 1));
      let next = 0;
      for (let row = 0; row < batch.count; row++) {
        const step = batch.step(row);
        for (let record = ended[next]; record && record.step < step; record = ended[++next])
          text += lone(record);
        const record = ended[next]?.step === step ? (ended[next++] ?? null) : null;
        const cells = columns.map((column) => (column < 0 ? '' : batch.value(row, column)));
        text += `${lead}${[step, batch.epoch(row), batch.second(row), ...cells, ...resultCells(results, record)].join(',')}\n`;
      }
      await sink(text);
    });
    warnings.push(...warningsOf(run, damage));
    for (const record of await epochs.upTo(Infinity)) await sink(lone(record));
  }
  return warnings;
}

function resultCells(results: readonly string[], record: EpochRecord | null): unknown[] {
  return results.map((name) => {
    const [, split = '', metric = ''] = name.split('/');
    const of = split === 'train' ? record?.train : record?.validation;
    return of?.[metric] ?? '';
  });
}

function epochNames({ epochs: [first] }: Journal): string[] {
  return [
    ...Object.keys(first?.train ?? {}).map((name) => `epoch/train/${name}`),
    ...Object.keys(first?.validation ?? {}).map((name) => `epoch/validation/${name}`),
  ];
}

function unique(names: readonly string[]): string[] {
  return [...new Set(names)];
}

/** Numbers of a column that are gathered in one reading of the event files. */
const VALUES_AT_ONCE = 1 << 24;

/** Everything but the weights, as one JSON text. What is not finite is null. Resolves with warnings. */
export async function writeJson(folders: readonly string[], sink: Sink): Promise<RunWarning[]> {
  const warnings: RunWarning[] = [];
  await sink('{\n "format": "nnspec-runs",\n "version": 1,\n "runs": [');
  for (const [index, folder] of folders.entries()) {
    await sink(index === 0 ? '\n' : ',\n');
    warnings.push(...(await writeRun(await openRun(folder), sink)));
  }
  await sink('\n ]\n}\n');
  return warnings;
}

async function writeRun(run: OpenedRun, sink: Sink): Promise<RunWarning[]> {
  const { folder, file, journal } = run;
  const { user, specText } = await readTold(folder);
  const info = infoOf(file);
  const batches = new StepBatches(folder, file, journal.epochSteps);
  const count = { steps: 0 };
  const damage = await batches.read((batch) => {
    count.steps += batch.count;
    return Promise.resolve();
  });
  const warnings = warningsOf(run, damage);
  const facts = {
    id: info.id,
    name: user.name ?? info.name,
    note: user.note,
    starred: user.starred,
    status: await statusOf(folder, file),
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
    interventions: journal.interventions,
    ...(journal.thinned ? { thinned: journal.thinned } : {}),
    warnings: warnings.map(({ message }) => message),
  };
  await sink(`${JSON.stringify(facts, null, 1).slice(0, -2)},\n "epochs": [`);
  let isFirst = true;
  for await (const records of journalEpochs(join(folder, JOURNAL_FILE))) {
    const text = records.map((record) => JSON.stringify(record)).join(',\n  ');
    if (text === '') continue;
    await sink(`${isFirst ? '\n  ' : ',\n  '}${text}`);
    isFirst = false;
  }
  await sink('\n ],\n "steps": {');
  const columns: Column[] = [
    { name: 'step', of: (batch, row) => batch.step(row) },
    { name: 'epoch', of: (batch, row) => batch.epoch(row) },
    { name: 'seconds', of: (batch, row) => batch.second(row) },
  ];
  await writeColumns(columns, count.steps, batches, sink);
  await sink(',\n "series": {');
  const series = info.series.map((name, column): Column => ({
    name,
    of: (batch, row) => batch.value(row, column),
  }));
  await writeColumns(series, count.steps, batches, sink);
  await sink('\n }}\n}');
  return warnings;
}

interface Column {
  readonly name: string;
  readonly of: (batch: StepBatch, row: number) => number;
}

/** Columns stand one after the other, steps lie beside each other: so many columns at a time as memory may hold are read at once. */
async function writeColumns(
  columns: readonly Column[],
  steps: number,
  batches: StepBatches,
  sink: Sink,
): Promise<void> {
  const atOnce = Math.max(1, Math.floor(VALUES_AT_ONCE / Math.max(1, steps)));
  for (let first = 0; first < columns.length; first += atOnce) {
    const some = columns.slice(first, first + atOnce);
    const values = some.map(() => new Float64Array(steps));
    let filled = 0;
    await batches.read((batch) => {
      // A run that is going on has grown since.
      const rows = Math.min(batch.count, steps - filled);
      for (const [index, { of }] of some.entries()) {
        const column = values[index];
        for (let row = 0; column && row < rows; row++) column[filled + row] = of(batch, row);
      }
      filled += rows;
      return Promise.resolve();
    });
    for (const [column, { name }] of some.entries()) {
      await sink(`${first + column === 0 ? '' : ','}\n  ${JSON.stringify(name)}: [`);
      await writeNumbers(values[column]?.subarray(0, filled) ?? new Float64Array(0), sink);
      await sink(']');
    }
  }
}

const NUMBERS_AT_ONCE = 1 << 15;

async function writeNumbers(values: Float64Array, sink: Sink): Promise<void> {
  for (let first = 0; first < values.length; first += NUMBERS_AT_ONCE) {
    const text = JSON.stringify([...values.subarray(first, first + NUMBERS_AT_ONCE)]).slice(1, -1);
    await sink(`${first === 0 ? '' : ','}${text}`);
  }
}
