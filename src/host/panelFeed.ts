/**
 * Keeps one panel up to date: a snapshot when it is ready, visible again or has missed something, then what happens.
 * A hidden panel gets nothing. Free of vscode, so that it is tested in plain Node.
 */
import { DisposableStore, type Disposable } from '../base/disposable.ts';
import type { PanelMessage } from '../protocol/types.ts';
import type { RunManager, Shown } from './runManager.ts';

/** The part of a webview that the feed needs. */
interface PanelPort {
  readonly visible: () => boolean;
  readonly post: (message: PanelMessage) => void;
}

/** Specs that an empty panel offers to train. */
/** The answer to the panel's question about a run's predictions; null if no run is shown. */
type Predict = (shown: Shown) => Promise<PanelMessage | null>;

type FindSpecs = () => Promise<readonly { readonly path: string; readonly label: string }[]>;

export class PanelFeed implements Disposable {
  readonly #manager: RunManager;
  readonly #port: PanelPort;
  readonly #findSpecs: FindSpecs;
  readonly #predict: Predict;
  readonly #owned = new DisposableStore();
  #ready = false;
  /** What the panel was last told in whole; a change of identity means a new snapshot. */
  #told: Shown | null = null;

  constructor(manager: RunManager, port: PanelPort, findSpecs: FindSpecs, predict: Predict) {
    this.#manager = manager;
    this.#port = port;
    this.#findSpecs = findSpecs;
    this.#predict = predict;
    this.#owned.add(
      manager.onShown.on((shown) => {
        if (this.#listening && shown !== this.#told) void this.#tell();
      }),
    );
    this.#owned.add(
      manager.onMessage.on((message) => {
        if (this.#listening && this.#told === manager.shown) port.post(message);
      }),
    );
  }

  /** The panel says that it can take messages, or that it has missed some. */
  async ready(): Promise<void> {
    this.#ready = true;
    await this.#tell();
  }

  /** The panel asks what the network predicts; the answer comes only if it still shows that run. */
  async predictions(): Promise<void> {
    const shown = this.#told;
    const isSeen = (): boolean => this.#listening && this.#told === shown;
    if (shown === null || !isSeen()) return;
    const answer = await this.#predict(shown);
    if (answer !== null && isSeen()) this.#port.post(answer);
  }

  /** The panel has become visible or has been hidden; a page that was thrown away meanwhile says `ready` as well. */
  async visibilityChanged(): Promise<void> {
    this.#told = null;
    if (this.#listening) await this.#tell();
  }

  get #listening(): boolean {
    return this.#ready && this.#port.visible();
  }

  async #tell(): Promise<void> {
    const shown = this.#manager.shown;
    this.#told = shown;
    switch (shown.kind) {
      case 'nothing': {
        const specs = await this.#findSpecs();
        if (this.#told === shown && this.#listening) this.#port.post({ type: 'empty', specs });
        return;
      }
      case 'preparing':
        this.#port.post({ type: 'preparing', name: shown.name, done: shown.done, total: shown.total });
        return;
      case 'queued':
        this.#port.post({
          type: 'queued',
          name: shown.name,
          running: shown.running,
          before: shown.before,
        });
        return;
      case 'live': {
        this.#port.post(shown.session.snapshot());
        const twin = this.#manager.twinOf(shown.session);
        if (twin) this.#port.post({ type: 'beside', twin: twin.snapshot() });
        return;
      }
      case 'record':
        this.#port.post(shown.snapshot);
        if (shown.twin) this.#port.post({ type: 'beside', twin: shown.twin });
        return;
      case 'comparison':
        this.#port.post({ type: 'compare', comparison: shown.state });
        for (const [runId, frame] of shown.frames ?? []) this.#port.post({ type: 'frame', runId, frame });
        return;
    }
  }

  dispose(): void {
    this.#owned.dispose();
  }
}
