/** The spec that a command is about: the given one, the active editor's, or one that the user picks. */
import * as vscode from 'vscode';
import { byDepth, requireAllowedSpec, SPEC_SUFFIX, specName } from '../../app/specFiles.ts';
import { SPEC_EXCLUDE, SPEC_GLOB } from '../ids.ts';
import { allowedRoots } from '../settings.ts';
import { inform, pick } from '../show.ts';

export const isSpec = (uri: vscode.Uri): boolean => uri.scheme === 'file' && uri.path.endsWith(SPEC_SUFFIX);

/** File name without the suffix, as runs and charts show it until the spec's own name is known. */
export const specLabel = (uri: vscode.Uri): string => specName(uri.fsPath);

/** The workspace's specs by path, the shortest paths first, at most 100. */
export async function findSpecs(): Promise<readonly vscode.Uri[]> {
  const found = await vscode.workspace.findFiles(SPEC_GLOB, SPEC_EXCLUDE, 100);
  return found.sort((a, b) => byDepth(a.path, b.path));
}

/**
 * The spec a command is about, or undefined if the user picked none. `argument` is what a menu (a Uri), a CodeLens
 * or the panel (a path) hands over.
 * @throws NnError NN-HOST-UNTRUSTED where it may lie outside of a workspace that is not trusted
 */
export async function resolveSpec(argument: unknown): Promise<vscode.Uri | undefined> {
  const uri = await namedSpec(argument);
  if (uri?.scheme === 'file') requireAllowedSpec(uri.fsPath, allowedRoots());
  return uri;
}

async function namedSpec(argument: unknown): Promise<vscode.Uri | undefined> {
  if (argument instanceof vscode.Uri) return argument;
  if (typeof argument === 'string') {
    const uri = vscode.Uri.file(argument);
    return isSpec(uri) ? uri : undefined;
  }
  const active = vscode.window.activeTextEditor?.document.uri;
  if (active && isSpec(active)) return active;
  return pickSpec();
}

async function pickSpec(): Promise<vscode.Uri | undefined> {
  const specs = await findSpecs();
  if (specs.length <= 1) {
    if (specs[0]) return specs[0];
    const open = vscode.l10n.t('Open Example…');
    const text = vscode.l10n.t('There is no file that ends in {0} in this workspace.', SPEC_SUFFIX);
    const own = vscode.l10n.t('New Spec from Data…');
    const choice = await inform(text, own, open);
    if (choice === own) void vscode.commands.executeCommand('nnspec.newSpec');
    if (choice === open) void vscode.commands.executeCommand('nnspec.openExample');
    return undefined;
  }
  const items = specs.map((uri) => ({
    label: specLabel(uri),
    description: vscode.workspace.asRelativePath(uri),
    uri,
  }));
  const picked = await pick(items, {
    title: vscode.l10n.t('Which spec?'),
    matchOnDescription: true,
  });
  return picked?.uri;
}
