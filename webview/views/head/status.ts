/** The state of a run in words. */
import type { RunStatus } from '../../../src/run/run.ts';
import { canResume, statusWord } from '../../../src/run/status.ts';
import { t } from '../../strings.ts';

/** The status in words. */
export function statusText(status: RunStatus): string {
  return t(statusWord(status));
}

/** True where a run stands still and goes on from where it is, or from its last checkpoint. */
export function isResumable(status: RunStatus): boolean {
  return status === 'paused' || canResume(status);
}
