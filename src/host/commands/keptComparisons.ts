/** The comparisons that go on, kept between windows: a closing window, or one that is loaded anew, cuts them off. */
import type * as vscode from 'vscode';
import type { CompareChoice } from '../../session/comparison/raceOptions.ts';

/** All that a comparison goes on with, beside the folders of its runs. */
export interface KeptComparison {
  readonly id: string;
  readonly specPath: string;
  /** The spec as it was at the start: its file may have changed since. */
  readonly specText: string;
  readonly choice: CompareChoice;
}

const GOING_COMPARISONS = 'goingComparisons';

type Keeping = Pick<vscode.ExtensionContext, 'workspaceState'>;

/** Those that were going when the last window closed, and those of this window. */
export function keptComparisons({ workspaceState }: Keeping): readonly KeptComparison[] {
  return workspaceState.get<readonly KeptComparison[]>(GOING_COMPARISONS, []);
}

/** Keeps one for the next window. */
export async function keepGoing(context: Keeping, comparison: KeptComparison): Promise<void> {
  const others = keptComparisons(context).filter(({ id }) => id !== comparison.id);
  await context.workspaceState.update(GOING_COMPARISONS, [...others, comparison]);
}

/** It has ended: the next window does not ask for it. */
export async function keepNoLonger(context: Keeping, ended: string): Promise<void> {
  const others = keptComparisons(context).filter(({ id }) => id !== ended);
  await context.workspaceState.update(GOING_COMPARISONS, others);
}
