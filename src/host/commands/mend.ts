/** The commands that mend a finding of training health. */
import { isClipping } from '../../app/panel/commandArguments.ts';
import type { LiveChange } from '../../app/mend/live.ts';
import type { Services } from '../services.ts';

function isChange(value: unknown): value is LiveChange {
  if (typeof value !== 'object' || value === null) return false;
  const { path, value: wanted } = value as Partial<LiveChange>;
  return typeof path === 'string' && (typeof wanted === 'number' || isClipping(wanted));
}

/** Sets values in the run with the id, one after the other; a run that has ended since is left as it is. */
export async function mendNow({ manager }: Services, run: unknown, changes: unknown): Promise<void> {
  const session = manager.sessions.find((one) => one.run.id === run);
  if (!session || !Array.isArray(changes) || !changes.every(isChange)) return;
  for (const { path, value } of changes) await session.set(path, value);
}
