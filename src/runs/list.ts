/** Lists run folders: one summary each, from run.json, user.json and the end of the journal. */
import { canResume } from '../run/status.ts';
import { lstat, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { NnError } from '../base/errors.ts';
import type { EpochRecord } from '../run/epochs.ts';
import type { RecordDamage } from '../run/recording.ts';
import type { RunEnd, RunStatus } from '../run/run.ts';
import { errorCode } from './folder/files.ts';
import { knownDamage } from './events/historyIndex.ts';
import { JOURNAL_FILE, lastEpochIn } from './journal/journal.ts';
import { CHECKPOINTS, RUN_FILE, readRunFile, statusOf, totalEpochs, type RunFile } from './folder/runFile.ts';
import type { HyperParameter } from './events/eventRecords.ts';
import { isThere, openPlain, requirePlainFolder } from './folder/safePaths.ts';
import { specValues } from './shape/specValues.ts';
import { readUserData, type UserData } from './folder/userData.ts';

/** Bytes at the end of a journal in which the last epoch is looked for. */
const TAIL_BYTES = 1 << 16;
/** Folders read at once. */
const PARALLEL = 32;

/** One line of the list of runs. */
export interface RunSummary extends UserData {
  readonly folder: string;
  readonly id: string;
  /** The user's name for it, or the spec's. */
  readonly name: string;
  readonly specName: string;
  readonly status: RunStatus;
  readonly startedAt: string;
  readonly endedAt: string | null;
  readonly specPath: string;
  /** Id of the comparison that trained it. */
  readonly comparison: string | undefined;
  readonly optimizer: string;
  readonly learningRate: number;
  /** The metric to judge it by: the spec's first, or `loss`. */
  readonly metric: string;
  readonly parameterCount: number;
  readonly epochs: number;
  readonly lastEpoch: EpochRecord | null;
  readonly end: RunEnd | null;
  /** The damage that was found in the event files when the run was last opened. */
  readonly damage: RecordDamage | undefined;
  /** The spec's values by path. */
  readonly values: ReadonlyMap<string, HyperParameter>;
  /** True if it can go on from a checkpoint. */
  readonly resumable: boolean;
}

/** A folder that holds a run which cannot be read, or a runs folder that cannot. */
export interface BrokenRun {
  readonly folder: string;
  /** The error and its remedy. */
  readonly reason: string;
}

export interface ListedRuns {
  readonly runs: readonly RunSummary[];
  readonly broken: readonly BrokenRun[];
}

/** The parts of a run.json that are listed; kept while the file is the same. */
interface Known {
  readonly stamp: string;
  readonly file: Pick<RunFile, 'status' | 'owner' | 'end' | 'lastEpoch'>;
  readonly facts: Omit<
    RunSummary,
    keyof UserData | 'status' | 'resumable' | 'lastEpoch' | 'end' | 'damage'
  > & {
    readonly name: string;
  };
}

/** Lists runs again and again without reading again what has not changed. */
export class RunLister {
  readonly #known = new Map<string, Known>();

  /**
   * All runs in a runs folder, newest first, and the folders that cannot be read as one, each on its own; what is no
   * run is left out. No folder below `root` may be a link (default: as `requirePlainFolder`).
   */
  async list(runsFolder: string, root?: string): Promise<ListedRuns> {
    let names: string[];
    try {
      await requirePlainFolder(runsFolder, root);
      names = await readdir(runsFolder);
    } catch (error) {
      const nothing = errorCode(error) === 'ENOENT';
      return { runs: [], broken: nothing ? [] : [{ folder: runsFolder, reason: reasonOf(error) }] };
    }
    const folders = names.filter((name) => !name.startsWith('.')).map((name) => join(runsFolder, name));
    for (const folder of this.#known.keys()) {
      if (folder.startsWith(runsFolder) && !folders.includes(folder)) this.#known.delete(folder);
    }
    const runs: RunSummary[] = [];
    const broken: BrokenRun[] = [];
    let next = 0;
    const lane = async (): Promise<void> => {
      for (let folder = folders[next++]; folder !== undefined; folder = folders[next++]) {
        try {
          runs.push(await this.#summarize(folder));
        } catch (error) {
          // Not a run, or deleted while it was read.
          const gone = errorCode(error) === 'ENOENT' || NnError.is(error, 'NN-RUN-NOT-FOUND');
          if (!gone) broken.push({ folder, reason: reasonOf(error) });
        }
      }
    };
    await Promise.all(Array.from({ length: PARALLEL }, lane));
    broken.sort((a, b) => (a.folder < b.folder ? 1 : -1));
    return { runs: runs.sort(newestFirst), broken };
  }

  async #summarize(folder: string): Promise<RunSummary> {
    const known = await this.#read(folder);
    const { file, facts } = known;
    const [user, status] = [await readUserData(folder), await statusOf(folder, file)];
    return {
      ...facts,
      ...user,
      name: user.name ?? facts.specName,
      status,
      end: file.end,
      damage: await knownDamage(folder),
      lastEpoch: file.end === null ? await lastEpochOf(folder) : file.lastEpoch,
      resumable: canResume(status) && (await hasCheckpoint(folder)),
    };
  }

  async #read(folder: string): Promise<Known> {
    const found = await lstat(join(folder, RUN_FILE)).catch(() => null);
    const stamp = found === null ? '' : `${found.ino} ${found.size} ${found.mtimeMs}`;
    const before = this.#known.get(folder);
    if (before && found !== null && before.stamp === stamp) return before;
    const run = await readRunFile(folder);
    const { status, owner, end, lastEpoch } = run;
    const known: Known = {
      stamp,
      file: { status, owner, end, lastEpoch },
      facts: {
        folder,
        id: run.id,
        name: run.name,
        specName: run.name,
        startedAt: run.startedAt,
        endedAt: run.endedAt,
        specPath: run.specPath,
        comparison: run.comparison,
        optimizer: run.spec.optimizer.type,
        learningRate: run.spec.optimizer.learningRate,
        metric: run.spec.metrics[0]?.type ?? 'loss',
        parameterCount: run.plan.parameterCount,
        epochs: totalEpochs(run),
        values: specValues(run.spec),
      },
    };
    this.#known.set(folder, known);
    return known;
  }
}

/** The runs of a runs folder that can be read, listed once. */
export async function listRuns(runsFolder: string): Promise<readonly RunSummary[]> {
  return (await new RunLister().list(runsFolder)).runs;
}

function reasonOf(error: unknown): string {
  if (NnError.is(error)) return error.message;
  return `It cannot be read (${errorCode(error) ?? 'unknown error'}).`;
}

function newestFirst(a: RunSummary, b: RunSummary): number {
  if (a.startedAt !== b.startedAt) return a.startedAt < b.startedAt ? 1 : -1;
  return a.id < b.id ? 1 : -1;
}

async function hasCheckpoint(folder: string): Promise<boolean> {
  return isThere(join(folder, CHECKPOINTS, 'last.safetensors'));
}

/** The last epoch that the journal tells of, for a run whose run.json has no end yet. */
async function lastEpochOf(folder: string): Promise<EpochRecord | null> {
  const file = await openPlain(join(folder, JOURNAL_FILE), 'read').catch(() => null);
  if (file === null) return null;
  try {
    const { size } = await file.stat();
    const start = Math.max(0, size - TAIL_BYTES);
    const { buffer, bytesRead } = await file.read(Buffer.alloc(size - start), 0, size - start, start);
    return lastEpochIn(buffer.toString('utf8', 0, bytesRead));
  } finally {
    await file.close();
  }
}
