/** Compare Optimizers… and Compare Settings…: one page of the panel that asks, and what its buttons do. */
import * as vscode from 'vscode';
import { NnError } from '../../base/errors.ts';
import { sentence } from '../../base/problems/host.ts';
import { setupOf } from '../../app/compareSetup.ts';
import { told } from '../../app/told.ts';
import { loadSpec } from '../../format/load.ts';
import type { CompareSetup } from '../../run/comparison/choice.ts';
import { measureSpeed } from '../../session/comparison/estimate.ts';
import type { CompareSpec } from '../../format/types.ts';
import { valuesEdit } from '../editor/documentEdit.ts';
import { resolveSpec } from '../editor/specFiles.ts';
import type { Services } from '../services.ts';
import { sessionOptions } from '../sessionOptions.ts';
import { inform } from '../show.ts';
import { compareOptimizers, parallelRuns } from './compare.ts';
import { showProblems } from './training.ts';

let pages = 0;

/** Shows the page for a spec, and measures its speed meanwhile. */
export async function askComparison(
  services: Services,
  argument: unknown,
  ofSettings: boolean,
): Promise<void> {
  const uri = await resolveSpec(argument);
  if (!uri) return;
  const { manager, documents, context, panel } = services;
  const document = await vscode.workspace.openTextDocument(uri);
  const { spec } = documents.state(document).loaded;
  if (!spec) {
    await showProblems(document, documents.state(document));
    return;
  }
  const id = `setup-${++pages}`;
  const text = document.getText();
  const setup = setupOf(text, uri.fsPath, spec, { id, ofSettings, parallel: parallelRuns() });
  manager.show({ kind: 'setup', setup });
  await panel.reveal();
  const leaving = new AbortController();
  const left = manager.onShown.on((shown) => {
    if (shown.kind !== 'setup' || shown.setup.id !== id) leaving.abort();
  });
  try {
    const speed = await measureSpeed(sessionOptions(context, uri, text), leaving.signal);
    renew(services, id, { speed });
  } finally {
    left.dispose();
  }
}

/** Changes what the page knows, if it is still there. */
function renew({ manager }: Services, id: string, change: Partial<CompareSetup>): void {
  const { shown } = manager;
  if (shown.kind !== 'setup' || shown.setup.id !== id) return;
  manager.show({ kind: 'setup', setup: { ...shown.setup, ...change } });
}

/** The choice of the page, checked by the schema; null after the page was told what is wrong. */
async function checked(
  services: Services,
  specPath: unknown,
  choice: unknown,
): Promise<{ document: vscode.TextDocument; choice: CompareSpec } | null> {
  const { shown } = services.manager;
  if (typeof specPath !== 'string' || shown.kind !== 'setup')
    throw new NnError(sentence('NN-HOST-NO-COMPARISON'));
  const document = await vscode.workspace.openTextDocument(vscode.Uri.file(specPath));
  const { spec, problems } = loadSpec(document.getText(), specPath, [{ path: 'compare', value: choice }]);
  const error = problems.find(({ severity }) => severity === 'error');
  if (spec?.compare) return { document, choice: spec.compare };
  renew(services, shown.setup.id, { problem: error ? told(error) : null });
  return null;
}

/** Trains what the page has chosen. */
export async function startComparison(services: Services, specPath: unknown, choice: unknown): Promise<void> {
  const found = await checked(services, specPath, choice);
  if (found) await compareOptimizers(services, found.document.uri, found.choice);
}

/** Writes what the page has chosen into the spec. */
export async function keepComparison(services: Services, specPath: unknown, choice: unknown): Promise<void> {
  const found = await checked(services, specPath, choice);
  if (!found) return;
  const { document } = found;
  await vscode.workspace.applyEdit(valuesEdit(document, [{ path: ['compare'], value: choice }]));
  await vscode.window.showTextDocument(document, { preview: false, preserveFocus: true });
  void inform(vscode.l10n.t('The spec keeps this comparison.'));
}
