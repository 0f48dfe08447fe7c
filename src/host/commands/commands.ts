/** One table: every command of the manifest has its handler here, and every handler is in the manifest. */
import * as vscode from 'vscode';
import { DisposableStore, type Disposable } from '../../base/disposable.ts';
import { COMMAND_IDS, type CommandId } from '../ids.ts';
import type { Log } from '../log.ts';

/** What a menu, a key, a CodeLens or the panel hands over is unknown until the handler has looked at it. */
type Handler = (...args: readonly unknown[]) => unknown;
export type Handlers = Readonly<Record<CommandId, Handler>>;

/** Registers the table. A handler that fails is told to the user once, and never throws into VS Code's own dialog. */
export function registerCommands(handlers: Handlers, log: Log): Disposable {
  const owned = new DisposableStore();
  for (const id of COMMAND_IDS) {
    const handler = handlers[id];
    owned.add(
      vscode.commands.registerCommand(id, async (...args: unknown[]) => {
        log.channel.trace(`command ${id}`);
        try {
          return await handler(...args);
        } catch (error) {
          log.report(error);
          return undefined;
        }
      }),
    );
  }
  return owned;
}
