/** Opens run folders: of runs that ended, that still run, or whose process died. */
import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import { controlsAfter } from '../protocol/controls.ts';
import type { PanelMessage } from '../protocol/panel.ts';
import type { EpochRecord, RunInfo, RunStatus } from '../protocol/types.ts';
import { readEvents } from './eventFile.ts';
import { History } from './history.ts';
import { INDEX_FROM_BYTES, readIndex, writeIndex, type EventPlace } from './historyIndex.ts';
import { JOURNAL_FILE, readJournal, type Journal } from './journal.ts';
import { eventFiles } from './lineage.ts';
import { readProbes } from './probes.ts';
import { infoOf, readRunFile, statusOf, type RunFile } from './runFile.ts';
import { StepLayout } from './stepLayout.ts';

export type Snapshot = Extract<PanelMessage, { type: 'snapshot' }>;

export interface RecordedRun {
  readonly folder: string;
  readonly file: RunFile;
  readonly info: RunInfo;
  readonly status: RunStatus;
  readonly journal: Journal;
  /** Every step (or, of very long runs, the extremes of buckets of steps). */
  readonly history: History;
  /** What the panel shows of it. */
  readonly snapshot: Snapshot;
}

/**
 * Reads a whole run. A torn tail of the metrics (the process was killed while it wrote) is left out. Throws
 * `NN-RUN-NOT-FOUND` or `NN-RUN-BROKEN`.
 */
export async function readRun(folder: string): Promise<RecordedRun> {
  const file = await readRunFile(folder);
  const journal = await readJournal(join(folder, JOURNAL_FILE));
  const history = await readHistory(folder, file, journal.epochs);
  const info = infoOf(file);
  const status = statusOf(file);
  const snapshot: Snapshot = {
    type: 'snapshot',
    run: info,
    status,
    end: file.end,
    steps: history.toFrame(0),
    nextSequence: 0,
    epochs: journal.epochs,
    interventions: journal.interventions,
    checkpoints: journal.checkpoints,
    probes: await readProbes(folder, info.plan),
    controls: controlsAfter(info.plan, [...journal.interventions, ...journal.planned]),
  };
  return { folder, file, info, status, journal, history, snapshot };
}

/** The steps of a run folder: from its index as far as that goes, then from the event files. */
export async function readHistory(
  folder: string,
  run: RunFile,
  epochs: readonly EpochRecord[],
): Promise<History> {
  const { series } = run;
  const layout = new StepLayout(series);
  const indexed = await readIndex(folder, series);
  const history = indexed?.history ?? new History(series.length);
  const start = Date.parse(run.clock) / 1000;
  const epochOf = epochFinder(epochs);
  history.setEpochs(epochOf);
  const place: EventPlace[number][] = [];
  let readBytes = 0;
  for (const name of await eventFiles(folder)) {
    const path = join(folder, name);
    const before = indexed?.place[place.length]?.bytes ?? 0;
    const valid = await readEvents(
      path,
      layout,
      {
        step: (step, wallTime, values) => {
          if (step > history.lastStep) history.append(step, epochOf(step), wallTime - start, values, 0);
        },
        restart: (step) => {
          history.dropFrom(step);
        },
      },
      before,
    );
    readBytes += valid - before;
    place.push({ name, bytes: valid });
  }
  if (readBytes >= INDEX_FROM_BYTES)
    await writeIndex(folder, series, history, await wholeFiles(folder, place));
  return history;
}

/** The files before the last are never written again: all of their bytes are done with, a torn tail too. */
async function wholeFiles(folder: string, place: EventPlace): Promise<EventPlace> {
  return Promise.all(
    place.map(async ({ name, bytes }, index) =>
      index === place.length - 1 ? { name, bytes } : { name, bytes: (await stat(join(folder, name))).size },
    ),
  );
}

/** Gives the epoch of a step; steps that follow each other are found at once. */
function epochFinder(epochs: readonly EpochRecord[]): (step: number) => number {
  let at = 0;
  return (step) => {
    while (at < epochs.length && (epochs[at]?.step ?? 0) < step) at++;
    while (at > 0 && (epochs[at - 1]?.step ?? 0) >= step) at--;
    return at + 1;
  };
}
