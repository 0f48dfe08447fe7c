/** Registers the commands of the table. */
import * as vscode from 'vscode';
import { DisposableStore, type Disposable } from '../../base/disposable.ts';
import type { CommandContext } from './table/row.ts';
import { COMMANDS } from './table/table.ts';

/** A handler that fails is told to the user once, and never throws into VS Code's own dialog. */
export function registerCommands(context: CommandContext): Disposable {
  const owned = new DisposableStore();
  const { log } = context.services;
  for (const [id, { run }] of COMMANDS) {
    owned.add(
      vscode.commands.registerCommand(id, async (...args: unknown[]) => {
        log.channel.trace(`command ${id}`);
        try {
          return await run(context, ...args);
        } catch (error) {
          log.report(error);
          return undefined;
        }
      }),
    );
  }
  return owned;
}
