/** Opens run folders: of runs that ended, that still run, or whose process died. */
import { join } from 'node:path';
import { activationLayers } from '../run/activationLayers.ts';
import { controlsAfter } from '../run/controls/change.ts';
import type { RunSnapshot } from '../run/snapshot.ts';
import type { RecordDamage } from '../run/recording.ts';
import type { RunInfo, RunStatus } from '../run/run.ts';
import type { EpochSteps } from './journal/epochSteps.ts';
import { History } from './events/history.ts';
import { INDEX_FROM_BYTES, readIndex, writeIndex } from './events/historyIndex.ts';
import { JOURNAL_FILE } from './journal/journal.ts';
import { readJournal, type Journal } from './journal/journalReader.ts';
import { readTensorSnapshots } from './journal/tensorSnapshots.ts';
import { infoOf, readRunFile, statusOf, type RunFile } from './folder/runFile.ts';
import { StepLayout } from './events/stepLayout.ts';
import { readSteps, type StepsVisitor } from './events/steps.ts';

export interface RecordedRun {
  readonly folder: string;
  readonly file: RunFile;
  readonly info: RunInfo;
  readonly status: RunStatus;
  readonly journal: Journal;
  /** Every step (or, of very long runs, the extremes of buckets of steps). */
  readonly history: History;
  /** The missing steps. */
  readonly damage: RecordDamage | undefined;
  /** The run for the panel. */
  readonly snapshot: RunSnapshot;
}

/**
 * Reads a whole run. A torn tail of the metrics (the process was killed while it wrote) is left out. Throws
 * `NN-RUN-NOT-FOUND` or `NN-RUN-BROKEN`.
 */
export async function readRun(folder: string): Promise<RecordedRun> {
  const file = await readRunFile(folder);
  const journal = await readJournal(join(folder, JOURNAL_FILE));
  const { history, damage } = await readHistory(folder, file, journal.epochSteps);
  const info = infoOf(file);
  const status = await statusOf(folder, file);
  const snapshot: RunSnapshot = {
    run: info,
    status,
    end: file.end,
    steps: history.toFrame(0),
    nextSequence: 0,
    epochs: journal.epochs,
    interventions: journal.interventions,
    checkpoints: journal.checkpoints,
    findings: journal.findings,
    tensorSnapshots: await readTensorSnapshots(folder, info.plan),
    activationLayers: activationLayers(info.plan).map(({ id }) => id),
    controls: controlsAfter(info.plan, [...journal.interventions, ...journal.planned]),
    ...(damage ? { damage } : {}),
    ...(journal.thinned ? { thinned: journal.thinned } : {}),
  };
  return { folder, file, info, status, journal, history, damage, snapshot };
}

/** The steps of a run folder: from its index as far as that goes, then from the event files. */
export async function readHistory(
  folder: string,
  run: RunFile,
  epochs: EpochSteps,
): Promise<{ history: History; damage: RecordDamage | undefined }> {
  const { series } = run;
  const indexed = await readIndex(folder, series);
  const history = indexed?.history ?? new History(series.length);
  const start = Date.parse(run.clock) / 1000;
  const epochOf = (step: number): number => epochs.epochOf(step);
  history.setEpochs(epochOf);
  const visitor: StepsVisitor = {
    get lastStep() {
      return history.lastStep;
    },
    step: (step, wallTime, values) => {
      history.append(step, epochOf(step), wallTime - start, values, 0);
    },
    restart: (step) => {
      history.dropFrom(step);
    },
  };
  const read = await readSteps(folder, StepLayout.all(series), visitor, indexed ?? undefined);
  // The list of runs learns of damage from the index.
  const isNews = read.damage !== undefined && read.bytes > 0;
  if (read.bytes >= INDEX_FROM_BYTES || isNews) await writeIndex(folder, series, history, read);
  return { history, damage: read.damageInAll };
}
