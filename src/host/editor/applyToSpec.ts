/** Results of the panel written into the spec: the values of a run, the winner of a comparison. */
import { sentence } from '../../base/problems/host.ts';
import * as vscode from 'vscode';
import { NnError } from '../../base/errors.ts';
import { bestRow, leaderboard } from '../../run/comparison/leaderboard.ts';
import type { Control } from '../../run/controls/control.ts';
import type { RunInfo } from '../../run/run.ts';
import type { ResolvedSpec } from '../../format/types.ts';
import { documentEdit, indentationOf } from './documentEdit.ts';
import { liveValues } from '../../app/liveValues.ts';
import type { Services } from '../services.ts';
import { inform, warn } from '../show.ts';
import { type SpecValue, valuesChange } from '../../app/edits/specEdit.ts';
import { winnerValues } from '../../app/winnerValues.ts';
import { specLabel } from './specFiles.ts';

interface OpenSpec {
  readonly document: vscode.TextDocument;
  readonly spec: ResolvedSpec;
}

/** @throws NnError NN-HOST-SPEC-BROKEN if the text in the editor or file is no valid spec now */
export async function openSpec({ documents }: Services, specPath: string): Promise<OpenSpec> {
  const uri = vscode.Uri.file(specPath);
  const document = await vscode.workspace.openTextDocument(uri);
  const { spec } = documents.state(document).loaded;
  if (spec) return { document, spec };
  await vscode.window.showTextDocument(document, { preserveFocus: true });
  throw new NnError(sentence('NN-HOST-SPEC-BROKEN', { name: specLabel(uri) }));
}

/** Puts the values into the document as one step of undo, unsaved, and shows it. */
export async function writeValues(
  document: vscode.TextDocument,
  values: readonly SpecValue[],
): Promise<void> {
  const change = valuesChange(document.getText(), values, indentationOf(document));
  await vscode.workspace.applyEdit(documentEdit(document, change));
  const at = document.positionAt(change.start);
  await vscode.window.showTextDocument(document, { selection: new vscode.Range(at, at), preview: false });
}

/** The run that the panel shows, with the values it has now. */
export function shownRun({ manager }: Services): { run: RunInfo; controls: readonly Control[] } {
  const { shown } = manager;
  if (shown.kind === 'live') return { run: shown.session.run, controls: shown.session.controls };
  if (shown.kind === 'record') return { run: shown.snapshot.run, controls: shown.snapshot.controls };
  throw new NnError(sentence('NN-HOST-NO-RUN.shown'));
}

/** Writes the values that the shown run has now into its spec. */
export async function applyToSpec(services: Services): Promise<void> {
  const { run, controls } = shownRun(services);
  const { document, spec } = await openSpec(services, run.specPath);
  const { values, missing } = liveValues(controls, spec, run.plan);
  if (missing.length > 0) {
    const text = vscode.l10n.t('The spec no longer has {0}: their values are left out.', missing.join(', '));
    void warn(text);
  }
  if (values.length > 0) await writeValues(document, values);
  else void inform(vscode.l10n.t('The spec already has these values.'));
}

/** Writes the best of the shown comparison into the spec, or the row of this name. */
export async function useWinner(services: Services, group?: unknown): Promise<void> {
  const { shown } = services.manager;
  const { runs, specPath } =
    shown.kind === 'comparison' ? shown.comparison.state : { runs: [], specPath: '' };
  const rows = leaderboard(runs);
  const row = typeof group === 'string' ? rows.find((one) => one.group === group) : bestRow(rows);
  if (!row) throw new NnError(sentence('NN-HOST-NO-COMPARISON'));
  const { document, spec } = await openSpec(services, specPath);
  const values = winnerValues(document.getText(), specPath, spec, row.first);
  if (values.length > 0) {
    await writeValues(document, values);
    return;
  }
  const text = vscode.l10n.t('The spec already has {0}.', row.group);
  void inform(text);
}
