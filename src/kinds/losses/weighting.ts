/** The ways in which the frameworks weigh samples in a loss. */
import type { Semantics } from '../../base/schema/schema.ts';
import { smoothingOf } from './smoothing.ts';
import { lossKind, type Loss } from './table.ts';

export interface Weighting {
  /** The weighted sum is divided by the sum of the batch's weights, not by its rows. */
  readonly byWeights: boolean;
  /** The weights of classes are factors of the smoothed targets, class by class, not of the row. */
  readonly inTargets: boolean;
}

/**
 * Keras multiplies a sample's loss by its weight and divides by the rows of the batch (`losses/loss.py`, sum_over_batch_size).
 * PyTorch divides by the sum of the weights, except for `BCELoss`; its `CrossEntropyLoss(weight, label_smoothing)` weighs each
 * class of a smoothed target by itself.
 */
export function weightingOf(loss: Loss, semantics: Semantics): Weighting {
  const byWeights = semantics === 'pytorch' && lossKind(loss).weightedByRows !== true;
  return { byWeights, inTargets: byWeights && 'labelSmoothing' in loss && smoothingOf(loss) > 0 };
}
