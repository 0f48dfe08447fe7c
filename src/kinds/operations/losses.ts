/** Losses over a batch, as the catalogue says them. */
import type { Semantics } from '../../base/schema/schema.ts';
import { at } from '../../base/values.ts';
import { lossKind, type Loss } from '../losses/table.ts';
import { mayWrite, operation, reads } from './operation.ts';

export interface Measuring {
  readonly loss: Loss;
  /** With sigmoid or softmax, `output` holds logits. */
  readonly fused: 'none' | 'sigmoid' | 'softmax';
  /** Only cross-entropies of probabilities differ: Keras clips them, PyTorch their logarithm. */
  readonly semantics: Semantics;
}

/** Sum over the rows of each row's loss (float64), and the gradient of the batch mean with respect to `output`. */
export const lossSum = operation({
  name: 'loss',
  operands: {
    output: reads('rows', 'units'),
    target: reads('rows', 'units'),
    gradient: mayWrite('rows', 'units'),
  },
  cut: 'whole',
  nanoseconds: 4,
  examples: [
    { loss: { type: 'categoricalCrossentropy' }, fused: 'softmax', semantics: 'keras' },
    { loss: { type: 'meanSquaredError' }, fused: 'none', semantics: 'keras' },
  ] as Measuring[],
  reference({ loss, fused, output, target, gradient, units, semantics }, rows) {
    const kind = lossKind(loss);
    const fromLogits = fused !== 'none' && fused === kind.probabilities;
    let total = 0;
    if (kind.of === 'row') {
      const lossOfRow = fromLogits && kind.fused ? kind.fused.row : kind.row(semantics);
      for (let row = 0; row < rows; row++) {
        total += lossOfRow(output, target, gradient, row * units, units, rows);
      }
      return total;
    }
    const pair = fromLogits && kind.fused ? kind.fused : kind.pair(semantics);
    const share = kind.over === 'sum' ? 1 : units;
    for (let index = 0; index < rows * units; index++) {
      const o = at(output, index);
      const t = at(target, index);
      total += pair.value(o, t, loss);
      if (gradient) gradient[index] = pair.derivative(o, t, loss) / (rows * share);
    }
    return total / share;
  },
});
