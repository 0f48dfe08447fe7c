/** Answers a panel that asks for predictions, with the run's own worker or with one opened for a run that has ended. */
import type { Disposable } from '../../base/disposable.ts';
import { NnError } from '../../base/errors.ts';
import type { PanelPredictions, WantedWeights } from '../../protocol/panel.ts';
import type { PredictionWorker } from '../../session/predictionWorker.ts';
import type { RunManager } from '../runManager.ts';
import { told } from '../told.ts';
import type { Shown } from './shown.ts';

/** An idle worker is released after this time, and its memory with it. */
const IDLE = 60_000;

/** Opens a worker with the weights of a run folder. */
type Open = (folder: string, weights: WantedWeights) => Promise<PredictionWorker>;

export class ShownPredictions implements Disposable {
  readonly #manager: RunManager;
  readonly #open: Open;
  #opened: {
    readonly folder: string;
    readonly weights: WantedWeights;
    readonly worker: Promise<PredictionWorker>;
  } | null = null;
  #timer: ReturnType<typeof setTimeout> | null = null;
  readonly #listening: Disposable;

  constructor(manager: RunManager, open: Open) {
    this.#manager = manager;
    this.#open = open;
    // A run that went on has other weights than those that were read before.
    this.#listening = manager.onEnd.on(({ session }) => {
      if (session.folder === this.#opened?.folder) this.#release();
    });
  }

  /**
   * The answer about the run in `shown`, or why there is none; null if no run is shown. A run that trains has its present
   * weights, whatever is wanted. Never rejects.
   */
  async ask(shown: Shown, weights: WantedWeights): Promise<PanelPredictions | null> {
    const { active } = this.#manager;
    if (shown.kind !== 'live' && shown.kind !== 'record') return null;
    const runId = shown.kind === 'live' ? shown.session.run.id : shown.snapshot.run.id;
    const folder = shown.kind === 'live' ? shown.session.folder : shown.folder;
    try {
      if (shown.kind === 'live' && shown.session === active) {
        return { runId, predictions: await active.predictions() };
      }
      if (folder === null) return { runId, predictions: null, message: '' };
      const worker = await this.#workerOf(folder, weights);
      return { runId, predictions: await worker.predictions() };
    } catch (error) {
      if (!NnError.is(error)) throw error;
      return { runId, predictions: null, message: told(error) };
    }
  }

  #workerOf(folder: string, weights: WantedWeights): Promise<PredictionWorker> {
    if (this.#opened?.folder !== folder || this.#opened.weights !== weights) {
      this.#release();
      const opened = { folder, weights, worker: this.#open(folder, weights) };
      this.#opened = opened;
      opened.worker.catch(() => {
        // The next question tries anew: the file may be there by then.
        if (this.#opened === opened) this.#opened = null;
      });
    }
    if (this.#timer !== null) clearTimeout(this.#timer);
    this.#timer = setTimeout(() => {
      this.#release();
    }, IDLE);
    return this.#opened.worker;
  }

  #release(): void {
    if (this.#timer !== null) clearTimeout(this.#timer);
    this.#timer = null;
    void this.#opened?.worker.then(
      (worker) => {
        worker.dispose();
      },
      () => undefined,
    );
    this.#opened = null;
  }

  dispose(): void {
    this.#listening.dispose();
    this.#release();
  }
}
