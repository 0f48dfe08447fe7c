/** Copies an example and the files it names into the user's folder and opens it. */
import { sentence } from '../../base/problems/host.ts';
import path from 'node:path';
import { parse } from 'jsonc-parser';
import * as vscode from 'vscode';
import { NnError } from '../../base/errors.ts';
import { isThere, requirePlainFolder } from '../../runs/folder/safePaths.ts';
import { examplePath } from '../../app/examples.ts';
import { SPEC_SUFFIX } from '../../app/specFiles.ts';
import { CONTEXT_EXAMPLE } from '../ids.ts';
import { pick } from '../show.ts';

interface ExampleItem extends vscode.QuickPickItem {
  /** Name of the example; the title of a stage has none. */
  readonly file?: string;
}

/** The path of examples as a list to pick from, numbered, with a title above each stage. */
function exampleItems(): ExampleItem[] {
  let number = 0;
  return examplePath().flatMap(({ title, stops }): ExampleItem[] => [
    { label: title, kind: vscode.QuickPickItemKind.Separator },
    ...stops.map((stop) => ({
      label: `${(++number).toString()}. ${stop.title}`,
      description: stop.file,
      detail: stop.learn,
      file: stop.file,
    })),
  ]);
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

/** The name of an example that a button gave, or that the user picks from the path of all. */
async function nameOf(argument: unknown): Promise<string | undefined> {
  if (typeof argument !== 'string') {
    const options = { title: vscode.l10n.t('Which example?'), matchOnDescription: true, matchOnDetail: true };
    return (await pick(exampleItems(), options))?.file;
  }
  const known = examplePath().some(({ stops }) => stops.some(({ file }) => file === argument));
  if (!known) throw new NnError(sentence('NN-HOST-NO-EXAMPLE', { name: argument }));
  return argument;
}

/**
 * Asks which example (or takes its name) and opens a copy; nothing that is there already is overwritten. Resolves with
 * the place of the copy, or undefined if the user chose no example or no folder.
 */
export async function openExample(
  context: vscode.ExtensionContext,
  argument: unknown,
): Promise<vscode.Uri | undefined> {
  const name = await nameOf(argument);
  if (name === undefined) return undefined;
  const folder = vscode.Uri.joinPath(context.extensionUri, 'examples');
  const file = `${name}${SPEC_SUFFIX}`;
  const target = await targetFolder();
  if (!target) return undefined;
  const text = await readText(vscode.Uri.joinPath(folder, file));
  for (const needed of [file, ...namedFiles(text)]) {
    const original = vscode.Uri.joinPath(folder, needed);
    const copy = vscode.Uri.joinPath(target, needed);
    // A link in the folder must not lead the copy out of it.
    await requirePlainFolder(path.dirname(copy.fsPath), target.fsPath);
    // Data that is not shipped is for the user to fetch, as the spec's comments say.
    if (!(await isThere(copy.fsPath)) && (await exists(original)))
      await vscode.workspace.fs.copy(original, copy);
  }
  const spec = vscode.Uri.joinPath(target, file);
  await vscode.window.showTextDocument(spec);
  await vscode.commands.executeCommand('setContext', CONTEXT_EXAMPLE, name);
  return spec;
}

/** The commands that a step of the walkthrough may run on its example. */
const ON_EXAMPLE = new Map([
  ['train', 'nnspec.train'],
  ['lookInside', 'nnspec.lookInsideSpec'],
  ['compare', 'nnspec.compareOptimizers'],
]);

/** Opens an example and runs a command on it, as a step of the walkthrough asks; resolves with what the command gives. */
export async function useExample(
  context: vscode.ExtensionContext,
  name: unknown,
  use: unknown,
): Promise<unknown> {
  const command = ON_EXAMPLE.get(String(use));
  const spec = await openExample(context, name);
  return command !== undefined && spec ? vscode.commands.executeCommand(command, spec) : undefined;
}
