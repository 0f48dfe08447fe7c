/**
 * While a run goes on, its last numbers stand behind each layer's line of the spec, like a debugger's values. Nothing is read
 * or drawn while no editor shows the spec, or while the setting is off.
 */
import * as vscode from 'vscode';
import { LayerReadings, readingText, sparkline, type LayerReading } from '../../app/health/layerReadings.ts';
import type { RunManager } from '../../app/runManager.ts';
import { DisposableStore, type Disposable } from '../../base/disposable.ts';
import type { RunEvent } from '../../run/events/event.ts';
import { isGoing } from '../../run/status.ts';
import type { Session } from '../../session/types.ts';
import { showsLayerValues } from '../settings.ts';
import type { SpecDocuments } from './specDocuments.ts';

/** Milliseconds between two drawings. */
const PAUSE_MS = 250;

const WORDS = {
  dead: (percent: string) => vscode.l10n.t('{0} % dead', percent),
  saturated: (percent: string) => vscode.l10n.t('{0} % saturated', percent),
};

class LayerValues implements Disposable {
  readonly #look = vscode.window.createTextEditorDecorationType({
    after: { margin: '0 0 0 1em', color: new vscode.ThemeColor('editorCodeLens.foreground') },
  });
  readonly #documents: SpecDocuments;
  #session: Session | null = null;
  #readings: LayerReadings | null = null;
  #listening: Disposable | null = null;
  #timer: NodeJS.Timeout | null = null;

  constructor(documents: SpecDocuments) {
    this.#documents = documents;
  }

  follow(session: Session | null): void {
    if (session === this.#session) return;
    this.#listening?.dispose();
    this.#session = session;
    this.#readings = session && isGoing(session.status) ? new LayerReadings(session.run) : null;
    this.#listening =
      session?.onEvent((event) => {
        this.#take(event);
      }) ?? null;
    this.draw();
  }

  /** Draws at once: after a change of the text, the editors or the settings. */
  draw(): void {
    if (this.#timer) clearTimeout(this.#timer);
    this.#timer = null;
    const readings = showsLayerValues() ? (this.#readings?.all() ?? []) : [];
    for (const editor of vscode.window.visibleTextEditors) {
      const isSpec = editor.document.uri.fsPath === this.#session?.run.specPath;
      editor.setDecorations(this.#look, isSpec ? this.#optionsOf(editor.document, readings) : []);
    }
  }

  dispose(): void {
    this.#listening?.dispose();
    if (this.#timer) clearTimeout(this.#timer);
    this.#look.dispose();
  }

  #take(event: RunEvent): void {
    if (event.type === 'end') {
      this.#readings = null;
      this.draw();
    }
    if (!this.#readings || (event.type !== 'frame' && event.type !== 'probe')) return;
    if (!showsLayerValues() || !this.#isShown()) return;
    if (event.type === 'frame') this.#readings.takeFrame(event.frame);
    else this.#readings.takeLook(event.record);
    this.#timer ??= setTimeout(() => {
      this.draw();
    }, PAUSE_MS);
  }

  #isShown(): boolean {
    const path = this.#session?.run.specPath;
    return vscode.window.visibleTextEditors.some(({ document }) => document.uri.fsPath === path);
  }

  #optionsOf(document: vscode.TextDocument, readings: readonly LayerReading[]): vscode.DecorationOptions[] {
    const { spec, parsed } = this.#documents.state(document).loaded;
    if (!spec) return [];
    return readings.flatMap((reading): vscode.DecorationOptions[] => {
      const index = spec.model.layers.findIndex(({ id }) => id === reading.layer);
      if (index < 0) return [];
      const { line } = parsed.locate({ kind: 'spec', path: ['model', 'layers', index], on: 'value' });
      const { end } = document.lineAt(line - 1).range;
      const contentText = readingText(reading, WORDS);
      return [
        {
          range: new vscode.Range(end, end),
          hoverMessage: hoverOf(reading),
          renderOptions: { after: { contentText } },
        },
      ];
    });
  }
}

function hoverOf(reading: LayerReading): vscode.MarkdownString {
  const { layer, step, course } = reading;
  const text = new vscode.MarkdownString();
  text.appendText(vscode.l10n.t('{0} at step {1}', layer, step));
  text.appendCodeblock(`${sparkline(course)}\n${readingText(reading, WORDS)}`, 'text');
  text.appendText(
    vscode.l10n.t(
      'The gradient norm on a logarithmic scale, and the size of the last update beside the weights.',
    ),
  );
  return text;
}

/** Values of the live run in view. */
export function createLayerValues(documents: SpecDocuments, manager: RunManager): Disposable {
  const owned = new DisposableStore();
  const values = owned.add(new LayerValues(documents));
  const draw = (): void => {
    values.draw();
  };
  owned.add(
    manager.onShown.on((shown) => {
      values.follow(shown.kind === 'live' ? shown.session : null);
    }),
  );
  owned.add(documents.onChange.on(draw));
  owned.add(vscode.window.onDidChangeVisibleTextEditors(draw));
  owned.add(vscode.workspace.onDidChangeConfiguration(draw));
  return owned;
}
