/** Keeps the context keys of the manifest's `when` clauses in step with the shown run. */
import * as vscode from 'vscode';
import type { Disposable } from '../base/disposable.ts';
import { CONTEXT_RUN_STATE } from './ids.ts';
import type { RunManager } from './runManager.ts';

export function createContextKeys(manager: RunManager): Disposable {
  let told = '';
  return manager.onShown.on(() => {
    const { state } = manager;
    if (state === told) return;
    told = state;
    void vscode.commands.executeCommand('setContext', CONTEXT_RUN_STATE, state);
  });
}
