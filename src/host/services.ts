/** What the features share; made once in extension.ts. */
import type * as vscode from 'vscode';
import type { Log } from './log.ts';
import type { RunManager } from './runManager.ts';
import type { SpecDocuments } from './specDocuments.ts';
import type { TrainPanel } from './trainPanel.ts';

export interface Services {
  readonly context: vscode.ExtensionContext;
  readonly log: Log;
  readonly manager: RunManager;
  readonly documents: SpecDocuments;
  readonly panel: TrainPanel;
}
