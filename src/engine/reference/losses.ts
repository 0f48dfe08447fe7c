/** Losses over a batch, as the catalogue says them. */
import { lossKind, type Loss } from '../../kinds/losses/table.ts';
import type { Semantics } from '../../format/types.ts';
import { at, type Values } from '../../base/values.ts';

/** See `Backend.loss`. */
export function lossSum(
  loss: Loss,
  fused: 'none' | 'sigmoid' | 'softmax',
  output: Values,
  target: Values,
  gradient: Values | null,
  rows: number,
  units: number,
  semantics: Semantics,
): number {
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
}
