/** A layer of the shown run in its spec. */
import * as vscode from 'vscode';
import type { Services } from '../services.ts';
import { inform } from '../show.ts';
import { openSpec, shownRun } from './applyToSpec.ts';

/** Selects the layer in the editor; a spec that no longer has it says so. */
export async function revealLayer(services: Services, layer: unknown): Promise<void> {
  if (typeof layer !== 'string') return;
  const { run } = shownRun(services);
  const { document, spec } = await openSpec(services, run.specPath);
  const index = spec.model.layers.findIndex(({ id }) => id === layer);
  if (index < 0) {
    void inform(vscode.l10n.t('The spec no longer has {0}.', layer));
    return;
  }
  const { parsed } = services.documents.state(document).loaded;
  const at = parsed.locate({ kind: 'spec', path: ['model', 'layers', index], on: 'value' });
  const start = new vscode.Position(at.line - 1, at.column - 1);
  const selection = new vscode.Range(start, start);
  await vscode.window.showTextDocument(document, { selection, preview: false });
}
