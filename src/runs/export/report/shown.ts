/** The steps that a report draws, and what it says of those that it does not. */
import { english } from '../../../base/problems/wording.ts';
import { damageText } from '../../events/damage.ts';
import type { ExportedRun } from '../exportRun.ts';
import { thinnedText } from '../../sizeLimit.ts';

/** Steps as columns, in the order they were made. */
interface Steps {
  readonly step: Float64Array;
  /** Row-major, as wide as there are series. */
  readonly values: Float64Array;
}

export function stepsOf({ snapshot }: ExportedRun): Steps {
  const { steps: frame } = snapshot;
  const step = frame.steps
    ? new Float64Array(frame.steps)
    : Float64Array.from({ length: frame.count }, (_, row) => frame.firstStep + row);
  return { step, values: new Float64Array(frame.values) };
}

/** The rule by which the charts and tables show a part of a run; `tableRows`: epochs that the table lists. */
export function shownText({ file, history, journal, damage }: ExportedRun, tableRows: number): string[] {
  const { bucket } = history;
  const { thinned } = journal;
  const lastStep = (thinned && file.end?.steps) ?? history.lastStep;
  const all = thinned ? `the recorded ones of ${lastStep} steps` : `all ${lastStep} steps`;
  const each = thinned ? `${bucket} recorded ones of ${lastStep} steps` : `${bucket} of ${lastStep} steps`;
  const steps =
    bucket === 0
      ? `The charts are drawn from ${all}`
      : `The charts are drawn from the lowest and the highest value of each ${each}`;
  const epochs = journal.epochs.length;
  const every = Math.ceil(epochs / tableRows) * Math.ceil(journal.epochCount / Math.max(1, epochs));
  const counted = thinned ? `${journal.epochCount} recorded epochs` : `${journal.epochCount} epochs`;
  return [
    `${steps}, of which each pixel column shows the lowest and the highest.`,
    every <= 1
      ? `The table lists all ${counted}.`
      : `Of ${counted} the table lists every ${every}th and the last.`,
    ...(damage ? [english(damageText(damage))] : []),
    ...(thinned ? [english(thinnedText(thinned))] : []),
    'Every step on disk is in an export as CSV or JSON.',
  ];
}
