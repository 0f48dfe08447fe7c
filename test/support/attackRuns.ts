/** Flips single bits of what a run folder holds and looks at all that reads it: nothing may fail but by an NnError. */
import { readFile, writeFile } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { NnError } from '../../src/base/errors.ts';
import { kerasScript } from '../../src/cli/export/keras.ts';
import { pytorchScript } from '../../src/cli/export/pytorch.ts';
import { rowOf } from '../../src/app/runs/tableRows.ts';
import { runLength } from '../../src/run/controls/length.ts';
import { compareRuns } from '../../src/session/comparison/compareRuns.ts';
import { readForReport, writeCsv, writeJson } from '../../src/runs/export/exportRun.ts';
import { RunLister } from '../../src/runs/list.ts';
import { runsReport } from '../../src/runs/export/report/report.ts';
import type { RecordedRun } from '../../src/runs/reader.ts';

export interface Attack {
  /** The run folder; the folder around it is listed, and holds other runs too, which must be listed all the time. */
  readonly folder: string;
  /** A file of it. */
  readonly file: string;
  /** As many bits as the file has: each once. */
  readonly flips: number;
  /** Another reader of an opened run. */
  readonly open?: (run: RecordedRun) => void;
}

export interface Outcome {
  flips: number;
  /** The number of folders by the way they were listed. */
  asRun: number;
  asBroken: number;
  /** The number of runs that opened. */
  opened: number;
  /** By code. */
  refused: Record<string, number>;
  /** The forbidden outcomes, each with the bit that was flipped. */
  readonly faults: string[];
}

/** Coprime to the number of bits of any file that is no multiple of it: every bit comes once before one comes again. */
const STRIDE = 7919;

/** Restores the file at the end. */
export async function attackRun({ folder, file, flips, open }: Attack): Promise<Outcome> {
  const path = join(folder, file);
  const whole = await readFile(path);
  const others = (await list(dirname(folder))).runs.length - 1;
  const outcome: Outcome = { flips, asRun: 0, asBroken: 0, opened: 0, refused: {}, faults: [] };
  try {
    for (let flip = 0; flip < flips; flip++) {
      const bit = (flip * STRIDE) % (whole.length * 8);
      const bytes = Buffer.from(whole);
      bytes[bit >> 3] = (bytes[bit >> 3] ?? 0) ^ (1 << (bit & 7));
      await writeFile(path, bytes);
      const fault = (what: string): void => {
        const around = bytes.toString('latin1', Math.max(0, (bit >> 3) - 30), (bit >> 3) + 20);
        outcome.faults.push(`${file}, bit ${bit} (${JSON.stringify(around)}): ${what}`);
      };
      await lookAtList(folder, others, outcome, fault);
      await lookAtRun(folder, outcome, fault, open);
    }
  } finally {
    await writeFile(path, whole);
  }
  return outcome;
}

/** As a window does that has just been opened. */
function list(runsFolder: string): ReturnType<RunLister['list']> {
  return new RunLister().list(runsFolder);
}

async function lookAtList(
  folder: string,
  others: number,
  outcome: Outcome,
  fault: (what: string) => void,
): Promise<void> {
  try {
    const { runs, broken } = await list(dirname(folder));
    const own = runs.find((run) => run.folder === folder);
    if (own) outcome.asRun++;
    else if (broken.some((one) => one.folder === folder && one.reason !== '')) outcome.asBroken++;
    else fault(`${basename(folder)} is listed neither as a run nor as broken`);
    if (runs.length - (own ? 1 : 0) !== others) fault(`${runs.length} runs are listed`);
    for (const run of runs) {
      JSON.stringify(rowOf(run, run.status, false));
      new Date(run.startedAt).toISOString();
      for (const value of Object.values(run.lastEpoch?.train ?? {})) value.toPrecision(4);
    }
  } catch (error) {
    fault(`the list fails: ${told(error)}`);
  }
}

async function lookAtRun(
  folder: string,
  outcome: Outcome,
  fault: (what: string) => void,
  open: Attack['open'],
): Promise<void> {
  try {
    const run = await readForReport(folder);
    const { plan } = run.info;
    const nowhere = (): Promise<void> => Promise.resolve();
    await writeCsv([folder], nowhere);
    await writeJson([folder], nowhere);
    runsReport([run, run]);
    compareRuns('two', [
      { name: 'a', snapshot: run.snapshot },
      { name: 'b', snapshot: run.snapshot },
    ]);
    runLength(plan, run.snapshot.controls, run.snapshot.epochs.at(-1));
    for (const script of [kerasScript, pytorchScript]) script(plan, 'weights.safetensors');
    open?.(run);
    outcome.opened++;
  } catch (error) {
    if (NnError.is(error)) outcome.refused[error.code] = (outcome.refused[error.code] ?? 0) + 1;
    else fault(told(error));
  }
}

function told(error: unknown): string {
  const stack = error instanceof Error ? (error.stack ?? error.message) : String(error);
  return stack.split('\n').slice(0, 3).join(' ');
}
