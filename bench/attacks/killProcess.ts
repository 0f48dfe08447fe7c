/** Processes of the command line that are killed while they train, and what is in their run folders afterwards. */
import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { readdir, readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { decodeSafetensors } from '../../src/engine/checkpoint.ts';
import { readRun } from '../../src/runs/reader.ts';
import { StepLayout } from '../../src/runs/events/stepLayout.ts';
import { readSteps, type StepsVisitor } from '../../src/runs/events/steps.ts';

const CLI = join(import.meta.dirname, '../../dist/cli.js');
const LAST = 'checkpoints/last.safetensors';
/** A line that was cut in its number is none: a comma follows what is whole. */
const STEP = /^\{"event":"step","step":(\d+),/;
const EPOCH = /^\{"event":"epoch","epoch":(\d+),/;

/** The steps and epochs that a process has printed on stdout, also those still in the pipe when it was killed. */
export interface Told {
  /** The time when training began; null before. */
  startedAt: number | null;
  readonly steps: { readonly at: number; readonly step: number }[];
  /** The last epoch. */
  epoch: number;
}

export interface Training {
  readonly told: Told;
  readonly isAlive: () => boolean;
  /** Settles when the process has ended and all that it told is read. */
  readonly ended: Promise<unknown>;
  readonly kill: () => void;
}

/** `nnspec train` with `args` in `folder`. */
export function train(folder: string, args: readonly string[], every: number): Training {
  const command = [CLI, 'train', ...args, '--json', '--every', String(every)];
  const child = spawn(process.execPath, command, { cwd: folder, stdio: ['ignore', 'pipe', 'inherit'] });
  const told: Told = { startedAt: null, steps: [], epoch: 0 };
  const lines = createInterface({ input: child.stdout });
  lines.on('line', (line) => {
    const step = STEP.exec(line)?.[1];
    if (step !== undefined) told.steps.push({ at: Date.now(), step: Number(step) });
    else if (line.startsWith('{"event":"start"')) told.startedAt = Date.now();
    else told.epoch = Number(EPOCH.exec(line)?.[1] ?? told.epoch);
  });
  return {
    told,
    isAlive: () => child.exitCode === null && child.signalCode === null,
    ended: Promise.all([once(child, 'close'), once(lines, 'close')]),
    kill: () => child.kill('SIGKILL'),
  };
}

/** True if `--resume` of a run that is being trained is refused as it should be. */
export async function isRefused(folder: string, name: string): Promise<boolean> {
  const child = spawn(process.execPath, [CLI, 'train', name, '--resume'], {
    cwd: folder,
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  let text = '';
  child.stderr.setEncoding('utf8').on('data', (more: string) => (text += more));
  await once(child, 'close');
  return child.exitCode === 1 && text.includes('NN-RUN-BUSY');
}

/** True if there is a checkpoint to go on from. */
export async function canResume(run: string): Promise<boolean> {
  return (await stat(join(run, LAST)).catch(() => null)) !== null;
}

export interface Loss {
  /** Number of steps printed by the process that was killed. */
  readonly told: number;
  /** Steps up to the last one that was told that are not in the folder. */
  readonly missing: number;
  /** The same up to the last one that was told more than a second before the kill. */
  readonly missingOld: number;
  readonly missingEpochs: number;
  /** Milliseconds of training that `last` does not hold, by its time on the disk; null before training. */
  readonly lastAge: number | null;
}

class StepsOnDisk implements StepsVisitor {
  lastStep = 0;
  readonly #present: Uint8Array;

  constructor(highest: number) {
    this.#present = new Uint8Array(highest + 1);
  }

  step(step: number): void {
    this.lastStep = step;
    if (step < this.#present.length) this.#present[step] = 1;
  }

  restart(step: number): void {
    this.lastStep = Math.min(this.lastStep, step - 1);
    this.#present.fill(0, step);
  }

  /** Number of steps from the first to `last` that are missing. */
  missingTo(last: number): number {
    let missing = 0;
    for (let step = 1; step <= last; step++) if (this.#present[step] !== 1) missing++;
    return missing;
  }
}

/**
 * The loss by the kill at `killed`; the run must open.
 * @throws Error if the run does not open or is damaged
 */
export async function lossOf(run: string, told: Told, killed: number): Promise<Loss> {
  const { steps, startedAt } = told;
  if (startedAt === null) return { told: 0, missing: 0, missingOld: 0, missingEpochs: 0, lastAge: null };
  const { snapshot, file, damage } = await readRun(run);
  if (damage) throw new Error(`${run} is damaged: ${JSON.stringify(damage)}`);
  const lastTold = steps.at(-1)?.step ?? 0;
  const onDisk = new StepsOnDisk(lastTold);
  await readSteps(run, StepLayout.all(file.series), onDisk);
  const last = await stat(join(run, LAST)).catch(() => null);
  return {
    told: steps.length,
    missing: onDisk.missingTo(lastTold),
    missingOld: onDisk.missingTo(steps.findLast(({ at }) => at <= killed - 1000)?.step ?? 0),
    missingEpochs: Math.max(0, told.epoch - (snapshot.epochs.at(-1)?.epoch ?? 0)),
    // The checkpoint that this process went on from has the steps trained before it began.
    lastAge: Math.max(0, killed - Math.max(startedAt, last?.mtimeMs ?? 0)),
  };
}

/** The names of a run's checkpoints, and a hash of the weights and the optimizer's state in each. */
export async function checkpointsOf(run: string): Promise<string> {
  const folder = join(run, 'checkpoints');
  const names = (await readdir(folder)).sort();
  const lines = names.map(async (name) => `${name} ${tensorsIn(await readFile(join(folder, name)))}`);
  return (await Promise.all(lines)).join('\n');
}

/** A hash of the names and values of a checkpoint's tensors. */
export function tensorsIn(checkpoint: Uint8Array): string {
  const hash = createHash('sha256');
  for (const { name, values } of decodeSafetensors(checkpoint).tensors) {
    hash.update(name).update(new Uint8Array(values.buffer, values.byteOffset, values.byteLength));
  }
  return hash.digest('hex');
}
