/** Who answers a panel that asks what the network predicts: the run's own worker, or one opened for a run that has ended. */
import type { Disposable } from '../base/disposable.ts';
import { NnError } from '../base/errors.ts';
import type { PanelPredictions } from '../protocol/panel.ts';
import type { Predictor } from '../session/predictor.ts';
import type { RunManager } from './runManager.ts';
import type { Shown } from './shown.ts';

/** A worker that nobody asks for this long is let go, and its memory with it. */
const IDLE = 60_000;

export class Predictors implements Disposable {
  readonly #manager: RunManager;
  readonly #open: (folder: string) => Promise<Predictor>;
  #opened: { readonly folder: string; readonly predictor: Promise<Predictor> } | null = null;
  #timer: ReturnType<typeof setTimeout> | null = null;
  readonly #listening: Disposable;

  constructor(manager: RunManager, open: (folder: string) => Promise<Predictor>) {
    this.#manager = manager;
    this.#open = open;
    // A run that went on has other weights than those that were read before.
    this.#listening = manager.onEnd.on(({ session }) => {
      if (session.folder === this.#opened?.folder) this.#letGo();
    });
  }

  /** The answer about the run in `shown`, or why there is none; null if no run is shown. Never rejects. */
  async ask(shown: Shown): Promise<PanelPredictions | null> {
    const { active } = this.#manager;
    if (shown.kind !== 'live' && shown.kind !== 'record') return null;
    const runId = shown.kind === 'live' ? shown.session.run.id : shown.snapshot.run.id;
    const folder = shown.kind === 'live' ? shown.session.folder : shown.folder;
    try {
      if (shown.kind === 'live' && shown.session === active) {
        return { runId, predictions: await active.predictions() };
      }
      if (folder === null) return { runId, predictions: null, message: '' };
      const predictor = await this.#predictorOf(folder);
      return { runId, predictions: await predictor.predictions() };
    } catch (error) {
      if (!NnError.is(error)) throw error;
      return { runId, predictions: null, message: error.message };
    }
  }

  #predictorOf(folder: string): Promise<Predictor> {
    if (this.#opened?.folder !== folder) {
      this.#letGo();
      this.#opened = { folder, predictor: this.#open(folder) };
      this.#opened.predictor.catch(() => {
        // Whoever asks next shall try anew: the file may be there by then.
        if (this.#opened?.folder === folder) this.#opened = null;
      });
    }
    if (this.#timer !== null) clearTimeout(this.#timer);
    this.#timer = setTimeout(() => {
      this.#letGo();
    }, IDLE);
    return this.#opened.predictor;
  }

  #letGo(): void {
    if (this.#timer !== null) clearTimeout(this.#timer);
    this.#timer = null;
    void this.#opened?.predictor.then(
      (predictor) => {
        predictor.dispose();
      },
      () => undefined,
    );
    this.#opened = null;
  }

  dispose(): void {
    this.#listening.dispose();
    this.#letGo();
  }
}
