/**
 * `user.json`: what the user says of a run. A file of its own, so that run.json of a run that is going on is never
 * written by two.
 */
import { sentence } from '../../base/problems/runs.ts';
import { join } from 'node:path';
import { NnError } from '../../base/errors.ts';
import { errorCode, writeAtomically } from './files.ts';
import { readPlainText, requirePlainFolder } from './safePaths.ts';

const USER_FILE = 'user.json';
const LONGEST_NAME = 200;
const LONGEST_NOTE = 20_000;

export interface UserData {
  /** Shown instead of the spec's name; null: that one. */
  readonly name: string | null;
  readonly note: string;
  readonly starred: boolean;
}

const NOTHING: UserData = { name: null, note: '', starred: false };

/**
 * The user's name, note and star; nothing if the file is missing or not JSON. Throws `NN-RUN-BROKEN`, `NN-RUN-LINK`.
 */
export async function readUserData(folder: string): Promise<UserData> {
  try {
    return fromJson(JSON.parse(await readPlainText(join(folder, USER_FILE))));
  } catch (error) {
    const code = errorCode(error);
    if (error instanceof SyntaxError || code === 'ENOENT') return NOTHING;
    if (NnError.is(error) || code === undefined) throw error;
    throw new NnError(sentence('NN-RUN-BROKEN.userData', { folder: join(folder, USER_FILE), code }));
  }
}

function fromJson(value: unknown): UserData {
  if (typeof value !== 'object' || value === null) return NOTHING;
  const { name, note, starred } = value as Partial<Record<keyof UserData, unknown>>;
  return {
    name: typeof name === 'string' && name !== '' ? name.slice(0, LONGEST_NAME) : null,
    note: typeof note === 'string' ? note.slice(0, LONGEST_NOTE) : '',
    starred: starred === true,
  };
}

/** The changes of each folder, one after the other. */
const pending = new Map<string, Promise<UserData>>();

/** Changes some of it and leaves the rest. An empty name brings the spec's back. Resolves with what is written. */
export function changeUserData(folder: string, change: Partial<UserData>): Promise<UserData> {
  const before = pending.get(folder) ?? Promise.resolve(NOTHING);
  const next = before
    .catch(() => NOTHING)
    .then(async () => {
      await requirePlainFolder(folder);
      const name = change.name?.trim();
      const named = name === undefined ? change : { ...change, name };
      const data = fromJson({ ...(await readUserData(folder)), ...named });
      const file = { formatVersion: 1, ...data };
      await writeAtomically(join(folder, USER_FILE), `${JSON.stringify(file, null, 2)}\n`);
      return data;
    });
  pending.set(folder, next);
  void next
    .catch(() => undefined)
    .then(() => {
      if (pending.get(folder) === next) pending.delete(folder);
    });
  return next;
}
