/** The state of a run in words. */
import type { RunStatus } from '../../../src/run/run.ts';
import { t } from '../../strings.ts';

/** The status in words. */
export function statusText(status: RunStatus): string {
  switch (status) {
    case 'queued':
      return t('Queued');
    case 'preparing':
      return t('Preparing');
    case 'running':
      return t('Running');
    case 'paused':
      return t('Paused');
    case 'completed':
      return t('Completed');
    case 'earlyStopping':
      return t('Stopped early');
    case 'stopped':
      return t('Stopped');
    case 'failed':
      return t('Failed');
    case 'interrupted':
      return t('Interrupted');
  }
}

/** True where a run that is not going can go on from where it is. */
export function isResumable(status: RunStatus): boolean {
  return status === 'paused' || status === 'interrupted' || status === 'stopped';
}
