/** The extension's settings, read when they are needed so that a change acts at once. */
import path from 'node:path';
import * as vscode from 'vscode';
import { bytesFrom, runsAtOnceFrom, threadsFrom } from '../app/settingValues.ts';
import type { RunsLocation } from '../app/runs/listedRuns.ts';
import { SETTINGS_SECTION, type SettingKey } from './ids.ts';

function read<T>(key: SettingKey, scope: vscode.Uri | undefined, fallback: T): T {
  return vscode.workspace.getConfiguration(SETTINGS_SECTION, scope).get(key, fallback);
}

/** 0: the engine chooses. */
export const threads = (): number => threadsFrom(read('threads', undefined, 0));

/** Number of runs that train at the same time; the others wait. */
export const runsAtOnce = (): number => runsAtOnceFrom(read('runsAtOnce', undefined, 0));

/** Bytes one run may take. */
export const memoryLimit = (): number => bytesFrom(read('maxMemory', undefined, 2048), 16);

/** Bytes that the event files and the journal of a run may take. */
export const maxRunSize = (): number => bytesFrom(read('maxRunSize', undefined, 4096), 1);

export const checksData = (spec: vscode.Uri): boolean => read('check.data', spec, true);

export const panelPlace = (): 'view' | 'editor' | 'never' => read('panel.openOnTrain', undefined, 'view');

export const notifiesAtEnd = (): boolean => read('panel.notifyAtEnd', undefined, true);

/** A going run's numbers behind the layers' lines of its spec. */
export const showsLayerValues = (): boolean => read('editor.layerValues', undefined, true);

function runsLocationIn(root: string, scope: vscode.Uri): RunsLocation {
  return { runsFolder: path.resolve(root, read('runsFolder', scope, '.nnspec/runs')), runsRoot: root };
}

/** The place of a spec's run folders. */
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
