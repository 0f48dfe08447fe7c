/**
 * Tests in a process of its own if this machine and this engine run the wide kernels. An engine that compiles them
 * wrongly, or not at all, ends only that process.
 */
import { fork } from 'node:child_process';
import { dirname, join } from 'node:path';
import type { Plan } from '../../plan/types.ts';

/** Vectors of 256 bits are x64's; the first V8 whose revectorizer understands the kernels' loops. */
const ARCHITECTURE = 'x64';
const LEAST_V8 = 13;
/** Milliseconds; the answer usually comes within two hundred. */
const PATIENCE = 5000;

/** Multiply-adds a step; a smaller network has begun to train before the answer is there. */
const LEAST_STEP = 50_000;

const NO = Promise.resolve(false);
const answers = new Map<string, Promise<boolean>>();

/** True if a network of this size gains enough to wait for the answer. */
export function wantsWideKernels({ trainableParameterCount, batchSize }: Plan): boolean {
  return trainableParameterCount * batchSize >= LEAST_STEP;
}

/** True if the test is worth its time at all. */
export function mayBeWide(): boolean {
  return process.arch === ARCHITECTURE && Number.parseInt(process.versions.v8) >= LEAST_V8;
}

/** True if `script` ends with exit code 0 within `patience` milliseconds, in a process of its own. */
export function succeeds(script: string, patience: number): Promise<boolean> {
  return new Promise((resolve) => {
    const child = fork(script, {
      stdio: 'ignore',
      execArgv: [],
      timeout: patience,
      killSignal: 'SIGKILL',
      env: { ...process.env, ELECTRON_RUN_AS_NODE: '1' },
    });
    child.once('error', () => {
      resolve(false);
    });
    child.once('exit', (code) => {
      resolve(code === 0);
    });
  });
}

/** True if wideCheck.js, beside `workerPath`, has passed; asked once a process. */
export function wideKernelsWork(workerPath: string): Promise<boolean> {
  if (!mayBeWide()) return NO;
  const script = join(dirname(workerPath), 'wideCheck.js');
  let answer = answers.get(script);
  if (!answer) {
    answer = succeeds(script, PATIENCE);
    answers.set(script, answer);
  }
  return answer;
}
