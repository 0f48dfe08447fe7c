/** Epoch records in bounded memory. */
import { ThinnedList } from '../../base/thinned.ts';
import type { EpochRecord } from '../../run/epochs.ts';
import { EPOCHS_AT_HAND } from '../../runs/journal/journalReader.ts';

/** An empty list that thins itself out beyond `capacity` records. */
export function createEpochHistory(capacity = EPOCHS_AT_HAND): ThinnedList<EpochRecord> {
  return new ThinnedList(capacity);
}
