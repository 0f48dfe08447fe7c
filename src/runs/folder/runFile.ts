/** `run.json`: what a run is and how it ended. Written whole each time, by rename. */
import { isGoing } from '../../run/status.ts';
import { phrase } from '../../base/problems/phrase.ts';
import type { Text } from '../../base/problems/text.ts';
import { sentence } from '../../base/problems/runs.ts';
import { cpus, totalmem } from 'node:os';
import { join } from 'node:path';
import { NnError } from '../../base/errors.ts';
import type { DataFacts } from '../../plan/dataFacts.ts';
import { inputShape } from '../../plan/inputAxes.ts';
import { planLayers } from '../../plan/layers.ts';
import type { Plan } from '../../plan/types.ts';
import type { EpochRecord } from '../../run/epochs.ts';
import type { RunEnd, RunInfo, RunParent, RunStatus } from '../../run/run.ts';
import type { ResolvedSpec } from '../../format/types.ts';
import { errorCode, writeAtomically } from './files.ts';
import { finiteOrNaN, valuesOrNaN } from '../journal/nulls.ts';
import { lifeOf, type Owner } from './owner.ts';
import { quietFor } from './runLock.ts';
import { isEarlierLayer, runFile } from '../shape/runShape.ts';
import { readPlainText, requirePlainFolder } from './safePaths.ts';

/** An override as `--set` gave it, kept so that a resumed run is the same run. */
export interface KeptOverride {
  readonly path: string | readonly (string | number)[];
  readonly value: unknown;
}

export interface RunFile {
  readonly formatVersion: 2;
  readonly id: string;
  readonly name: string;
  readonly status: RunStatus;
  /** ISO times; `endedAt` null while it runs. */
  readonly startedAt: string;
  readonly endedAt: string | null;
  /** ISO time that the events count their seconds of training from: that of the run this one goes on from. */
  readonly clock: string;
  readonly parent: RunParent | null;
  /** Id of the comparison that trained it; those of one comparison share it. */
  readonly comparison?: string;
  readonly specPath: string;
  /** SHA-256 of the spec's text, hexadecimal. */
  readonly specHash: string;
  readonly overrides: readonly KeptOverride[];
  readonly engine: string;
  readonly machine: {
    readonly platform: string;
    readonly arch: string;
    readonly processor: string;
    readonly cores: number;
    /** Bytes. */
    readonly memory: number;
    readonly node: string;
  };
  readonly owner: Owner;
  readonly backend: string;
  readonly threads: number;
  readonly series: readonly string[];
  /** Number of epochs after the changes made since; absent if it is the spec's. */
  readonly epochs?: number;
  /** The resolved spec: every default filled in. */
  readonly spec: ResolvedSpec;
  readonly plan: Omit<Plan, 'spec'>;
  /** The encoder of raw rows into inputs; null if the data needs none. */
  readonly encoder: unknown;
  /** The facts of the data. Absent in runs of earlier versions. */
  readonly data?: DataFacts;
  /** Written at the end. */
  readonly end: RunEnd | null;
  readonly lastEpoch: EpochRecord | null;
}

export const RUN_FILE = 'run.json';
export const SPEC_FILE = 'spec.nnspec.json';
/** The split of each row, four in a byte; only where rows are split. */
export const SPLIT_FILE = 'split.bin';
export const CHECKPOINTS = 'checkpoints';

export function describeMachine(): RunFile['machine'] {
  const processors = cpus();
  return {
    platform: process.platform,
    arch: process.arch,
    processor: processors[0]?.model ?? 'unknown',
    cores: processors.length,
    memory: totalmem(),
    node: process.versions.node,
  };
}

export function infoOf(run: RunFile): RunInfo {
  return {
    id: run.id,
    name: run.name,
    startedAt: run.startedAt,
    specPath: run.specPath,
    plan: { ...run.plan, spec: run.spec },
    series: run.series,
    backend: run.backend,
    threads: run.threads,
    ...(run.parent ? { parent: run.parent } : {}),
  };
}

/** Number of epochs that a run is to have, added epochs included. */
export function totalEpochs({ epochs, spec }: Pick<RunFile, 'epochs' | 'spec'>): number {
  return epochs ?? spec.training.epochs;
}

/** A run that is written elsewhere counts as interrupted when its writer has been quiet for so long. */
const QUIET_MS = 60_000;

/** A run without an end whose process is gone was interrupted. */
export async function statusOf(folder: string, run: Pick<RunFile, 'status' | 'owner'>): Promise<RunStatus> {
  if (!isGoing(run.status)) return run.status;
  const life = lifeOf(run.owner);
  const isGone = life === 'unknown' ? ((await quietFor(folder)) ?? 0) > QUIET_MS : life === 'dead';
  return isGone ? 'interrupted' : run.status;
}

export async function writeRunFile(folder: string, run: RunFile): Promise<void> {
  await writeAtomically(join(folder, RUN_FILE), `${JSON.stringify(run, null, 2)}\n`);
}

/**
 * Throws `NN-RUN-NOT-FOUND` where there is no run, `NN-RUN-BROKEN` where run.json cannot be read as one, `NN-RUN-LINK`
 * where it, the folder or its checkpoints lie elsewhere. Every reader of a run begins here, so the folder is known to be one.
 */
export async function readRunFile(folder: string): Promise<RunFile> {
  const path = join(folder, RUN_FILE);
  await requirePlainFolder(join(folder, CHECKPOINTS));
  let text: string;
  try {
    text = await readPlainText(path);
  } catch (error) {
    if (NnError.is(error)) throw error;
    const code = errorCode(error);
    if (code === 'ENOENT' || code === 'ENOTDIR') {
      throw new NnError(sentence('NN-RUN-NOT-FOUND.folder', { folder }));
    }
    throw new NnError(sentence('NN-RUN-BROKEN.read', { path, code: code ?? phrase('unknown error') }));
  }
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    throw broken(path, phrase('it is not JSON'));
  }
  return withoutNulls(checked(path, value));
}

function broken(path: string, what: Text | string): NnError {
  return new NnError(sentence('NN-RUN-BROKEN.shape', { path, what }));
}

/** Brings what an earlier version has written up to date, and lets through only what has the shape of a run. */
function checked(path: string, value: unknown): RunFile {
  const formatVersion =
    typeof value === 'object' && value !== null && 'formatVersion' in value ? value.formatVersion : undefined;
  if (formatVersion !== 1 && formatVersion !== 2) {
    if (typeof formatVersion !== 'number') throw broken(path, phrase('it has no formatVersion'));
    throw new NnError(sentence('NN-RUN-VERSION', { path, formatVersion }));
  }
  let run = value as RunFile;
  if (formatVersion === 1) {
    // Version 1 knew no run that goes on from another one.
    const first = value as Omit<RunFile, 'formatVersion' | 'clock' | 'parent'>;
    run = { ...first, formatVersion: 2, clock: first.startedAt, parent: null };
  }
  const wrong = runFile(run, '');
  if (wrong !== null) throw broken(path, wrong);
  return run.plan.layers.some(isEarlierLayer) ? { ...run, plan: withShapes(run) } : run;
}

/** The plan of a version that knew no shapes: its layers are planned again. */
function withShapes({ plan, spec }: RunFile): RunFile['plan'] {
  return { ...plan, layers: planLayers(spec.model.layers, inputShape(plan.data)).layers };
}

/** JSON has no NaN: what was not finite has become null. */
function withoutNulls(run: RunFile): RunFile {
  const { lastEpoch, end } = run;
  return {
    ...run,
    lastEpoch: lastEpoch && finiteOrNaN(lastEpoch),
    end: end?.test ? { ...end, test: valuesOrNaN(end.test) } : end,
  };
}

/** Failed by what was trained, so that it would fail again: not because a process or a disk gave up. */
export function trainingFailed(end: RunEnd): boolean {
  return end.reason === 'failed' && end.code?.startsWith('NN-TRAIN-') === true;
}
