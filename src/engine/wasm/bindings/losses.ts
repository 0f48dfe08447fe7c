/** Losses by the kernel of whole rows, by one of single outputs, or by the functions of the catalogue. */
import { lossSum } from '../../../kinds/operations/losses.ts';
import { byName } from '../generated/kernels.ts';
import { lossCall } from '../kinds.ts';
import { CHUNK_SUMS, LOSS_PARTS } from '../layout.ts';
import { PARTS } from '../parts.ts';
import { own, type Own } from './binding.ts';

/** Losses of fewer numbers are summed in one part: by size alone, so that the sum is the same for any number of threads. */
const SMALL_LOSS = 2048;

export const LOSSES: readonly Own[] = [
  own(lossSum, (operands, { memory: { kernels, chunkSums }, team, at, view }, { sums }) => {
    const { loss, fused, semantics, units } = operands;
    const found = lossCall(loss, fused, semantics);
    const [output, target, gradient] = [at(operands.output), at(operands.target), at(operands.gradient)];
    if (!found) {
      // Cross-entropies of probabilities are rare (a plan fuses them) and clipped in two ways: once is enough.
      const values = {
        ...operands,
        ...{ output: view(operands.output), target: view(operands.target) },
        gradient: operands.gradient && view(operands.gradient),
      };
      return (rows) => lossSum.reference(values, rows, sums);
    }
    if (found.of === 'row') {
      const part = PARTS[found.kernel];
      const args = { z: output, target, gradient, rows: 0, units, factor: 0 };
      return (rows) => {
        args.rows = rows;
        args.factor = 1 / rows;
        if (rows * units <= SMALL_LOSS) return byName[found.kernel](kernels, args);
        team.run(part, rows * units * lossSum.nanoseconds, args);
        let total = 0;
        for (let place = 0; place < LOSS_PARTS * CHUNK_SUMS; place += CHUNK_SUMS) {
          total += chunkSums[place] ?? NaN;
        }
        return total;
      };
    }
    const { kind, parameter, derivativeFactor, valueFactor } = found;
    const share = found.mean ? units : 1;
    const args = { kind, output, target, gradient, length: 0, factor: 0, parameter };
    return (rows) => {
      args.length = rows * units;
      args.factor = derivativeFactor / (rows * share);
      return (byName.elementLoss(kernels, args) * valueFactor) / share;
    };
  }),
];
