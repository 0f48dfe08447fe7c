/** The part that a run takes over from the one it goes on from: the common steps and the common journal. */
import { constants } from 'node:fs';
import { copyFile } from 'node:fs/promises';
import { join } from 'node:path';
import { readEvents } from '../events/eventFile.ts';
import { eventFiles } from '../events/eventNames.ts';
import { JOURNAL_FILE } from './journal.ts';
import { eachLine, readLines } from './lines.ts';
import { openPlain } from '../folder/safePaths.ts';
import type { StepLayout } from '../events/stepLayout.ts';

/** Cuts what a killed writer has left half written at the end of the last event file. What is damaged stays. */
export async function cutTornEvents(folder: string, layouts: readonly StepLayout[]): Promise<void> {
  const last = (await eventFiles(folder)).at(-1);
  if (last === undefined) return;
  const path = join(folder, last);
  const nothing = (): void => undefined;
  const file = await openPlain(path, 'change');
  try {
    const { end, rest, torn } = await readEvents(path, layouts, { step: nothing, restart: nothing });
    if (rest > 0 && torn) await file.truncate(end);
  } finally {
    await file.close();
  }
}

/** Copies the events and the journal of the run in `from`, which may be going on; what is its alone is left out. */
export async function copyLineage(from: string, to: string): Promise<void> {
  for (const name of await eventFiles(from)) {
    // Refuses a link, which would be copied as what it leads to.
    await (await openPlain(join(from, name), 'read')).close();
    await copyFile(join(from, name), join(to, name), constants.COPYFILE_FICLONE);
  }
  const journal = await openPlain(join(to, JOURNAL_FILE), 'replace');
  try {
    for await (const piece of readLines(join(from, JOURNAL_FILE))) {
      let shared = '';
      eachLine(piece, (line) => {
        if (!/"event":"(?:fork|end|checkpoint)"/.test(line)) shared += `${line}\n`;
      });
      await journal.appendFile(shared);
    }
  } finally {
    await journal.close();
  }
}
