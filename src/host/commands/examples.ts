/** Copies an example and the files it names into the user's folder and opens it. */
import { sentence } from '../../base/problems/host.ts';
import path from 'node:path';
import { parse } from 'jsonc-parser';
import * as vscode from 'vscode';
import { NnError } from '../../base/errors.ts';
import { isThere, requirePlainFolder } from '../../runs/folder/safePaths.ts';
import { SPEC_SUFFIX } from '../../app/specFiles.ts';
import { pick } from '../show.ts';
import { specLabel } from '../editor/specFiles.ts';

interface Example {
  readonly uri: vscode.Uri;
  readonly label: string;
  /** The first comment of the file. */
  readonly detail: string;
  /** Relative paths of the files it reads. */
  readonly files: readonly string[];
}

/** Text of the `//` comments before anything else in a spec, as one line. */
function leadingComment(text: string): string {
  const lines: string[] = [];
  for (const line of text.replace(/^\s*\{/, '').split('\n')) {
    const comment = /^\s*\/\/\s?(.*)$/.exec(line)?.[1];
    if (comment !== undefined) lines.push(comment.trim());
    else if (line.trim() !== '') break;
  }
  return lines.join(' ');
}

/** Every relative path in `data` and `training.initialWeights` of a spec's text, and the scripts that its comments name. */
function namedFiles(text: string): readonly string[] {
  const spec: unknown = parse(text);
  const found = new Set<string>();
  const visit = (value: unknown, key: string): void => {
    if (typeof value === 'string') {
      const isPath = ['source', 'images', 'labels', 'initialWeights'].includes(key);
      if (isPath && !path.isAbsolute(value) && !value.split('/').includes('..')) found.add(value);
    } else if (typeof value === 'object' && value !== null) {
      for (const [name, inner] of Object.entries(value)) visit(inner, name);
    }
  };
  visit(spec, '');
  // A script that fetches the data, named in a comment.
  for (const [script] of text.matchAll(/\bscripts\/[\w-]+\.mjs\b/g)) found.add(script);
  return [...found];
}

async function readText(uri: vscode.Uri): Promise<string> {
  return new TextDecoder().decode(await vscode.workspace.fs.readFile(uri));
}

async function listExamples(folder: vscode.Uri): Promise<Example[]> {
  const entries = await vscode.workspace.fs.readDirectory(folder);
  const names = entries.map(([name]) => name).filter((name) => name.endsWith(SPEC_SUFFIX));
  return Promise.all(
    names.map(async (name) => {
      const uri = vscode.Uri.joinPath(folder, name);
      const text = await readText(uri);
      return { uri, label: specLabel(uri), detail: leadingComment(text), files: namedFiles(text) };
    }),
  );
}

async function exists(uri: vscode.Uri): Promise<boolean> {
  try {
    await vscode.workspace.fs.stat(uri);
    return true;
  } catch {
    return false;
  }
}

/** The folder that gets the example: the workspace's first, or one that the user chooses. */
async function targetFolder(): Promise<vscode.Uri | undefined> {
  const [workspaceFolder] = vscode.workspace.workspaceFolders ?? [];
  if (workspaceFolder) return workspaceFolder.uri;
  const chosen = await vscode.window.showOpenDialog({
    canSelectFiles: false,
    canSelectFolders: true,
    openLabel: vscode.l10n.t('Copy Example Here'),
    title: vscode.l10n.t('Which folder gets the example?'),
  });
  return chosen?.[0];
}

/** Asks which example (or takes its name) and opens a copy; nothing that is there already is overwritten. */
export async function openExample(context: vscode.ExtensionContext, name: unknown): Promise<void> {
  const folder = vscode.Uri.joinPath(context.extensionUri, 'examples');
  const examples = await listExamples(folder);
  const example =
    typeof name === 'string'
      ? examples.find(({ label }) => label === name)
      : await pick(examples, {
          title: vscode.l10n.t('Which example?'),
          matchOnDetail: true,
        });
  if (!example) {
    if (typeof name !== 'string') return;
    throw new NnError(sentence('NN-HOST-NO-EXAMPLE', { name }));
  }
  const target = await targetFolder();
  if (!target) return;
  const spec = vscode.Uri.joinPath(target, path.basename(example.uri.fsPath));
  for (const file of [path.basename(example.uri.fsPath), ...example.files]) {
    const original = vscode.Uri.joinPath(folder, file);
    const copy = vscode.Uri.joinPath(target, file);
    // A link in the folder must not lead the copy out of it.
    await requirePlainFolder(path.dirname(copy.fsPath), target.fsPath);
    // Data that is not shipped is for the user to fetch, as the spec's comments say.
    if (!(await isThere(copy.fsPath)) && (await exists(original)))
      await vscode.workspace.fs.copy(original, copy);
  }
  await vscode.window.showTextDocument(spec);
}
