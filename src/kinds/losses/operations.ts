/** What the engine does for a loss. */
import type { Semantics } from '../../base/schema/schema.ts';
import type { Tensor } from '../layers/operations.ts';
import type { Loss } from './table.ts';

export interface LossOperations {
  /**
   * Sum over the rows of each row's loss (float64), and, unless null, the gradient of the batch mean
   * with respect to `output`. With `fused` sigmoid or softmax, `output` holds logits.
   */
  loss(
    loss: Loss,
    fused: 'none' | 'sigmoid' | 'softmax',
    output: Tensor,
    target: Tensor,
    gradient: Tensor | null,
    rows: number,
    units: number,
    /** Only cross-entropies of probabilities differ: Keras clips them, PyTorch their logarithm. Default keras. */
    semantics?: Semantics,
  ): number;
}
