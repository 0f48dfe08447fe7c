/** Small file-system helpers that keep a run folder whole whenever the process dies. */
import { randomBytes } from 'node:crypto';
import { copyFile, link, open, readdir, rename, rm, type FileHandle } from 'node:fs/promises';
import { dirname, join } from 'node:path';

/**
 * A file that comes in pieces: written to a temporary name beside its own, synced and renamed when it is whole, so that
 * readers see the old file or the new one.
 */
export class AtomicFile {
  readonly #path: string;
  readonly #temporary: string;
  readonly #file: FileHandle;

  private constructor(path: string, temporary: string, file: FileHandle) {
    this.#path = path;
    this.#temporary = temporary;
    this.#file = file;
  }

  static async create(path: string): Promise<AtomicFile> {
    const temporary = temporaryBeside(path);
    return new AtomicFile(path, temporary, await open(temporary, 'wx'));
  }

  async write(content: string | Uint8Array): Promise<void> {
    await this.#file.writeFile(content);
  }

  /** Over what was written at `position` before. */
  async writeAt(position: number, text: string): Promise<void> {
    const bytes = Buffer.from(text);
    await this.#file.write(bytes, 0, bytes.length, position);
  }

  /** It is whole, and takes the place of the old one. Removes what it has written if that fails. */
  async finish(): Promise<void> {
    try {
      try {
        await this.#file.sync();
      } finally {
        await this.#file.close();
      }
      await rename(this.#temporary, this.#path);
      await syncFolder(dirname(this.#path));
    } catch (error) {
      await rm(this.#temporary, { force: true });
      throw error;
    }
  }

  /** It will never be whole: the old one stays. */
  async discard(): Promise<void> {
    await this.#file.close();
    await rm(this.#temporary, { force: true });
  }
}

function temporaryBeside(path: string): string {
  return `${path}.${randomBytes(4).toString('hex')}.tmp`;
}

/** As an `AtomicFile` of one piece. */
export async function writeAtomically(path: string, content: string | Uint8Array): Promise<void> {
  const file = await AtomicFile.create(path);
  try {
    await file.write(content);
  } catch (error) {
    await file.discard();
    throw error;
  }
  await file.finish();
}

/** Gives the file at `from`, which is no longer written to, a second name; a copy where the disk knows no links. */
export async function linkAtomically(from: string, path: string): Promise<void> {
  const temporary = temporaryBeside(path);
  try {
    await link(from, temporary).catch(() => copySynced(from, temporary));
    await rename(temporary, path);
    await syncFolder(dirname(path));
  } catch (error) {
    await rm(temporary, { force: true });
    throw error;
  }
}

async function copySynced(from: string, to: string): Promise<void> {
  await copyFile(from, to);
  const file = await open(to, 'r+');
  try {
    await file.sync();
  } finally {
    await file.close();
  }
}

/** Makes the names in a folder last through a power cut, where the system can (Windows cannot open a folder). */
export async function syncFolder(folder: string): Promise<void> {
  const handle = await open(folder, 'r').catch(() => null);
  if (handle === null) return;
  try {
    await handle.sync().catch(() => undefined);
  } finally {
    await handle.close();
  }
}

/** As `temporaryBeside` names them: what else ends so may be the user's. */
const LEFTOVER = /\.[0-9a-f]{8}\.tmp$/;

/** Removes what a killed `writeAtomically` has left in a folder. */
export async function removeLeftovers(folder: string): Promise<void> {
  const names = await readdir(folder);
  for (const name of names) if (LEFTOVER.test(name)) await rm(join(folder, name), { force: true });
}

/** The `code` of a file-system error (`ENOENT`, …), or undefined. */
export function errorCode(error: unknown): string | undefined {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : undefined;
}
