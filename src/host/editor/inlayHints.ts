/** Behind each layer of the spec: what comes out of it and how many parameters it has, from the plan. */
import * as vscode from 'vscode';
import { DisposableStore, type Disposable } from '../../base/disposable.ts';
import { type Shape, sizeOf } from '../../kinds/shape.ts';
import { SPEC_SELECTOR } from '../ids.ts';
import type { SpecDocuments } from './specDocuments.ts';

export function createInlayHints(documents: SpecDocuments): Disposable {
  const owned = new DisposableStore();
  const changed = owned.add(new vscode.EventEmitter<void>());
  owned.add(
    documents.onChange.on(() => {
      changed.fire();
    }),
  );
  const provider: vscode.InlayHintsProvider = {
    onDidChangeInlayHints: changed.event,
    provideInlayHints: (document, range) => {
      const { plan, loaded } = documents.state(document);
      if (!plan) return [];
      const numbers = new Intl.NumberFormat(vscode.env.language);
      /** `784 (28 × 28)`, or the number alone if there is one axis. */
      const elements = (shape: Shape): string =>
        shape.axes.length > 1 ? `${sizeOf(shape)} (${shape.axes.join(' × ')})` : String(sizeOf(shape));
      return plan.layers.flatMap((layer) => {
        const at = loaded.parsed.locate({
          kind: 'spec',
          path: ['model', 'layers', layer.index],
          on: 'value',
        });
        const end = new vscode.Position(at.endLine - 1, at.endColumn - 1);
        if (!range.contains(end)) return [];
        // Behind the comma: between it and the brace the hint would read as a part of the text.
        const comma = /^\s*,/.exec(document.lineAt(end).text.slice(end.character))?.[0] ?? '';
        const position = end.translate(0, comma.length);
        const count = numbers.format(layer.parameterCount);
        const parameters =
          layer.parameterCount === 0
            ? ''
            : ` · ${layer.parameterCount === 1 ? vscode.l10n.t('1 param') : vscode.l10n.t('{0} params', count)}`;
        const hint = new vscode.InlayHint(
          position,
          `→ [${layer.output.axes.map((axis) => numbers.format(axis)).join(', ')}]${parameters}`,
        );
        hint.paddingLeft = true;
        const { id, input, output } = layer;
        hint.tooltip = vscode.l10n.t(
          'Layer {0}: {1} inputs, {2} outputs',
          ...[id, elements(input), elements(output)],
        );
        return [hint];
      });
    },
  };
  owned.add(vscode.languages.registerInlayHintsProvider(SPEC_SELECTOR, provider));
  return owned;
}
