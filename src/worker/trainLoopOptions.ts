/** The things that a training loop is made of. */
import type { Trainer } from '../engine/types.ts';
import type { CheckpointState } from '../run/checkpoints.ts';
import type { PlannedChange } from '../run/interventions.ts';
import type { Health } from './health/health.ts';
import type { Send } from './outbox.ts';
import type { Schedule } from './snapshots.ts';

export interface TrainLoopOptions {
  readonly trainer: Trainer;
  /** Number of per-step series. */
  readonly width: number;
  /** Those of epochs: none but last and best if `everyEpochs` is 0. */
  readonly checkpoint: { readonly everyEpochs: number; readonly keep: number };
  readonly encode: (state: CheckpointState) => ArrayBuffer;
  readonly send: Send;
  /** Acts on a message if one has come: a look that costs a twentieth of a turn of the event loop. */
  readonly takeMessage: () => boolean;
  readonly startPaused: boolean;
  /** Steps a second; null: as fast as it goes. */
  readonly stepsPerSecond: number | null;
  /** Changes to make on the way, in order. */
  readonly changes: readonly PlannedChange[];
  /** Stop after this step; null: go on to the end. */
  readonly stopAfter: number | null;
  readonly snapshots: Schedule;
  readonly health: Health;
}
