/** A session's options from the extension's settings and place. */
import * as vscode from 'vscode';
import type { SessionOptions } from '../session/types.ts';
import * as settings from './settings.ts';

/** The path of the worker and its limits. */
export function workerOptions(
  context: vscode.ExtensionContext,
): Pick<SessionOptions, 'workerPath' | 'memoryLimit' | 'allowedRoots' | 'background'> {
  return {
    workerPath: vscode.Uri.joinPath(context.extensionUri, 'dist', 'worker.js').fsPath,
    memoryLimit: settings.memoryLimit(),
    allowedRoots: settings.allowedRoots(),
    background: true,
  };
}

/** The spec's text may be the editor's unsaved one. */
export function sessionOptions(
  context: vscode.ExtensionContext,
  spec: vscode.Uri,
  specText: string,
): SessionOptions {
  return {
    specPath: spec.fsPath,
    specText,
    ...settings.runsLocation(spec),
    threads: settings.threads(),
    watched: true,
    maxRunSize: settings.maxRunSize(),
    ...workerOptions(context),
  };
}
