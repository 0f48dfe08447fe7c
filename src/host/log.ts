/** The extension's output channel, and the one way to tell a user of an error. */
import { told } from '../app/told.ts';
import * as vscode from 'vscode';
import type { Disposable } from '../base/disposable.ts';
import { NnError } from '../base/errors.ts';
import { showError } from './show.ts';

export interface Log extends Disposable {
  readonly channel: vscode.LogOutputChannel;
  /** Logs the error in full and shows its message, with a button that opens the log. */
  report(error: unknown): void;
}

export function createLog(): Log {
  const channel = vscode.window.createOutputChannel('NNSpec', { log: true });
  return {
    channel,
    report: (error) => {
      channel.error(error instanceof Error ? error : String(error));
      const known = NnError.is(error);
      const message = known
        ? told(error)
        : vscode.l10n.t('Something went wrong inside NNSpec. The log has the details.');
      const showLog = vscode.l10n.t('Show Log');
      void showError(message, showLog).then((choice) => {
        if (choice === showLog) channel.show(true);
      });
    },
    dispose: () => {
      channel.dispose();
    },
  };
}
