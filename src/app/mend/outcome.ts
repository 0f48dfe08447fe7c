/** The outcome of a fix: the finding in the run that was trained with it, and the losses of both. */
import type { Finding } from '../../run/events/findings.ts';
import type { RunSnapshot } from '../../run/snapshot.ts';

export interface MendOutcome {
  /** The finding of the same rule and place at the end of the mended run; undefined: there is none. */
  readonly now: Finding | undefined;
  /** Loss after the last epoch, of the validation rows if there are any; undefined before the first one. */
  readonly lossBefore: number | undefined;
  readonly lossAfter: number | undefined;
}

type Trained = Pick<RunSnapshot, 'findings' | 'epochs'>;

function lossOf({ epochs }: Trained): number | undefined {
  const last = epochs.at(-1);
  return (last?.validation ?? last?.train)?.['loss'];
}

export function outcomeOf(
  { rule, layer }: Pick<Finding, 'rule' | 'layer'>,
  before: Trained,
  after: Trained,
): MendOutcome {
  const now = after.findings.findLast(
    (one) => one.rule === rule && one.layer === layer && one.until === null,
  );
  return { now, lossBefore: lossOf(before), lossAfter: lossOf(after) };
}
