/**
 * The steps at which to take a snapshot of the tensors: after epochs, and within long ones after certain steps, fixed
 * by the plan alone. The same run has the same snapshots on every machine, and when it is resumed or replayed. The
 * time of a step and of a snapshot is estimated from the plan, in seconds of an ordinary processor; only their ratio
 * matters. A snapshot never takes more than its share of the training, and a long run has no more of them than a
 * person can see.
 */
import type { Plan } from '../plan/types.ts';
import { COUNTED_ELEMENTS, SNAPSHOT_ROWS } from '../engine/evaluation/tensorSnapshot.ts';
import { activationLayers } from '../run/activationLayers.ts';

/** Share of the training time that snapshots after epochs, and as much again that those within epochs, may take. */
const SHARE = 0.0035;
/** Seconds that they may take beside it: a run of a second is worth looking at, too. */
const ALLOWANCE = 0.02;
/** Seconds of training after which an epoch that has not ended is looked at all the same. */
const LONG_EPOCH = 5;
/** Probes that a stretch of training as long as all before it may get. */
const PER_DOUBLING = 70;

/** Seconds: an operation of a matrix product, a parameter's update, all else of a step's layer. */
const OPERATION = 5e-11;
const UPDATE = 1e-9;
const LAYER = 1e-6;
/** Seconds: an activation that is looked at, an element that is counted, all else of a snapshot's layer. */
const LOOK = 2e-9;
const COUNT = 8e-9;
const SNAPSHOT_LAYER = 3e-5;

/** Multiplications and additions of one sample's forward pass; of sparse rows the first layer takes what is not 0. */
function operations({ layers, data }: Plan): number {
  const all = layers.reduce((sum, { flops }) => sum + flops, 0);
  const [first] = layers;
  if (first?.input.layout !== 'sparse') return all;
  const { train, validation, test } = data.samples;
  const filled = data.nonZeros / Math.max(1, train + validation + test);
  return all - first.flops + first.flops * (filled / Math.max(1, data.features));
}

/** Seconds that a step and a snapshot take, as far as the plan tells. */
export function reckon(plan: Plan): { readonly step: number; readonly snapshot: number } {
  const { layers, batchSize } = plan;
  const forward = operations(plan) * OPERATION;
  const rows = Math.min(SNAPSHOT_ROWS, plan.data.samples.train);
  const activations = activationLayers(plan).reduce((sum, { units }) => sum + units, 0);
  const counted = layers
    .flatMap(({ parameters }) => parameters)
    .reduce((sum, { size }) => sum + Math.min(size, COUNTED_ELEMENTS), 0);
  return {
    step: 3 * batchSize * forward + plan.trainableParameterCount * UPDATE + layers.length * LAYER,
    snapshot:
      rows * (forward + activations * LOOK) +
      // Weights and gradients.
      2 * counted * COUNT +
      layers.length * (SNAPSHOT_LAYER + (rows / batchSize) * LAYER),
  };
}

export class SnapshotSchedule {
  readonly #epochSeconds: number;
  readonly #snapshotSeconds: number;
  /** Steps between two snapshots within epochs, at first; infinite where epochs are short. */
  readonly #stride: number;
  /** The epoch up to which it is known when one is due; of them, the last one with one and what all snapshots took. */
  #epoch = 0;
  #last = 0;
  #spent = 0;

  constructor(plan: Plan) {
    const { step, snapshot } = reckon(plan);
    this.#epochSeconds = step * plan.stepsPerEpoch;
    this.#snapshotSeconds = snapshot;
    const seconds = Math.max(LONG_EPOCH, snapshot / SHARE);
    this.#stride = this.#epochSeconds > seconds ? Math.ceil(seconds / step) : Infinity;
  }

  /** True if a snapshot is due after `epoch`; epochs come in their order, and some may be left out. */
  dueAfterEpoch(epoch: number): boolean {
    let due = false;
    while (this.#epoch < epoch) {
      const seconds = ++this.#epoch * this.#epochSeconds;
      due =
        this.#spent <= ALLOWANCE + SHARE * seconds &&
        (this.#last === 0 || this.#epoch - this.#last >= this.#last / PER_DOUBLING);
      if (!due) continue;
      this.#last = this.#epoch;
      this.#spent += this.#snapshotSeconds;
    }
    return due;
  }

  /** The first step after `step` after which one is due within an epoch: the stride doubles as the run gets longer. */
  stepAfter(step: number): number {
    if (this.#stride === Infinity) return Infinity;
    const doublings = Math.max(
      0,
      Math.floor(Math.log2(Math.max(1, step) / (PER_DOUBLING * this.#stride))) + 1,
    );
    const stride = this.#stride * 2 ** doublings;
    return (Math.floor(step / stride) + 1) * stride;
  }
}
