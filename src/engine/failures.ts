/** Failures of training, in words that help. */
import { layerKind } from '../kinds/layers/table.ts';
import { NnError } from '../base/errors.ts';
import type { Plan } from '../plan/types.ts';
import type { Backend } from './backend.ts';
import type { Network } from './network.ts';
import type { Values } from '../base/values.ts';

function allFinite(values: Values, length: number): boolean {
  for (let index = 0; index < length; index++) if (!Number.isFinite(values[index])) return false;
  return true;
}

const MEND =
  'Lower optimizer.learningRate, set training.gradientClipping, or scale the inputs ("normalize": "standard").';

/** The loss of `step` is not finite: names the first layer whose output is not. The weights are still those before. */
export function lossFailure(
  network: Network,
  backend: Backend,
  rows: number,
  step: number,
  loss: number,
): NnError {
  for (const [index, { id, running }] of network.layers.entries()) {
    const width = network.plan.layers[index]?.outputs ?? 0;
    if (allFinite(backend.view(running.output), rows * width)) continue;
    return new NnError(
      'NN-TRAIN-NOT-FINITE',
      `The loss became ${String(loss)} at step ${String(step)}: the output of layer ${id} has grown beyond what ` +
        `float32 can hold. ${MEND}`,
    );
  }
  return new NnError(
    'NN-TRAIN-NOT-FINITE',
    `The loss became ${String(loss)} at step ${String(step)}, although every layer's output is finite: the loss ` +
      `does not suit the outputs or the targets. ${MEND}`,
  );
}

/** The update of `step` left weights of `layer` that are not finite. */
export function weightsFailure(layer: string, step: number, gradientNorm: number): NnError {
  const cause = Number.isFinite(gradientNorm) ? 'The update was too large.' : 'Its gradient was not finite.';
  return new NnError(
    'NN-TRAIN-NOT-FINITE',
    `Weights of layer ${layer} stopped being finite at step ${String(step)}. ${cause} ${MEND}`,
  );
}

/**
 * @throws NnError NN-CONTROL-VALUE if batches of `value` samples leave a batch of one to a layer that normalizes over the
 * batch, which PyTorch refuses
 */
export function checkBatchSize({ spec, data }: Plan, value: unknown): void {
  const layer = spec.model.layers.find((one) => layerKind(one).normalizesBatch);
  if (!layer || spec.semantics !== 'pytorch' || typeof value !== 'number') return;
  if (value !== 1 && (spec.training.dropLastBatch || data.samples.train % value !== 1)) return;
  throw new NnError(
    'NN-CONTROL-VALUE',
    `${layer.id} normalizes over the batch, and batches of ${String(value)} leave a batch of one sample, which has no variance. Use another size.`,
  );
}
