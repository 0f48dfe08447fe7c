/** Losses by the kernel of whole rows, by one of single outputs, or by the functions of the catalogue. */
import { lossSum, type Measuring } from '../../../kinds/operations/losses.ts';
import type { BoundCall, Operands } from '../../../kinds/operations/operation.ts';
import { weightedLossSum, writeGoals } from '../../../kinds/operations/weightedLoss.ts';
import { byName } from '../generated/kernels.ts';
import { lossCall } from '../kinds.ts';
import { CHUNK_SUMS, LOSS_PARTS } from '../layout.ts';
import { PARTS } from '../parts.ts';
import { own, type Binding, type CallParts, type Own } from './binding.ts';

/** Losses of fewer numbers are summed in one part: by size alone, so that the sum is the same for any number of threads. */
const SMALL_LOSS = 2048;

type LossOperands = Operands<(typeof lossSum)['operands'], Measuring>;

/** The loss of a batch in the sum that the catalogue says. */
function bindLoss(
  operands: LossOperands,
  { memory: { kernels, chunkSums }, team, at, view }: Binding,
  { sums }: Pick<CallParts, 'sums'>,
): BoundCall {
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
}

/** The losses of single rows, each with a factor of its gradient; null where the functions of the catalogue compute them. */
function rowLosses(
  operands: LossOperands,
  { memory: { kernels }, at }: Binding,
): ((row: number, factor: number) => number) | null {
  const { loss, fused, semantics, units } = operands;
  const found = lossCall(loss, fused, semantics);
  if (!found) return null;
  const [output, target, gradient] = [at(operands.output), at(operands.target), at(operands.gradient)];
  const bytes = units * 4;
  if (found.of === 'row') {
    const args = { z: 0, target: 0, gradient: 0, rows: 1, units, factor: 0 };
    return (row, factor) => {
      args.z = output + row * bytes;
      args.target = target + row * bytes;
      args.gradient = gradient === 0 ? 0 : gradient + row * bytes;
      args.factor = factor;
      return byName[found.kernel](kernels, args);
    };
  }
  const { kind, parameter, derivativeFactor, valueFactor } = found;
  const share = found.mean ? units : 1;
  const args = { kind, output: 0, target: 0, gradient: 0, length: units, factor: 0, parameter };
  return (row, factor) => {
    args.output = output + row * bytes;
    args.target = target + row * bytes;
    args.gradient = gradient === 0 ? 0 : gradient + row * bytes;
    args.factor = (derivativeFactor * factor) / share;
    return (byName.elementLoss(kernels, args) * valueFactor) / share;
  };
}

export const LOSSES: readonly Own[] = [
  own(lossSum, bindLoss),
  own(weightedLossSum, (operands, binding, call) => {
    const { view } = binding;
    const { units } = operands;
    const [target, goal] = [view(operands.target), view(operands.goal)];
    const output = view(operands.output);
    const gradient = operands.gradient && view(operands.gradient);
    const weight = operands.weight && view(operands.weight);
    const goals = { ...operands, target, goal };
    const onGoals = { ...operands, target: operands.goal };
    const lossOfRow = weight && rowLosses(onGoals, binding);
    if (!weight) {
      const whole = bindLoss(onGoals, binding, call);
      return (rows) => {
        writeGoals(goals, rows);
        return whole(rows);
      };
    }
    if (!lossOfRow) {
      const values = { ...operands, output, target, goal, weight, gradient };
      return (rows) => weightedLossSum.reference(values, rows, call.sums);
    }
    return (rows) => {
      writeGoals(goals, rows);
      let total = 0;
      for (let row = 0; row < rows; row++) {
        const own = weight[row] ?? NaN;
        if (own === 0) gradient?.fill(0, row * units, (row + 1) * units);
        else total += own * lossOfRow(row, own / rows);
      }
      return total;
    };
  }),
];
