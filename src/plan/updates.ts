/**
 * The updates of a run: one a batch, or one for each group of batches whose gradients are gathered. Under keras a group goes on in
 * the next epoch, and one that the run leaves unfinished changes nothing (keras/src/optimizers/base_optimizer.py counts batches
 * over the whole run). Under pytorch the last group of an epoch ends with it, as its training loops do.
 */
import type { ResolvedSpec } from '../format/types.ts';

type Grouping = Pick<ResolvedSpec, 'semantics' | 'training'>;

/** Some epochs, of so many batches each. */
interface Stretch {
  readonly epochs: number;
  readonly steps: number;
}

/** The batches of a group, at least 1. */
export function batchesOfGroup({ training }: Pick<Grouping, 'training'>): number {
  return training.gradientAccumulation ?? 1;
}

/** True if a batch is the last of its group, which has `batches` with it; `endsEpoch`: the batch is the last of its epoch. */
export function endsGroup(spec: Grouping, batches: number, endsEpoch: boolean): boolean {
  return batches >= batchesOfGroup(spec) || (endsEpoch && spec.semantics === 'pytorch');
}

/**
 * The updates that stretches of `epochs` times `steps` batches make, one after the other. `open`: batches of a group that has
 * begun before the first; that stretch is then the rest of one epoch.
 */
function updatesOf(spec: Grouping, stretches: readonly Stretch[], open = 0): number {
  const size = batchesOfGroup(spec);
  if (spec.semantics === 'keras') {
    return Math.floor(
      stretches.reduce((batches, { epochs, steps }) => batches + epochs * steps, open) / size,
    );
  }
  return stretches.reduce(
    (updates, { epochs, steps }, index) =>
      updates + epochs * Math.ceil(((index === 0 ? open : 0) + steps) / size),
    0,
  );
}

interface Planned {
  readonly stepsPerEpoch: number;
}

/** The updates of a run as it is planned. */
export function plannedUpdates(spec: Grouping, { stepsPerEpoch: steps }: Planned): number {
  return updatesOf(spec, [{ epochs: spec.training.epochs, steps }]);
}

/**
 * A schedule's iterations in the stretches: Keras hands its schedules the number of batches, PyTorch's schedulers step with the
 * optimizer. They are the same where each batch makes an update.
 */
export function iterationsOf(spec: Grouping, stretches: readonly Stretch[], open = 0): number {
  if (spec.semantics === 'pytorch') return updatesOf(spec, stretches, open);
  return stretches.reduce((batches, { epochs, steps }) => batches + epochs * steps, 0);
}

/** A schedule's iterations of a run as it is planned. */
export function plannedIterations(spec: Grouping, { stepsPerEpoch: steps }: Planned): number {
  return iterationsOf(spec, [{ epochs: spec.training.epochs, steps }]);
}

/** A schedule's iterations after so many batches and updates. */
export function iterationsMade(
  { semantics }: Pick<Grouping, 'semantics'>,
  { step, updates }: { readonly step: number; readonly updates: number },
): number {
  return semantics === 'pytorch' ? updates : step;
}
