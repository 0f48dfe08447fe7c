/** Keeps the context keys of the manifest's `when` clauses in step with the run that commands are about. */
import * as vscode from 'vscode';
import { DisposableStore, type Disposable } from '../../base/disposable.ts';
import { CONTEXT_RUN_STATE } from '../ids.ts';
import type { RunManager } from '../../app/runManager.ts';

export function createContextKeys(manager: RunManager): Disposable {
  const owned = new DisposableStore();
  let told = '';
  const tell = (): void => {
    const { state } = manager;
    if (state === told) return;
    told = state;
    void vscode.commands.executeCommand('setContext', CONTEXT_RUN_STATE, state);
  };
  owned.add(manager.onShown.on(tell));
  // A run out of view begins, pauses or ends.
  owned.add(manager.onRuns.on(tell));
  return owned;
}
