/** The extension's settings, read when they are needed so that a change acts at once. */
import { availableParallelism } from 'node:os';
import path from 'node:path';
import * as vscode from 'vscode';
import { SETTINGS_SECTION, type SettingKey } from './ids.ts';

const BYTES_PER_MIB = 1024 * 1024;

function read<T>(key: SettingKey, scope: vscode.Uri | undefined, fallback: T): T {
  return vscode.workspace.getConfiguration(SETTINGS_SECTION, scope).get(key, fallback);
}

/** 0: the engine chooses. */
export const threads = (): number => Math.max(0, Math.trunc(read('threads', undefined, 0)));

/** How many runs train at the same time; the others wait. */
export function runsAtOnce(): number {
  const wanted = Math.trunc(read('runsAtOnce', undefined, 0));
  return wanted > 0 ? wanted : availableParallelism();
}

/** Bytes one run may take. */
export const memoryLimit = (): number => Math.max(16, read('maxMemory', undefined, 2048)) * BYTES_PER_MIB;

export const checksData = (spec: vscode.Uri): boolean => read('check.data', spec, true);

export const panelPlace = (): 'view' | 'editor' | 'never' => read('panel.openOnTrain', undefined, 'view');

export const notifiesAtEnd = (): boolean => read('panel.notifyAtEnd', undefined, true);

/** Absolute folder that gets the run folders of a spec. */
export function runsFolder(spec: vscode.Uri): string {
  const root = vscode.workspace.getWorkspaceFolder(spec)?.uri.fsPath ?? path.dirname(spec.fsPath);
  return path.resolve(root, read('runsFolder', spec, '.nnspec/runs'));
}

/** The runs folders of all workspace folders, each once. */
export function allRunsFolders(): readonly string[] {
  const folders = vscode.workspace.workspaceFolders ?? [];
  const kept = folders.map(({ uri }) => path.resolve(uri.fsPath, read('runsFolder', uri, '.nnspec/runs')));
  return [...new Set(kept)];
}

/** Folders outside of which no data is read; null in a trusted workspace: anywhere. */
export function allowedRoots(): readonly string[] | null {
  if (vscode.workspace.isTrusted) return null;
  return (vscode.workspace.workspaceFolders ?? []).map((folder) => folder.uri.fsPath);
}
