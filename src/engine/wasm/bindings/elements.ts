/** Operations on single elements whose kernels are told more than the operands: activations by number, dropout by its key. */
import { STREAM } from '../../../base/philox.ts';
import { activate, activateBackward } from '../../../kinds/operations/activations.ts';
import { dropout } from '../../../kinds/operations/masks.ts';
import { byName } from '../generated/kernels.ts';
import { activationCall } from '../kinds.ts';
import { ownElements, type Own } from './binding.ts';

const TWO_32 = 0x1_0000_0000;

export const ELEMENTS: readonly Own[] = [
  ownElements(activate, 'activate', (operands, { memory: { kernels }, team, at }, { part }) => {
    const { units } = operands;
    const found = activationCall(operands.activation);
    const [z, a] = [at(operands.z), at(operands.a)];
    if ('forward' in found) {
      const kernel = kernels[found.forward];
      return (rows) => {
        kernel(z, a, rows, units);
        return 0;
      };
    }
    const { kind, alpha, scale } = found;
    const args = { kind, z, a, length: 0, alpha, scale };
    return (rows) => {
      args.length = rows * units;
      const cost = args.length * activate.nanoseconds;
      if (part && team.wants(cost)) team.run(part, cost, args);
      else byName.activate(kernels, args);
      return 0;
    };
  }),
  ownElements(
    activateBackward,
    'activateBackward',
    (operands, { memory: { kernels }, team, at }, { part }) => {
      const { units } = operands;
      const found = activationCall(operands.activation);
      const [z, a, da, dz] = [at(operands.z), at(operands.a), at(operands.da), at(operands.dz)];
      if ('backward' in found) {
        const kernel = kernels[found.backward];
        return (rows) => {
          kernel(a, da, dz, rows, units);
          return 0;
        };
      }
      const { kind, alpha, scale } = found;
      const args = { kind, z, a, da, dz, length: 0, alpha, scale };
      return (rows) => {
        args.length = rows * units;
        const cost = args.length * activateBackward.nanoseconds;
        if (part && team.wants(cost)) team.run(part, cost, args);
        else byName.activateBackward(kernels, args);
        return 0;
      };
    },
  ),
  ownElements(dropout, 'dropout', (operands, { memory: { kernels }, team, at }, { part }) => {
    const { units, key } = operands;
    const args = {
      ...{ x: at(operands.x), y: at(operands.y), mask: at(operands.mask) },
      ...{ from: 0, to: 0, length: 0, threshold: 0, keep: 1 },
      ...{ k0: key.seed, k1: STREAM.dropout, c1: key.layer, c2: 0, c3: 0 },
    };
    return (rows) => {
      const { rate } = operands;
      args.length = rows * units;
      args.to = args.length;
      // A word is at least rate·2³² exactly where it is at least the next whole number.
      args.threshold = Math.min(Math.ceil(rate * TWO_32), TWO_32 - 1);
      args.keep = 1 / (1 - rate);
      args.c2 = key.step;
      args.c3 = Math.floor(key.step / TWO_32);
      const cost = args.length * dropout.nanoseconds;
      if (part && team.wants(cost)) team.run(part, cost, args);
      else byName.dropout(kernels, args);
      return 0;
    };
  }),
];
