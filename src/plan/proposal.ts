/** A spec that is proposed for a data file. */
import type { DataFormat } from '../format/types.ts';

/** The kind of what a spec is proposed for: a file by its format, or a folder of pictures. */
export type ProposalFormat = DataFormat | 'pictures';

/** A column that may be the target, the likeliest first. */
export interface TargetCandidate {
  readonly column: string;
  /** `binary` and `category`: classes. */
  readonly as: 'binary' | 'category' | 'number';
  /** Of classes how many there are, else 0. */
  readonly classes: number;
}

export interface Proposal {
  /** The column that the spec predicts. */
  readonly target: string;
  readonly candidates: readonly TargetCandidate[];
  /** JSONC with the reasons as comments. */
  readonly text: string;
}
