/** More epochs of a cosine schedule: the user says how the learning rate goes on. */
import * as vscode from 'vscode';
import { NnError } from '../base/errors.ts';
import { SCHEDULE_CHOICES, type ScheduleChoice } from '../run/interventions.ts';
import { pick } from './show.ts';

/**
 * Does `act` with the choice in `given`, if it is one; where one is missing, asks and does it again. Undefined if the
 * user thinks better of it.
 */
export async function withSchedule<T>(
  given: unknown,
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
    ],
    { title: vscode.l10n.t('The cosine schedule is over by then. How does the learning rate go on?') },
  );
  return picked && act(picked.schedule);
}
