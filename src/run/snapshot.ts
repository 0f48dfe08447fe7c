/** Everything that is known of a run at one moment: of one that trains, or from its folder. */
import type { KeptCheckpoint } from './checkpoints.ts';
import type { Control } from './controls/control.ts';
import type { EpochRecord } from './epochs.ts';
import type { Finding } from './events/findings.ts';
import type { MetricFrame } from './frames.ts';
import type { Intervention } from './interventions.ts';
import type { TensorSnapshot } from './tensorSnapshots.ts';
import type { RecordDamage, Thinned } from './recording.ts';
import type { RunEnd, RunInfo, RunStatus } from './run.ts';

export interface RunSnapshot {
  readonly run: RunInfo;
  readonly status: RunStatus;
  readonly end: RunEnd | null;
  readonly steps: MetricFrame;
  /** Sequence number of the next frame. */
  readonly nextSequence: number;
  readonly epochs: readonly EpochRecord[];
  readonly interventions: readonly Intervention[];
  readonly checkpoints: readonly KeptCheckpoint[];
  /** Of the rules of training health, in the order of their beginnings. */
  readonly findings: readonly Finding[];
  readonly tensorSnapshots: readonly TensorSnapshot[];
  /** Ids of the layers whose activations are in `tensorSnapshots`, in their order there. */
  readonly activationLayers: readonly string[];
  readonly controls: readonly Control[];
  /** The most steps a second; null or absent: as fast as it goes. */
  readonly stepsPerSecond?: number | null;
  /** The missing steps; absent: none. */
  readonly damage?: RecordDamage;
  /** The steps that were not recorded for want of room; absent: all were recorded. */
  readonly thinned?: Thinned;
}
