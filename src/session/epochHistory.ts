/** Epoch records in bounded memory. */
import { ThinnedList } from '../base/thinned.ts';
import type { EpochRecord } from '../protocol/types.ts';

/** Records that a snapshot has at the most. */
const CAPACITY = 8192;

/** An empty list that thins itself out beyond `capacity` records. */
export function createEpochHistory(capacity = CAPACITY): ThinnedList<EpochRecord> {
  return new ThinnedList(capacity);
}
