/** Failures of training, in words that help. */
import { phrase } from '../base/problems/phrase.ts';
import { sentence as controlSentence } from '../base/problems/controls.ts';
import { sentence } from '../base/problems/runs.ts';
import { layerKind } from '../kinds/layers/table.ts';
import { optimizerKind } from '../kinds/optimizers/table.ts';
import { sizeOf } from '../kinds/shape.ts';
import { NnError } from '../base/errors.ts';
import type { Plan } from '../plan/types.ts';
import type { Backend } from './backend.ts';
import type { Network } from '../plan/layOut.ts';
import type { Values } from '../base/values.ts';

function allFinite(values: Values, length: number): boolean {
  for (let index = 0; index < length; index++) if (!Number.isFinite(values[index])) return false;
  return true;
}

const MEND = phrase(
  'Lower optimizer.learningRate, set training.gradientClipping, or scale the inputs ("normalize": "standard").',
);

/** The loss of `step` is not finite: names the first layer whose output is not. The weights are still those before. */
export function lossFailure(
  network: Network,
  backend: Backend,
  rows: number,
  step: number,
  loss: number,
): NnError {
  for (const [index, { id, running }] of network.layers.entries()) {
    const layer = network.plan.layers[index];
    if (!layer || allFinite(backend.view(running.output), rows * sizeOf(layer.output))) continue;
    return new NnError(
      sentence('NN-TRAIN-NOT-FINITE.output', { loss: String(loss), step, layer: id, mend: MEND }),
    );
  }
  return new NnError(sentence('NN-TRAIN-NOT-FINITE.loss', { loss: String(loss), step, mend: MEND }));
}

/** The gradient of `layer` is not finite although the loss is. The weights are still those before. */
export function gradientFailure(layer: string, step: number, loss: number): NnError {
  return new NnError(
    sentence('NN-TRAIN-NOT-FINITE.gradient', { layer, step, loss: String(loss), mend: MEND }),
  );
}

/** The update of `step` left weights of `layer` that are not finite. */
function weightsFailure(layer: string, step: number, gradientNorm: number): NnError {
  const cause = Number.isFinite(gradientNorm)
    ? phrase('The update was too large.')
    : phrase('Its gradient was not finite.');
  return new NnError(sentence('NN-TRAIN-NOT-FINITE.weights', { layer, step, cause, mend: MEND }));
}

/**
 * Looks at the updates of `step` in its `row`.
 * @throws NnError NN-TRAIN-NOT-FINITE if one of them is not finite
 */
export function checkWeights(
  layers: readonly { readonly id: string; readonly column: number }[],
  row: Float64Array,
  step: number,
): void {
  for (const { id, column } of layers) {
    if (Number.isFinite(row[column + 3])) continue;
    throw weightsFailure(id, step, row[column] ?? NaN);
  }
}

/**
 * @throws NnError NN-CONTROL-VALUE if batches of `value` samples are too small for an optimizer that needs full ones, or leave a
 * batch of one to a layer that normalizes over the batch, which PyTorch refuses
 */
export function checkBatchSize({ spec, data }: Plan, value: unknown): void {
  const samples = data.samples.train;
  const { optimizer } = spec;
  if (optimizerKind(optimizer).needsFullBatch && typeof value === 'number' && value < samples) {
    const told = { optimizer: optimizer.type, value, samples };
    throw new NnError(controlSentence('NN-CONTROL-VALUE.fullBatch', told));
  }
  const layer = spec.model.layers.find((one) => layerKind(one).normalizesBatch);
  if (!layer || spec.semantics !== 'pytorch' || typeof value !== 'number') return;
  if (value !== 1 && (spec.training.dropLastBatch || data.samples.train % value !== 1)) return;
  throw new NnError(controlSentence('NN-CONTROL-VALUE.batch', { layer: layer.id, value }));
}
