/**
 * Keeps one panel up to date: a snapshot when it is ready, visible again or has missed something, then what happens.
 * Nothing is sent before the panel has drawn what was sent last: a run can end thousands of epochs a second, and what
 * a window cannot take in piles up in front of everything else that it has to do. A hidden panel gets nothing. Free of
 * vscode, so that it is tested in plain Node.
 */
import { DisposableStore, type Disposable } from '../../base/disposable.ts';
import type { PanelMessage, PanelPredictions, WantedWeights } from '../../protocol/panel.ts';
import { PanelBacklog } from './panelBacklog.ts';
import { refusedMessage } from './refusal.ts';
import type { RunManager } from '../runManager.ts';
import type { Shown } from './shown.ts';

/** The part of a webview that the feed needs. */
interface PanelPort {
  readonly visible: () => boolean;
  /** Sends messages that are drawn at once. */
  readonly send: (messages: readonly PanelMessage[]) => void;
}

/** The answer to the panel's question about a run's predictions; null if no run is shown. */
type Predict = (shown: Shown, weights: WantedWeights) => Promise<PanelPredictions | null>;

/** Specs that an empty panel offers to train. */
type FindSpecs = () => Promise<readonly { readonly path: string; readonly label: string }[]>;

/**
 * Batches sent but not drawn. With one, every step would wait for the way of the answer to the one before, which is far
 * where the window is not on the machine that trains; with three, they wait in line where the window is slow.
 */
const IN_FLIGHT = 2;

export class PanelFeed implements Disposable {
  readonly #manager: RunManager;
  readonly #port: PanelPort;
  readonly #findSpecs: FindSpecs;
  readonly #predict: Predict;
  readonly #owned = new DisposableStore();
  #ready = false;
  /** Batches that the panel has not drawn yet. */
  #inFlight = 0;
  readonly #backlog = new PanelBacklog();
  /** The last snapshot's subject; a change of identity means a new snapshot. */
  #told: Shown | null = null;

  constructor(manager: RunManager, port: PanelPort, findSpecs: FindSpecs, predict: Predict) {
    this.#manager = manager;
    this.#port = port;
    this.#findSpecs = findSpecs;
    this.#predict = predict;
    this.#owned.add(
      manager.onShown.on((shown) => {
        if (this.#listening && shown !== this.#told) void this.#publish();
      }),
    );
    this.#owned.add(
      manager.onMessage.on((message) => {
        if (this.#listening && this.#told === manager.shown) this.#post(message);
      }),
    );
  }

  /** The panel says that it can take messages, or that it has missed some. */
  async ready(): Promise<void> {
    this.#ready = true;
    this.#inFlight = 0;
    await this.#publish();
  }

  /** The panel has drawn one more batch. */
  taken(): void {
    // An answer may come from a page that is no more.
    this.#inFlight = Math.max(0, this.#inFlight - 1);
    this.#send();
  }

  /** The network's predictions; null if the panel does not show that run, or no longer. */
  async predictions(weights: WantedWeights): Promise<PanelPredictions | null> {
    const shown = this.#told;
    const isSeen = (): boolean => this.#listening && this.#told === shown;
    if (shown === null || !isSeen()) return null;
    const answer = await this.#predict(shown, weights);
    return isSeen() ? answer : null;
  }

  /** The panel has become visible or has been hidden; a page that was thrown away meanwhile says `ready` as well. */
  async visibilityChanged(): Promise<void> {
    this.#told = null;
    // A page that is hidden does not draw.
    this.#inFlight = 0;
    this.#backlog.clear();
    if (this.#listening) await this.#publish();
  }

  #post(message: PanelMessage): void {
    this.#backlog.add(message);
    this.#send();
  }

  #send(): void {
    if (this.#inFlight >= IN_FLIGHT || !this.#listening || this.#backlog.isEmpty) return;
    if (this.#backlog.overflows) {
      void this.#publish();
      return;
    }
    this.#inFlight++;
    this.#port.send(this.#backlog.take());
  }

  get #listening(): boolean {
    return this.#ready && this.#port.visible();
  }

  async #publish(): Promise<void> {
    const shown = this.#manager.shown;
    this.#told = shown;
    this.#backlog.clear();
    switch (shown.kind) {
      case 'nothing': {
        const specs = await this.#findSpecs();
        if (this.#told === shown && this.#listening) this.#post({ type: 'empty', specs });
        return;
      }
      case 'preparing':
        this.#post({ type: 'preparing', name: shown.name, done: shown.done, total: shown.total });
        return;
      case 'queued':
        this.#post({
          type: 'queued',
          name: shown.name,
          running: shown.running,
          before: shown.before,
        });
        return;
      case 'refused':
        this.#post(refusedMessage(shown));
        return;
      case 'live': {
        this.#post({ type: 'snapshot', ...shown.session.snapshot(), ...backOf(shown) });
        const twin = this.#manager.twinOf(shown.session);
        if (twin) this.#post({ type: 'beside', twin: twin.snapshot() });
        return;
      }
      case 'record':
        this.#post({ type: 'snapshot', ...shown.snapshot, ...backOf(shown) });
        if (shown.twin) this.#post({ type: 'beside', twin: shown.twin });
        return;
      case 'setup':
        this.#post({ type: 'compareSetup', setup: shown.setup });
        return;
      case 'comparison':
        this.#post({ type: 'compare', ...shown.comparison.snapshot() });
        return;
    }
  }

  dispose(): void {
    this.#owned.dispose();
  }
}

/** The name of the comparison that a run was opened from. */
function backOf({ from }: Extract<Shown, { kind: 'live' | 'record' }>): { back?: string } {
  return from ? { back: from.state.name } : {};
}
