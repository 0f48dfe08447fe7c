/** The spec of a run as it was: a document that cannot be edited, and two of them side by side. */
import path from 'node:path';
import { parse } from 'jsonc-parser';
import * as vscode from 'vscode';
import { SPEC_FILE, readRunFile } from '../../runs/folder/runFile.ts';
import { readPlainText } from '../../runs/folder/safePaths.ts';
import { applyOverrides } from '../../format/overrides.ts';
import { RUN_SPEC_SCHEME } from '../ids.ts';
import type { Services } from '../services.ts';
import { inform } from '../show.ts';
import { changed, valuesChange } from '../../app/edits/specEdit.ts';
import { foldersOf, type ListedRun } from '../../app/runs/listedRuns.ts';
import { specDiffText, type TrainedSpec } from '../../app/runs/specDiff.ts';
import { readUserData } from '../../runs/folder/userData.ts';
import { resolveRun, resolveRuns } from './workspaceRuns.ts';

const INDENTATION = { tabSize: 2, insertSpaces: true } as const;

/**
 * Not `.nnspec.json`: nothing that trains or checks specs is offered for it. The query is the run's folder; the
 * path is what the tab shows.
 */
function specUri(run: ListedRun): vscode.Uri {
  const path = `/${withoutSlashes(run.name)}.jsonc`;
  return vscode.Uri.from({ scheme: RUN_SPEC_SCHEME, path, query: run.folder });
}

/** A name that is one part of a path. */
export function withoutSlashes(name: string): string {
  return name.replaceAll('/', '∕').replaceAll('\\', '∖');
}

/** The text that was trained: the file's, with what `--set` or a comparison changed put in its place. */
async function trainedText(folder: string): Promise<string> {
  const { overrides } = await readRunFile(folder);
  const text = await readPlainText(path.join(folder, SPEC_FILE));
  if (overrides.length === 0) return text;
  const { paths } = applyOverrides(parse(text), overrides, () => undefined);
  const values = paths.map((at, index) => ({ path: at, value: overrides[index]?.value ?? undefined }));
  return changed(text, valuesChange(text, values, INDENTATION));
}

/** Authority of the documents that compare two specs; their query is the folders of both runs. */
const DIFFERENCES = 'differences';

async function trainedSpec(folder: string): Promise<TrainedSpec> {
  const [{ name, spec }, user, text] = [
    await readRunFile(folder),
    await readUserData(folder),
    await trainedText(folder),
  ];
  return { name: user.name ?? name, spec, text };
}

async function differencesText(query: string): Promise<string> {
  const folders: unknown = JSON.parse(query);
  const [left, right] = foldersOf(folders);
  if (left === undefined || right === undefined) return '';
  return specDiffText(await trainedSpec(left), await trainedSpec(right));
}

export const runSpecProvider: vscode.TextDocumentContentProvider = {
  provideTextDocumentContent: ({ authority, query }) =>
    authority === DIFFERENCES ? differencesText(query) : trainedText(query),
};

/** Opens the spec of a run as it was. */
export async function showRunSpec(services: Services, argument: unknown): Promise<void> {
  const run = await resolveRun(services.manager, argument);
  if (!run) return;
  const document = await vscode.workspace.openTextDocument(specUri(run));
  await vscode.window.showTextDocument(document, { preview: true });
}

/** The two runs whose specs are compared, the older one first; undefined where they were not chosen. */
async function twoRuns(
  { manager }: Services,
  argument: unknown,
  selected: unknown,
): Promise<readonly [ListedRun, ListedRun] | undefined> {
  let runs = await resolveRuns(manager, argument, selected, { several: true });
  const [only] = runs;
  if (only && runs.length === 1) {
    const other = await resolveRun(manager, undefined, (run) => run.folder !== only.folder);
    if (!other) return undefined;
    runs = [only, other];
  }
  const [left, right] = [...runs].sort((a, b) => (a.startedAt < b.startedAt ? -1 : 1));
  if (!left || !right) return undefined;
  if (runs.length > 2) {
    void inform(vscode.l10n.t('Select two runs to see what their specs differ in.'));
    return undefined;
  }
  return [left, right];
}

/** Opens a document with the settings in which the specs of two runs differ. */
export async function diffRunSpecs(services: Services, argument: unknown, selected: unknown): Promise<void> {
  const runs = await twoRuns(services, argument, selected);
  if (!runs) return;
  const [left, right] = runs.map((run) => withoutSlashes(run.name));
  const uri = vscode.Uri.from({
    scheme: RUN_SPEC_SCHEME,
    authority: DIFFERENCES,
    path: `/${left ?? ''} ↔ ${right ?? ''}.txt`,
    query: JSON.stringify(runs.map(({ folder }) => folder)),
  });
  const document = await vscode.workspace.openTextDocument(uri);
  await vscode.window.showTextDocument(document, { preview: true });
}

/** Opens VS Code's diff editor on the texts of the specs of two runs, the older one on the left. */
export async function diffRunTexts(services: Services, argument: unknown, selected: unknown): Promise<void> {
  const runs = await twoRuns(services, argument, selected);
  if (!runs) return;
  const [left, right] = runs;
  const title = vscode.l10n.t('{0} ↔ {1} (specs)', left.name, right.name);
  await vscode.commands.executeCommand('vscode.diff', specUri(left), specUri(right), title, {
    preview: true,
  });
}
