/** What the tests inside the extension host share: the extension's API, specs of their own, and waiting. */
import assert from 'node:assert/strict';
import path from 'node:path';
import * as vscode from 'vscode';
import type { ExtensionApi } from '../../src/host/extension.ts';
import type { Session, StartResult } from '../../src/session/types.ts';

export async function activate(): Promise<ExtensionApi> {
  const extension = vscode.extensions.getExtension<ExtensionApi>('nnspec.nnspec');
  assert.ok(extension, 'the extension is not installed');
  return extension.activate();
}

export function workspaceFolder(): vscode.Uri {
  const [folder] = vscode.workspace.workspaceFolders ?? [];
  assert.ok(folder, 'no folder is open');
  return folder.uri;
}

/** A small spec on synthetic data; `changes` replace its top-level keys. */
export function smallSpec(changes: Readonly<Record<string, unknown>> = {}): string {
  const spec = {
    formatVersion: 1,
    data: { source: { builtin: 'moons', samples: 200, noise: 0.1 } },
    model: {
      layers: [
        { type: 'dense', units: 8, activation: 'tanh' },
        { type: 'dropout', rate: 0.2 },
        { type: 'dense', units: 2, activation: 'softmax' },
      ],
    },
    loss: 'categoricalCrossentropy',
    metrics: ['accuracy'],
    optimizer: { type: 'adam', learningRate: 0.01 },
    training: { epochs: 3, batchSize: 20 },
    ...changes,
  };
  return `${JSON.stringify(spec, null, 2)}\n`;
}

/** A run that does not end by itself within a test. */
export const ENDLESS = { training: { epochs: 1_000_000, batchSize: 20 } } as const;

/** Writes a spec into the workspace; `name` without the suffix. */
export async function writeSpec(name: string, text: string): Promise<vscode.Uri> {
  const uri = vscode.Uri.joinPath(workspaceFolder(), `${name}.nnspec.json`);
  await vscode.workspace.fs.writeFile(uri, new TextEncoder().encode(text));
  return uri;
}

/** Trains by the command that every menu uses. */
export async function train(uri: vscode.Uri): Promise<Session> {
  const result = await vscode.commands.executeCommand<StartResult | undefined>('nnspec.train', uri);
  assert.ok(result?.session, `${path.basename(uri.fsPath)}: ${JSON.stringify(result?.problems)}`);
  return result.session;
}

type MaybePromise<T> = T | Promise<T>;

/** Waits until `read` gives something; fails with `what` after `milliseconds`. */
export async function until<T>(
  what: string,
  read: () => MaybePromise<T | undefined | null | false>,
  milliseconds = 20_000,
): Promise<T> {
  const limit = Date.now() + milliseconds;
  for (;;) {
    const value = await read();
    if (value !== undefined && value !== null && value !== false) return value;
    if (Date.now() > limit) assert.fail(`waited in vain for: ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 25));
  }
}
