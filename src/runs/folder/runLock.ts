/**
 * One writer of a run folder at a time, across processes, windows and machines.
 *
 * `writer.N.json` names the writer of the run. The highest N counts; a writer never takes its file away, so that no N comes
 * twice. A process that takes over from writer N, which has ended or died, makes `writer.(N+1).json`, and only one can: a name is
 * made once. Whether writer N lives is known by its process on the same system; elsewhere its file is touched every
 * second, and one that stays as it is for a while is dead. Clocks are never compared.
 */
import type { Text } from '../../base/problems/text.ts';
import { phrase } from '../../base/problems/phrase.ts';
import { sentence } from '../../base/problems/runs.ts';
import { link, lstat, lutimes, readdir, rm, writeFile } from 'node:fs/promises';
import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { NnError } from '../../base/errors.ts';
import { errorCode, writeAtomically } from './files.ts';
import { currentOwner, lifeOf, type Life, type Owner } from './owner.ts';
import { openPlain, readPlainText } from './safePaths.ts';

const BEAT_MS = 1000;
/** A writer elsewhere whose file has not been touched for so long is dead. */
const QUIET_MS = 8000;
/** A run of this very process may be about to end. */
const ENDING_MS = 3000;
const LOOK_MS = 200;
/** No file of ours is nearly as long. */
const MOST_BYTES = 4096;

interface WriterFile extends Owner {
  /** ISO times. */
  readonly since: string;
  readonly released: string | null;
  /** The run folder's number in its file system: a folder that was copied has another one. */
  readonly folder: string;
}

interface Writer {
  readonly number: number;
  readonly path: string;
  /** Null if it cannot be read as one. */
  readonly file: WriterFile | null;
}

interface TakeOptions {
  readonly signal?: AbortSignal | undefined;
  readonly quietMs?: number;
  readonly endingMs?: number;
}

export class RunLock {
  #folder: string;
  readonly #number: number;
  readonly #since: string;
  #timer: ReturnType<typeof setInterval> | null = null;
  #lost: NnError | null = null;
  #released = false;

  private constructor(folder: string, number: number, since: string) {
    this.#folder = folder;
    this.#number = number;
    this.#since = since;
  }

  /** Of a folder that is still being made; `moved` when it has its name. */
  static async first(folder: string): Promise<RunLock> {
    const since = new Date().toISOString();
    await create(folder, 1, since);
    return new RunLock(folder, 1, since);
  }

  /**
   * Becomes the writer of the run in `folder`. Takes `quietMs` where the writer before was on another system and died.
   * @throws NnError NN-RUN-BUSY if another one lives; AbortError
   */
  static async take(folder: string, options: TakeOptions = {}): Promise<RunLock> {
    const { signal, quietMs = QUIET_MS, endingMs = ENDING_MS } = options;
    let left = endingMs;
    for (;;) {
      const before = await highest(folder);
      if (before !== null && (await isWriting(folder, before, quietMs, signal))) {
        const isOwn = before.file !== null && isOfThisProcess(before.file);
        if (!isOwn || left <= 0) throw busy(folder, before.file);
        left -= LOOK_MS;
        await setTimeout(LOOK_MS, undefined, { signal });
        continue;
      }
      const number = (before?.number ?? 0) + 1;
      const since = new Date().toISOString();
      if (!(await create(folder, number, since))) continue;
      // One that was held up since it has looked comes too late, under a number that was removed meanwhile.
      const now = await highest(folder);
      if (now?.number !== number) {
        await rm(pathOf(folder, number), { force: true });
        continue;
      }
      await removeBefore(folder, number);
      const lock = new RunLock(folder, number, since);
      lock.#beat();
      return lock;
    }
  }

  moved(folder: string): void {
    this.#folder = folder;
    this.#beat();
  }

  /** @throws NnError NN-RUN-TAKEN once another process has taken the run over, as it may if this one stood still */
  check(): void {
    if (this.#lost) throw this.#lost;
  }

  /** The result of `work`; if it fails, the lock is released. */
  async keepIf<T>(work: () => Promise<T>): Promise<T> {
    try {
      return await work();
    } catch (error) {
      await this.release();
      throw error;
    }
  }

  async release(): Promise<void> {
    if (this.#timer) clearInterval(this.#timer);
    this.#timer = null;
    await this.#look();
    if (this.#lost || this.#released) return;
    this.#released = true;
    const content = await contentOf(this.#folder, this.#since, new Date().toISOString()).catch(() => null);
    // The folder may be gone, or its disk.
    if (content) await writeAtomically(pathOf(this.#folder, this.#number), content).catch(() => undefined);
  }

  #beat(): void {
    this.#timer = setInterval(() => {
      const now = new Date();
      lutimes(pathOf(this.#folder, this.#number), now, now).catch(() => undefined);
      void this.#look();
    }, BEAT_MS);
    this.#timer.unref();
  }

  async #look(): Promise<void> {
    const top = await highest(this.#folder).catch(() => null);
    if (top === null || top.number <= this.#number) return;
    const who = top.file ? nameOf(top.file) : phrase('another process');
    this.#lost ??= new NnError(sentence('NN-RUN-TAKEN', { folder: this.#folder, who }));
  }
}

/** True if the newest writer of `folder` has certainly died, so that its contents are abandoned. */
export async function isAbandoned(folder: string): Promise<boolean> {
  const file = (await highest(folder))?.file ?? null;
  return file !== null && file.released === null && lifeOf(file) === 'dead';
}

/**
 * Milliseconds since the newest writer has touched its file by the clock of this machine; null if there is none. Good
 * enough for lists.
 */
export async function quietFor(folder: string): Promise<number | null> {
  const writer = await highest(folder).catch(() => null);
  if (writer === null) return null;
  const found = await lstat(writer.path).catch(() => null);
  return found && Date.now() - found.mtimeMs;
}

const NAME = /^writer\.([1-9]\d{0,14})\.json$/;

function pathOf(folder: string, number: number): string {
  return join(folder, `writer.${number}.json`);
}

async function numbersIn(folder: string): Promise<number[]> {
  return (await readdir(folder))
    .map((name) => Number(NAME.exec(name)?.[1] ?? 0))
    .filter((number) => number > 0);
}

async function highest(folder: string): Promise<Writer | null> {
  const number = Math.max(0, ...(await numbersIn(folder)));
  if (number === 0) return null;
  const path = pathOf(folder, number);
  return { number, path, file: await readWriter(path) };
}

/** A file that is too long to be ours is not read. */
async function readWriter(path: string): Promise<WriterFile | null> {
  try {
    if ((await lstat(path)).size > MOST_BYTES) return null;
    const value: unknown = JSON.parse(await readPlainText(path));
    return isWriterFile(value) ? value : null;
  } catch {
    return null;
  }
}

function isWriterFile(value: unknown): value is WriterFile {
  if (typeof value !== 'object' || value === null) return false;
  const { pid, started, host, system, since, released, folder } = value as Partial<Record<string, unknown>>;
  const isText = (text: unknown): boolean => typeof text === 'string';
  return (
    Number.isSafeInteger(pid) &&
    [host, since, folder].every(isText) &&
    [started, system, released].every((text) => text === null || isText(text))
  );
}

async function isWriting(
  folder: string,
  { path, file }: Writer,
  quietMs: number,
  signal: AbortSignal | undefined,
): Promise<boolean> {
  if (file !== null && file.released !== null) return false;
  let life: Life = file === null ? 'unknown' : lifeOf(file);
  // On this system the number of a folder tells a copy of a run that was going on.
  if (life === 'alive' && file?.folder !== (await numberOf(folder))) return false;
  if (life === 'unknown') life = (await isTouched(path, quietMs, signal)) ? 'alive' : 'dead';
  return life === 'alive';
}

/** Watches whether its writer touches the file. */
async function isTouched(path: string, quietMs: number, signal: AbortSignal | undefined): Promise<boolean> {
  const stampOf = async (): Promise<string> => {
    // On a shared folder opening a file asks the server; looking at its name alone may be answered from memory.
    const handle = await openPlain(path, 'read').catch(() => null);
    await handle?.close();
    const found = await lstat(path, { bigint: true }).catch(() => null);
    return found === null ? '' : `${found.ino} ${found.mtimeNs} ${found.ctimeNs}`;
  };
  const before = await stampOf();
  for (let waited = 0; waited < quietMs; waited += LOOK_MS) {
    await setTimeout(LOOK_MS, undefined, { signal });
    if ((await stampOf()) !== before) return true;
  }
  return false;
}

async function numberOf(folder: string): Promise<string> {
  return String((await lstat(folder, { bigint: true })).ino);
}

async function contentOf(folder: string, since: string, released: string | null): Promise<string> {
  const file: WriterFile = { ...currentOwner(), since, released, folder: await numberOf(folder) };
  return `${JSON.stringify(file)}\n`;
}

/** Makes the file of a writer, whole and only if there is none of that number. */
async function create(folder: string, number: number, since: string): Promise<boolean> {
  const path = pathOf(folder, number);
  const content = await contentOf(folder, since, null);
  const temporary = `${path}.${randomBytes(4).toString('hex')}.tmp`;
  await writeFile(temporary, content, { flag: 'wx' });
  try {
    await link(temporary, path);
    return true;
  } catch (error) {
    // ENOENT: a writer that has just begun has taken the temporary file for a leftover.
    if (['EEXIST', 'ENOENT'].includes(errorCode(error) ?? '')) return false;
  } finally {
    await rm(temporary, { force: true });
  }
  // A disk without links: there the file is empty for a moment, and its writer taken for one of another system.
  try {
    await writeFile(path, content, { flag: 'wx' });
    return true;
  } catch (error) {
    if (errorCode(error) === 'EEXIST') return false;
    throw error;
  }
}

async function removeBefore(folder: string, number: number): Promise<void> {
  for (const old of await numbersIn(folder)) {
    if (old < number) await rm(pathOf(folder, old), { force: true }).catch(() => undefined);
  }
}

function isOfThisProcess({ pid, started, host, system }: Owner): boolean {
  const own = currentOwner();
  return pid === own.pid && started === own.started && host === own.host && system === own.system;
}

/** The place of a writer, in words; anyone may have made its file. */
function nameOf(owner: Owner): Text {
  const { pid, host = '' } = owner;
  if (isOfThisProcess(owner)) return phrase('this process (pid {pid})', { pid });
  const name = host.replace(/[^\p{L}\p{N}._-]+/gu, '?').slice(0, 64);
  return host === currentOwner().host
    ? phrase('process {pid}', { pid })
    : phrase('process {pid} on {name}', { pid, name });
}

function busy(folder: string, file: WriterFile | null): NnError {
  const isNear = file !== null && file.host === currentOwner().host && !isOfThisProcess(file);
  return new NnError(
    sentence('NN-RUN-BUSY', {
      folder,
      who: file === null ? phrase('another process') : nameOf(file),
      kill: isNear ? phrase(' (or end it: kill {pid})', { pid: file.pid }) : '',
    }),
  );
}
