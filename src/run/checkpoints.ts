/** Checkpoints: what one holds, and which of them a run folder keeps. */

/** Named tensors: weights (`dense1.kernel`), optimizer slots (`optimizer/dense1.kernel/m`) and scalar state. */
export interface CheckpointState {
  readonly step: number;
  readonly epoch: number;
  readonly tensors: readonly {
    readonly name: string;
    readonly shape: readonly number[];
    readonly values: Float32Array;
  }[];
  /** JSON state that is not a tensor: schedule, early stopping, live controls. */
  readonly scalars: Readonly<Record<string, unknown>>;
}

export type CheckpointKind = 'last' | 'best' | 'epoch';

/** A checkpoint of the run folder besides the last one: the best so far, or that of an epoch. Made after `step`. */
export interface KeptCheckpoint {
  readonly kind: 'best' | 'epoch';
  readonly step: number;
}

/** The kept checkpoints with another: a new best takes the place of the one before. */
export function withCheckpoint(kept: readonly KeptCheckpoint[], added: KeptCheckpoint): KeptCheckpoint[] {
  const replaced = (known: KeptCheckpoint): boolean =>
    known.kind === added.kind && (added.kind === 'best' || known.step === added.step);
  return [...kept.filter((known) => !replaced(known)), added];
}

/** A part of a checkpoint file (safetensors). The pieces of one file come before those of the next. */
export interface CheckpointPiece {
  /** The names that the file gets. */
  readonly kinds: readonly CheckpointKind[];
  readonly step: number;
  readonly epoch: number;
  /** The file's next bytes, transferred. */
  readonly bytes: ArrayBuffer;
  /** The file is whole with these. */
  readonly whole: boolean;
}
