/** A session's options from the command line and the place of the spec. */
import { sentence } from '../base/problems/runs.ts';
import { readFile, stat } from 'node:fs/promises';
import { totalmem } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { NnError } from '../base/errors.ts';
import type { SessionOptions } from '../session/types.ts';
import { parseSetting, UsageError, type Args } from './args.ts';

const MEGABYTE = 2 ** 20;
/** Of event files and journal, where `NNSPEC_MAX_RUN_SIZE` does not say. As the setting `nnspec.maxRunSize`. */
const MAX_RUN_MEGABYTES = 4096;

/** Reads the spec. Throws `NN-SPEC-NOT-FOUND` or `NN-SPEC-UNREADABLE`. */
export async function sessionOptions(file: string, args: Args): Promise<SessionOptions> {
  const specPath = resolve(file);
  let specText: string;
  try {
    specText = await readFile(specPath, 'utf8');
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : 'unknown error';
    if (code === 'ENOENT') throw new NnError(sentence('NN-SPEC-NOT-FOUND', { file }));
    throw new NnError(sentence('NN-SPEC-UNREADABLE', { file, code }));
  }
  return {
    specPath,
    specText,
    overrides: args.values('set').map(parseSetting),
    runsFolder: join(await projectRoot(dirname(specPath)), '.nnspec', 'runs'),
    workerPath: workerPath(),
    threads: args.integer('threads', 0, 0),
    memoryLimit: memoryLimit(),
    maxRunSize: (megabytesOf('NNSPEC_MAX_RUN_SIZE') ?? MAX_RUN_MEGABYTES) * MEGABYTE,
    allowedRoots: null,
  };
}

/** The worker's file, beside the command line's. */
export function workerPath(): string {
  return join(dirname(fileURLToPath(import.meta.url)), 'worker.js');
}

/** `NNSPEC_MAX_MEMORY` in megabytes, else three quarters of the machine's memory. In bytes. */
export function memoryLimit(): number {
  const megabytes = megabytesOf('NNSPEC_MAX_MEMORY');
  return megabytes === null ? Math.floor(totalmem() * 0.75) : megabytes * MEGABYTE;
}

/** The value of an environment variable in megabytes; null if it is not set. */
function megabytesOf(variable: string): number | null {
  const text = process.env[variable];
  if (text === undefined || text === '') return null;
  const megabytes = Number(text);
  if (!(megabytes > 0)) throw new UsageError(`${variable} must be a number of megabytes, not "${text}".`);
  return megabytes;
}

/** The nearest folder upwards that holds `.nnspec` or `.git`; the spec's own folder if none does. */
async function projectRoot(folder: string): Promise<string> {
  for (let at = folder; ; at = dirname(at)) {
    for (const mark of ['.nnspec', '.git']) {
      if ((await stat(join(at, mark)).catch(() => null)) !== null) return at;
    }
    if (dirname(at) === at) return folder;
  }
}
