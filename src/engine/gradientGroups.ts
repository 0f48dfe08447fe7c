/** The end of a step: its gradients are gathered until their group is whole, and then the weights are updated. */
import { STEP_SERIES } from '../run/series.ts';
import { batchesOfGroup, endsGroup } from '../plan/updates.ts';
import type { Network } from '../plan/layOut.ts';
import type { Backend } from './backend.ts';
import { checkWeights } from './failures.ts';
import type { Progress } from './state.ts';
import type { Updates } from './updates.ts';

/** The norms of weights and update are the last two columns of a layer. */
const NORMS = [2, 3] as const;

export class GradientGroups {
  readonly #spec: Network['plan']['spec'];
  readonly #backend: Backend;
  readonly #updates: Updates;
  readonly #size: number;

  constructor({ plan }: Network, backend: Backend, updates: Updates) {
    this.#spec = plan.spec;
    this.#backend = backend;
    this.#updates = updates;
    this.#size = batchesOfGroup(plan.spec);
  }

  /** Prepares the `row` of a run that begins or goes on: between updates it tells the norms of the last one. */
  begin({ norms }: Progress, row: Float64Array): void {
    if (this.#size === 1) return;
    row.fill(NaN, STEP_SERIES.length);
    this.#eachNorm((column, index) => {
      row[column] = norms?.[index] ?? NaN;
    });
  }

  /**
   * Ends the step that `progress` counts already. `row` has its loss and rate; the columns of the layers are written.
   * @param endsEpoch its batch is the last of the epoch
   * @param meanwhile run while helpers update already
   * @throws NnError NN-TRAIN-NOT-FINITE
   */
  finish(progress: Progress, row: Float64Array, endsEpoch: boolean, meanwhile: () => void): void {
    const updates = this.#updates;
    const [loss = NaN, learningRate = NaN] = row;
    updates.checkGradients(progress.step, loss, row);
    const gathers = this.#size > 1;
    if (gathers && !this.#gather(progress, row, endsEpoch)) {
      updates.leave();
      return;
    }
    progress.updates++;
    this.#backend.meanwhile?.(meanwhile);
    updates.apply(progress.updates, learningRate, row, gathers);
    this.#backend.meanwhile?.(null);
    updates.leave();
    if (gathers) {
      const norms = (progress.norms ??= []);
      this.#eachNorm((column, index) => {
        norms[index] = row[column] ?? NaN;
      });
    }
    checkWeights(updates.layers, row, progress.step);
  }

  /** Returns whether the group is whole. */
  #gather(progress: Progress, row: Float64Array, endsEpoch: boolean): boolean {
    progress.group++;
    const whole = endsGroup(this.#spec, progress.group, endsEpoch);
    if (whole) {
      progress.group = 0;
      this.#updates.takeGroup(row, this.#size);
    } else this.#updates.gather(row);
    return whole;
  }

  #eachNorm(take: (column: number, index: number) => void): void {
    this.#updates.layers.forEach(({ column }, layer) => {
      NORMS.forEach((norm, place) => {
        take(column + norm, layer * NORMS.length + place);
      });
    });
  }
}
