/** A spec for a data file: asks for the target, the likeliest first, and opens the spec beside the data. */
import { sentence } from '../../base/problems/data.ts';
import path from 'node:path';
import * as vscode from 'vscode';
import { NnError } from '../../base/errors.ts';
import type { TargetCandidate } from '../../plan/proposal.ts';
import { isThere, requirePlainFolder } from '../../runs/folder/safePaths.ts';
import { formatAt, proposeSpec, specBeside } from '../../session/ownData/proposeSpec.ts';
import { SPEC_SUFFIX } from '../../app/specFiles.ts';
import { labelText } from '../../app/showText.ts';
import type { Services } from '../services.ts';
import { SPEC_EXCLUDE } from '../ids.ts';
import { workerOptions } from '../sessionOptions.ts';
import { pick } from '../show.ts';

const DATA_GLOB =
  '**/{*.{csv,tsv,tab,jsonl,ndjson,npy,npz,parquet},*.{csv,tsv,tab,jsonl,ndjson,json}.gz,*[.-]idx3-ubyte*}';
const MOST_FILES = 200;

/**
 * Writes a new spec (a file that is there is kept) and opens it; resolves with its place, or undefined if the user chose
 * no file or no target. `argument` is the data file that a menu hands over.
 */
export async function newSpec(services: Services, argument: unknown): Promise<vscode.Uri | undefined> {
  const data = argument instanceof vscode.Uri ? argument : await pickData();
  if (data?.scheme !== 'file') return undefined;
  const dataPath = data.fsPath;
  const name = path.basename(dataPath);
  const format = formatAt(dataPath);
  if (format === undefined) throw new NnError(sentence('NN-DATA-PROPOSE.format', { file: name }));
  const specPath = await freePath(specBeside(dataPath));
  const { workerPath, memoryLimit, allowedRoots } = workerOptions(services.context);
  const options = { dataPath, format, specPath, workerPath, memoryLimit, allowedRoots };
  const proposeFor = (target: string | null): ReturnType<typeof proposeSpec> =>
    Promise.resolve(
      vscode.window.withProgress(
        { location: vscode.ProgressLocation.Window, title: labelText(vscode.l10n.t('Reading {0}', name)) },
        () => proposeSpec({ ...options, target }),
      ),
    );
  const first = await proposeFor(null);
  const target = await pickTarget(first.candidates, name);
  if (target === undefined) return undefined;
  const { text } = target === first.target ? first : await proposeFor(target);
  // A link in the folder must not lead the new file out of it.
  await requirePlainFolder(path.dirname(specPath));
  const uri = vscode.Uri.file(specPath);
  const edit = new vscode.WorkspaceEdit();
  edit.createFile(uri, { overwrite: false, contents: new TextEncoder().encode(text) });
  if (!(await vscode.workspace.applyEdit(edit)))
    throw new NnError(sentence('NN-DATA-PROPOSE.write', { file: path.basename(specPath) }));
  const isOpen = vscode.window.activeTextEditor?.document.uri.fsPath === dataPath;
  await vscode.window.showTextDocument(uri, isOpen ? { viewColumn: vscode.ViewColumn.Beside } : {});
  return uri;
}

/** The path, or with a number behind its name where a file is there already. */
async function freePath(wanted: string): Promise<string> {
  for (let number = 1; ; number++) {
    const file = number === 1 ? wanted : `${wanted.slice(0, -SPEC_SUFFIX.length)}-${number}${SPEC_SUFFIX}`;
    if (!(await isThere(file))) return file;
  }
}

/** The one data file of the workspace, one that the user picks there, or where there is none one from anywhere. */
async function pickData(): Promise<vscode.Uri | undefined> {
  const active = vscode.window.activeTextEditor?.document.uri;
  if (active?.scheme === 'file' && /\.(?:[ct]sv|tab|jsonl|ndjson)$/i.test(active.path)) return active;
  const found = await vscode.workspace.findFiles(DATA_GLOB, SPEC_EXCLUDE, MOST_FILES);
  if (found.length === 1) return found[0];
  if (found.length > 1) {
    const items = found
      .map((uri) => ({ label: vscode.workspace.asRelativePath(uri), uri }))
      .sort((a, b) => a.label.localeCompare(b.label));
    return (await pick(items, { title: vscode.l10n.t('Which data file?') }))?.uri;
  }
  const chosen = await vscode.window.showOpenDialog({ title: vscode.l10n.t('Which data file?') });
  return chosen?.[0];
}

async function pickTarget(candidates: readonly TargetCandidate[], file: string): Promise<string | undefined> {
  const items = candidates.map(({ column, as, classes }) => ({
    label: column,
    description: as === 'number' ? vscode.l10n.t('a number') : vscode.l10n.t('{0} classes', classes),
    column,
  }));
  const title = vscode.l10n.t('Which column of {0} is to be predicted?', file);
  return (await pick(items, { title, matchOnDescription: true }))?.column;
}
