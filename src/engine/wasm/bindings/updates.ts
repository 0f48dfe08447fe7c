/** The steps of optimizers: by the kernel of the rule, from a gradient that may not be made yet. */
import { update } from '../../../kinds/operations/update.ts';
import { UPDATE_SUMS as AT } from '../../../kinds/optimizers/optimizer.ts';
import { chunkTotal, type KernelMemory } from '../cutting.ts';
import { byName } from '../generated/kernels.ts';
import { CHUNK } from '../layout.ts';
import type { StepFactorsArea } from '../optimizers.ts';
import type { SparseArea } from '../sparse.ts';
import type { Team } from '../team.ts';
import { ownElements, type Own, type Stepper } from './binding.ts';

/** Makes the steps of all parameters: one function for a backend, which the engine compiles for just that one. */
export function createStepper(
  { kernels, chunkSums, ownSums }: KernelMemory,
  team: Team,
  sparse: SparseArea,
  factors: StepFactorsArea,
): Stepper {
  return ({ w, g, rule, args, sums, part }) => {
    const optimizer = factors.of(rule);
    args.kind = optimizer.number;
    if (sparse.remembers(g)) {
      if (sparse.holds(g)) {
        sparse.update(optimizer.leavesRowsAlone, w, args, sums);
        return 0;
      }
      sparse.forgetSquares();
      sparse.write(g);
    }
    const { length } = args;
    const cost = length * update.nanoseconds;
    if (part && (length > CHUNK || team.wants(cost))) {
      team.run(part, cost, args);
      for (let place = 0; place < sums.length; place++) sums[place] = chunkTotal(chunkSums, length, place);
      return 0;
    }
    byName.update(kernels, args);
    // One by one: a loop costs small networks a hundredth of their step.
    sums[AT.gradientSquares] = ownSums[AT.gradientSquares] ?? NaN;
    sums[AT.gradientAbsolute] = ownSums[AT.gradientAbsolute] ?? NaN;
    sums[AT.weightSquares] = ownSums[AT.weightSquares] ?? NaN;
    sums[AT.updateSquares] = ownSums[AT.updateSquares] ?? NaN;
    return 0;
  };
}

export const UPDATES: readonly Own[] = [
  ownElements(update, 'update', (operands, { memory, factors, step, at }, { sums, part }) => {
    const { w, g, s0, s1, s2, rule, elements: length } = operands;
    const args = {
      ...{ kind: 0, w: at(w), g: at(g), s0: at(s0), s1: at(s1), s2: at(s2), length },
      ...{ factors: factors.at, sums: memory.ownSumsAt },
    };
    const stepped = { w, g, rule, args, sums, part };
    return () => step(stepped);
  }),
];
