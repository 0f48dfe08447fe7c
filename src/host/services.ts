/** The services that the features share; made once in extension.ts. */
import type * as vscode from 'vscode';
import type { Log } from './log.ts';
import type { RunManager } from '../app/runManager.ts';
import type { SpecDocuments } from './editor/specDocuments.ts';
import type { TrainPanel } from './panel/trainPanel.ts';

export interface Services {
  readonly context: vscode.ExtensionContext;
  readonly log: Log;
  readonly manager: RunManager;
  readonly documents: SpecDocuments;
  readonly panel: TrainPanel;
}
