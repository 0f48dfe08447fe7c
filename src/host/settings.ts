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

/** Bytes that the event files and the journal of a run may take. */
export const maxRunSize = (): number => Math.max(1, read('maxRunSize', undefined, 4096)) * BYTES_PER_MIB;

export const checksData = (spec: vscode.Uri): boolean => read('check.data', spec, true);

export const panelPlace = (): 'view' | 'editor' | 'never' => read('panel.openOnTrain', undefined, 'view');

export const notifiesAtEnd = (): boolean => read('panel.notifyAtEnd', undefined, true);

/** An absolute folder with run folders. Below `root` nothing on the way to it may be a link. */
export interface RunsLocation {
  readonly runsFolder: string;
  readonly runsRoot: string;
}

function runsLocationIn(root: string, scope: vscode.Uri): RunsLocation {
  return { runsFolder: path.resolve(root, read('runsFolder', scope, '.nnspec/runs')), runsRoot: root };
}

/** What gets the run folders of a spec. */
export function runsLocation(spec: vscode.Uri): RunsLocation {
  return runsLocationIn(
    vscode.workspace.getWorkspaceFolder(spec)?.uri.fsPath ?? path.dirname(spec.fsPath),
    spec,
  );
}

/** Those of all workspace folders. */
export function allRunsLocations(): readonly RunsLocation[] {
  return (vscode.workspace.workspaceFolders ?? []).map(({ uri }) => runsLocationIn(uri.fsPath, uri));
}

/** Folders outside of which no data is read; null in a trusted workspace: anywhere. */
export function allowedRoots(): readonly string[] | null {
  if (vscode.workspace.isTrusted) return null;
  return (vscode.workspace.workspaceFolders ?? []).map((folder) => folder.uri.fsPath);
}
