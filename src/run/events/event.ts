/** The events of a run: a worker sends them, a session stores and tells them, a panel receives them. */
import type { KeptCheckpoint } from '../checkpoints.ts';
import type { Control } from '../controls/control.ts';
import type { EpochFrame } from '../epochs.ts';
import type { MetricFrame } from '../frames.ts';
import type { FindingNote } from './findings.ts';
import type { Intervention } from '../interventions.ts';
import type { TensorSnapshot } from '../tensorSnapshots.ts';
import type { Thinned } from '../recording.ts';
import type { RunEnd, RunInfo, RunStatus } from '../run.ts';

/** Events of which each is a line of the journal. */
interface JournalPayloads {
  /** `controls`: as they are from now on. A journal leaves them out: they follow from the interventions. */
  readonly intervention: {
    readonly intervention: Intervention;
    readonly controls?: readonly Control[] | undefined;
  };
  /** A checkpoint besides the last one is in the run folder. */
  readonly checkpoint: KeptCheckpoint;
  /** A rule of training health has found something, or it is over. */
  readonly finding: { readonly finding: FindingNote };
  /** From now on fewer steps and epochs are recorded. */
  readonly thinned: Thinned;
  /** `status`: where it is not the reason. A run that was suspended is `interrupted`, and can go on. */
  readonly end: { readonly end: RunEnd; readonly status?: RunStatus | undefined };
}

interface OtherPayloads {
  /** Bytes or files of the data. */
  readonly loading: { readonly done: number; readonly total: number };
  readonly start: { readonly run: RunInfo; readonly controls: readonly Control[] };
  readonly frame: { readonly frame: MetricFrame };
  readonly epochs: { readonly epochs: EpochFrame };
  readonly probe: { readonly record: TensorSnapshot };
  /** `step`: the last one before. */
  readonly status: { readonly status: RunStatus; readonly step: number };
  /** The most steps a second from now on; null: as fast as it goes. */
  readonly speed: { readonly stepsPerSecond: number | null };
}

type Payloads = JournalPayloads & OtherPayloads;

export type RunEventType = keyof Payloads;
export type JournalEventType = keyof JournalPayloads;

/** An event of one of the types; without types: any. */
export type RunEvent<Type extends RunEventType = RunEventType> = {
  [One in Type]: { readonly type: One } & Payloads[One];
}[Type];

/** The line of the journal that an event is, without its time. */
export type JournalEvent<Type extends JournalEventType = JournalEventType> = {
  [One in Type]: { readonly event: One } & JournalPayloads[One];
}[Type];
