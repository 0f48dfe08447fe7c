/** The state of a run in words. */
import type { RunStatus } from '../../../src/run/run.ts';
import { statusWord } from '../../../src/run/status.ts';
import { t } from '../../strings.ts';

/** The status in words. */
export function statusText(status: RunStatus): string {
  return t(statusWord(status));
}

/** True where a run that is not going can go on from where it is. */
export function isResumable(status: RunStatus): boolean {
  return status === 'paused' || status === 'interrupted' || status === 'stopped';
}
