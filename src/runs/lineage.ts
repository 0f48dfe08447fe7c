/** What a run that goes on from another one takes over: the steps and the journal that the two have in common. */
import { constants } from 'node:fs';
import { copyFile, readFile, readdir, truncate, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { readEvents } from './eventFile.ts';
import { JOURNAL_FILE, wholeLines } from './journal.ts';
import type { StepLayout } from './stepLayout.ts';

const EVENT_FILES = 'events.out.tfevents.';

/** Names of a run's event files in the order of their writing. */
export async function eventFiles(folder: string): Promise<string[]> {
  return (await readdir(folder)).filter((name) => name.startsWith(EVENT_FILES)).sort();
}

/** Cuts what a killed writer has left half written at the end of the last event file. */
export async function cutTornEvents(folder: string, layout: StepLayout): Promise<void> {
  const last = (await eventFiles(folder)).at(-1);
  if (last === undefined) return;
  const path = join(folder, last);
  const nothing = (): void => undefined;
  await truncate(path, await readEvents(path, layout, { step: nothing, restart: nothing }));
}

/** Copies the events and the journal of the run in `from`, which may be going on; what is its alone is left out. */
export async function copyLineage(from: string, to: string): Promise<void> {
  for (const name of await eventFiles(from)) {
    await copyFile(join(from, name), join(to, name), constants.COPYFILE_FICLONE);
  }
  const lines = wholeLines(await readFile(join(from, JOURNAL_FILE), 'utf8'));
  const shared = lines.filter((line) => !/"event":"(?:fork|end|checkpoint)"/.test(line));
  await writeFile(join(to, JOURNAL_FILE), shared.map((line) => `${line}\n`).join(''));
}
