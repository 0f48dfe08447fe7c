/** Every command of the extension. */
import type { AllowedCommands } from '../../../app/panel/pageRequests.ts';
import { CONTROL_COMMANDS } from './control.ts';
import { PANEL_AND_HELP_COMMANDS } from './help.ts';
import { RUN_COMMANDS } from './runs.ts';
import { SPEC_COMMANDS } from './specs.ts';
import type { CommandRow, CommandRows } from './row.ts';

const TABLE = {
  ...SPEC_COMMANDS,
  ...CONTROL_COMMANDS,
  ...RUN_COMMANDS,
  ...PANEL_AND_HELP_COMMANDS,
} satisfies CommandRows;
export type CommandId = keyof typeof TABLE;

/** Each command with its row. */
export const COMMANDS: ReadonlyMap<CommandId, CommandRow> = new Map(
  (Object.keys(TABLE) as CommandId[]).map((id) => [id, TABLE[id]]),
);

/** The commands that a page may call. */
export function allowedFrom(page: 'fromPanel' | 'fromTable'): AllowedCommands {
  return new Map([...COMMANDS].flatMap(([id, { [page]: check }]) => (check ? [[id, check] as const] : [])));
}
