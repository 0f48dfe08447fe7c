/** What a run folder says from outside. */
import { stat } from 'node:fs/promises';
import path from 'node:path';
import { eventFiles } from '../../../src/runs/events/eventNames.ts';

/** When the events of a run were last written, of Date.now(). */
export async function lastWritten(folder: string): Promise<number> {
  const names = await eventFiles(folder);
  const times = await Promise.all(names.map(async (name) => (await stat(path.join(folder, name))).mtimeMs));
  return Math.max(...times);
}
