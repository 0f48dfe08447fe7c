/** The batches of an epoch, brought into the network one after the other. */
import { epochOrder } from '../data/batches.ts';
import type { Split } from '../data/types.ts';
import type { Plan } from '../plan/types.ts';
import type { Network } from '../plan/layOut.ts';
import { loadBatch, type Pass, prepareBatch } from './network.ts';

/** The place in training that a batch depends on. */
interface Place {
  /** Epochs that are over. */
  readonly epochs: number;
  /** Steps of this epoch that are begun. */
  readonly stepsOfEpoch: number;
  readonly batchSize: number;
}

export class EpochBatches {
  readonly #plan: Plan;
  readonly #train: Split;
  readonly #network: Network;
  readonly #pass: Pass;
  readonly #order: Uint32Array<ArrayBuffer>;
  #orderEpoch = 0;

  constructor(network: Network, pass: Pass, train: Split) {
    this.#plan = network.plan;
    this.#train = train;
    this.#network = network;
    this.#pass = pass;
    this.#order = new Uint32Array(train.count);
  }

  /** Brings the next batch into the network. Returns its rows. */
  load({ epochs, stepsOfEpoch, batchSize }: Place): number {
    this.#drawOrder(epochs + 1);
    const start = stepsOfEpoch * batchSize;
    const rows = Math.min(batchSize, this.#train.count - start);
    loadBatch(this.#network, this.#pass, this.#train, this.#order, start, rows);
    return rows;
  }

  /** The places of the batch's samples among the training samples, in its order. */
  samples({ epochs, stepsOfEpoch, batchSize }: Place): readonly number[] {
    this.#drawOrder(epochs + 1);
    return [...this.#order.subarray(stepsOfEpoch * batchSize, (stepsOfEpoch + 1) * batchSize)];
  }

  /** Brings the epoch's next batch in ahead of its turn: nothing reads the one before any more. */
  prepare({ stepsOfEpoch, batchSize }: Place): void {
    const start = stepsOfEpoch * batchSize;
    const rows = Math.min(batchSize, this.#train.count - start);
    this.#pass.prepared = prepareBatch(this.#pass, this.#train, this.#order, start, rows);
  }

  /** The order of the samples of `epoch`, drawn once. */
  #drawOrder(epoch: number): void {
    if (this.#orderEpoch === epoch) return;
    const { seed, training } = this.#plan.spec;
    epochOrder(this.#train.count, seed, epoch, training.shuffle, this.#order);
    this.#orderEpoch = epoch;
  }
}
