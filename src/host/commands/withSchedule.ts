/** More epochs of a cosine schedule: the user says how the learning rate goes on. */
import * as vscode from 'vscode';
import { NnError } from '../../base/errors.ts';
import { scheduleKind } from '../../kinds/schedules/table.ts';
import { SCHEDULE_CHOICES, type ScheduleChoice } from '../../run/interventions.ts';
import type { Session } from '../../session/types.ts';
import { pick } from '../show.ts';

/** The share of its rate that the half cosine of a run ends with; 0 under other schedules. */
export function alphaOf({ run }: Session): number {
  const { learningRateSchedule: schedule } = run.plan.spec.training;
  return scheduleKind(schedule).cycle?.floor(schedule) ?? 0;
}

/**
 * Does `act` with the choice in `given`, if it is one; where one is missing, asks and does it again. `alpha` is the share
 * of the rate that the half cosine ends with: where it is 0, nobody can stay there. Undefined if the user thinks better of
 * it.
 */
export async function withSchedule<T>(
  given: unknown,
  alpha: unknown,
  act: (schedule?: ScheduleChoice) => Promise<T>,
): Promise<T | undefined> {
  const choice = SCHEDULE_CHOICES.find((one) => one === given);
  try {
    return await act(choice);
  } catch (error) {
    if (choice !== undefined || !NnError.is(error) || error.code !== 'NN-RUN-SCHEDULE') throw error;
  }
  const picked = await pick(
    [
      {
        label: vscode.l10n.t('A new half cosine over the added epochs'),
        detail: vscode.l10n.t('The learning rate starts again at its full value.'),
        schedule: 'restart' as const,
      },
      {
        label: vscode.l10n.t('One half cosine over the whole run'),
        detail: vscode.l10n.t('The learning rate goes on where a run of that length would be by now.'),
        schedule: 'stretch' as const,
      },
      ...(typeof alpha === 'number' && alpha > 0 ? [keep()] : []),
    ],
    { title: vscode.l10n.t('The cosine schedule is over by then. How does the learning rate go on?') },
  );
  return picked && act(picked.schedule);
}

function keep(): vscode.QuickPickItem & { schedule: ScheduleChoice } {
  return {
    label: vscode.l10n.t('The rate that the half cosine ends with'),
    detail: vscode.l10n.t('The learning rate stays as low as it is by then.'),
    schedule: 'keep',
  };
}
