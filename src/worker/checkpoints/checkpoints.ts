/** The times and contents of a run's checkpoints. */
import { performance } from 'node:perf_hooks';
import type { Trainer } from '../../engine/types.ts';
import type { EpochRecord } from '../../run/epochs.ts';
import type { CheckpointPiece, CheckpointKind, CheckpointState } from '../../run/checkpoints.ts';
import { BYTES_IN_FLIGHT, CheckpointSender, type StoredPiece } from './checkpointSender.ts';
import { hasFiniteWeights } from './finiteWeights.ts';

/** The last one is made anew after this long, as long as that costs little. */
const TIMED_MS = 800;
/** Share of the time that timed checkpoints may take, unless the last one would become older than `OLDEST_MS`. */
const TIMED_SHARE = 0.02;
/** On the disk the last one shall never be older than 2 s: the rest is for a disk that is slower than before. */
const OLDEST_MS = 1700;
/** Share of the time that they may take in any case: that of a network so large is older. */
const MOST_SHARE = 0.3;
/** Share of the time that writing the best one of a large network as soon as its epoch ends may take. */
const BEST_SHARE = 0.1;

export interface CheckpointsOptions {
  readonly trainer: Trainer;
  /** 0: only last and best. */
  readonly everyEpochs: number;
  /** Number of checkpoints of epochs that are kept. */
  readonly keep: number;
  /** False once a step has failed: its state must never replace the last good checkpoint. */
  readonly isSound: () => boolean;
  /** Takes a piece that is to be sent. */
  readonly push: (piece: CheckpointPiece) => void;
}

export class Checkpoints {
  readonly #options: CheckpointsOptions;
  readonly #sender: CheckpointSender;
  /** True if a checkpoint is larger than the bytes that may be under way, so that training has to wait for it. */
  readonly #isLarge: boolean;
  /** A copy of the best state, if it waits to be sent. */
  #best: CheckpointState | null = null;
  #lastAt = performance.now();
  #bestAt = -Infinity;
  #lookedAt = performance.now();
  /** Milliseconds between the last two looks at the time: a long step comes between a moment and the next look. */
  #lookEvery = 0;

  constructor(options: CheckpointsOptions) {
    this.#options = options;
    this.#sender = new CheckpointSender(options.keep);
    this.#isLarge = options.trainer.withState(bytesOf) > BYTES_IN_FLIGHT;
  }

  /** Checkpoints wait to be sent, and until then nothing may be trained or set. */
  get busy(): boolean {
    return this.#sender.busy;
  }

  /** Some are not sent yet. */
  get waits(): boolean {
    return this.#sender.waits;
  }

  last(): void {
    this.#make(['last']);
  }

  epochEnded({ epoch }: EpochRecord, best: boolean): void {
    const { trainer, everyEpochs } = this.#options;
    const kinds: CheckpointKind[] = [];
    // Together with the last one, which is never older than the best: a run that goes on must find the best again.
    if (best && this.#isBestDue()) kinds.push('last', 'best');
    else if (best) this.#best = trainer.checkpoint(this.#best);
    let measuredFrom = kinds.length > 0 ? performance.now() : null;
    if (everyEpochs > 0 && epoch % everyEpochs === 0) {
      const now = performance.now();
      // Checkpoints of short epochs keep the disk busy all the time: a last one that is due goes along.
      if (kinds.length === 0 && this.#isLastDue(now)) {
        kinds.push('last');
        measuredFrom = now;
      }
      kinds.push('epoch');
    }
    if (kinds.length === 0) return;
    this.#make(kinds, measuredFrom);
    if (kinds[0] === 'last') this.#sendBest(measuredFrom);
  }

  /** Called often: makes the last one if it is time to, and sends the best. */
  timed(now: number): void {
    this.#lookEvery = now - this.#lookedAt;
    this.#lookedAt = now;
    if (!this.#isLastDue(now)) return;
    this.#make(['last'], now);
    this.#sendBest(now);
  }

  #isLastDue(now: number): boolean {
    const { cost, delay, lastStored } = this.#sender;
    const wanted = Math.min(cost / TIMED_SHARE, OLDEST_MS - delay - this.#lookEvery);
    return lastStored && now - this.#lastAt >= Math.max(TIMED_MS, wanted, cost / MOST_SHARE);
  }

  ended(): void {
    this.#make(['last']);
    this.#sendBest(null);
  }

  /** A piece is stored, which makes room for others; whether there were any. */
  stored(piece: StoredPiece): boolean {
    this.#sender.stored(piece);
    return this.#push();
  }

  /**
   * True if the best state is sent as soon as its epoch has ended. A small network's epochs may be too short for
   * that: it is copied, and sent with the next timed one. A copy of a large one is worth some milliseconds of
   * waiting.
   */
  #isBestDue(): boolean {
    return this.#isLarge && performance.now() - this.#bestAt >= this.#sender.cost / BEST_SHARE;
  }

  #sendBest(measuredFrom: number | null): void {
    if (this.#best) this.#add(['best'], this.#best, measuredFrom);
    this.#best = null;
  }

  #make(kinds: readonly CheckpointKind[], measuredFrom: number | null = null): void {
    const { trainer, isSound } = this.#options;
    if (!isSound()) return;
    const now = performance.now();
    if (kinds.includes('last')) this.#lastAt = now;
    if (kinds.includes('best')) {
      this.#bestAt = now;
      this.#best = null;
    }
    trainer.withState((state) => {
      if (hasFiniteWeights(state)) this.#add(kinds, state, measuredFrom);
    });
  }

  #add(kinds: readonly CheckpointKind[], state: CheckpointState, measuredFrom: number | null): void {
    this.#sender.add(kinds, state, measuredFrom);
    this.#push();
  }

  #push(): boolean {
    let some = false;
    for (const piece of this.#sender.pieces()) {
      this.#options.push(piece);
      some = true;
    }
    return some;
  }
}

function bytesOf({ tensors }: CheckpointState): number {
  return tensors.reduce((sum, { values }) => sum + values.byteLength, 0);
}
