/** The destinations of events: the run folder, and the record of a run. */
import type { KeptCheckpoint } from '../checkpoints.ts';
import type { Control } from '../controls/control.ts';
import type { EpochFrame } from '../epochs.ts';
import type { MetricFrame } from '../frames.ts';
import type { Finding } from './findings.ts';
import type { Intervention } from '../interventions.ts';
import type { TensorSnapshot } from '../tensorSnapshots.ts';
import { mergeThinned, type Thinned } from '../recording.ts';
import type { RunEnd, RunStatus } from '../run.ts';
import type { RunSnapshot } from '../snapshot.ts';
import type { JournalEvent } from './event.ts';

/** A run folder that is written. Each call resolves when its part is appended; `seconds` are those of training so far. */
export interface RunSink {
  appendFrame(frame: MetricFrame): Promise<void>;
  appendEpochs(epochs: EpochFrame, seconds: number): Promise<void>;
  appendSnapshot(record: TensorSnapshot, seconds: number): Promise<void>;
  appendIntervention(intervention: Intervention): Promise<void>;
  appendPause(event: 'pause' | 'resume', step: number): Promise<void>;
  /** A line of the journal. */
  note(line: JournalEvent): Promise<void>;
  finish(end: RunEnd, status?: RunStatus): Promise<void>;
}

/** The facts of a run besides its columns. The object is replaced, never changed. */
export interface RunFacts {
  readonly status: RunStatus;
  readonly end: RunEnd | null;
  readonly controls: readonly Control[];
  readonly interventions: readonly Intervention[];
  readonly checkpoints: readonly KeptCheckpoint[];
  /** In the order of their beginnings. */
  readonly findings: readonly Finding[];
  /** One for each time that fewer steps began to be recorded. */
  readonly thinned: readonly Thinned[];
  /** The most steps a second; null: as fast as it goes. */
  readonly stepsPerSecond: number | null;
}

export interface WithFacts {
  facts: RunFacts;
}

/** The record of a run: kept by the session that trains it, and by the panel that draws it. */
export interface RunRecord extends WithFacts {
  addFrame(frame: MetricFrame): void;
  addEpochs(epochs: EpochFrame): void;
  addSnapshot(record: TensorSnapshot): void;
}

/** Of a run that has just begun. */
export function firstFacts(controls: readonly Control[]): RunFacts {
  return {
    status: 'running',
    end: null,
    controls,
    interventions: [],
    checkpoints: [],
    findings: [],
    thinned: [],
    stepsPerSecond: null,
  };
}

export function factsOf(snapshot: RunSnapshot): RunFacts {
  const { status, end, controls, interventions, checkpoints, findings, thinned } = snapshot;
  const { stepsPerSecond = null } = snapshot;
  const facts = { status, end, controls, interventions, checkpoints, findings, stepsPerSecond };
  return { ...facts, thinned: thinned ? [thinned] : [] };
}

/** The part of a snapshot that is made of facts. */
export function snapshotOfFacts({ thinned, ...facts }: RunFacts): Omit<RunFacts, 'thinned'> & {
  readonly thinned?: Thinned;
} {
  const merged = thinned.reduce<Thinned | undefined>(mergeThinned, undefined);
  return { ...facts, ...(merged && { thinned: merged }) };
}
