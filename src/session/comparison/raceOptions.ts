/** The choices that make a race: the spec and its session, the contenders, and the runs that an earlier window has made. */
import type { CompareSpec } from '../../format/types.ts';
import type { RunSnapshot } from '../../run/snapshot.ts';
import type { SessionOptions } from '../types.ts';

/** A run of this race that an earlier window has begun. */
export interface EarlierRun {
  readonly folder: string;
  readonly snapshot: RunSnapshot;
  /** It can go on from a checkpoint. */
  readonly resumable: boolean;
}

export interface RaceOptions
  extends
    Omit<
      SessionOptions,
      | 'comparison'
      | 'runFolder'
      | 'resumeFrom'
      | 'moreEpochs'
      | 'schedule'
      | 'branchFrom'
      | 'replayOf'
      | 'acceptChangedData'
      | 'signal'
    >,
    Pick<CompareSpec, 'optimizers' | 'seeds' | 'learningRates'>,
    Partial<Pick<CompareSpec, 'budget' | 'target' | 'vary'>> {
  /** Runs at once. */
  readonly parallel: number;
  /** It begins paused: what an earlier window has made is shown, and nothing goes on before `resume`. */
  readonly waiting?: boolean;
  /** A race that goes on: its id, and its runs so far by the name in their spec. */
  readonly earlier?: { readonly id: string; readonly runs: ReadonlyMap<string, EarlierRun> };
}

/** The parts of a comparison that must be chosen. */
export type CompareChoice = Pick<RaceOptions, 'optimizers' | 'learningRates' | 'seeds'> &
  Partial<Pick<RaceOptions, 'budget' | 'target' | 'vary'>>;
