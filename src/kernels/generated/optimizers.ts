/** A loop for each rule of an optimizer. Written by `npm run generate` from src/kinds/optimizers. */
import { optimizerLoop } from '../vector/optimizerLoop';
import { Sgd, Momentum, Nesterov, MomentumPytorch, NesterovPytorch, Adagrad, Rmsprop, RmspropCentered, RmspropMomentum, RmspropCenteredMomentum, Adam, Nadam, Adamax, Adadelta, Lion, Rprop, Adabelief, ScheduleFreeAdamw } from './formulas/optimizers';

/** One step over `length` weights at w. Slots that the kind does not have may be any address. */
export function update(
  kind: i32, w: usize, g: usize, s0: usize, s1: usize, s2: usize, length: usize, factors: usize, sums: usize,
): void {
  switch (kind) {
    case 1: return optimizerLoop<Momentum>(w, g, s0, s1, s2, length, factors, sums);
    case 2: return optimizerLoop<Nesterov>(w, g, s0, s1, s2, length, factors, sums);
    case 3: return optimizerLoop<MomentumPytorch>(w, g, s0, s1, s2, length, factors, sums);
    case 4: return optimizerLoop<NesterovPytorch>(w, g, s0, s1, s2, length, factors, sums);
    case 5: return optimizerLoop<Adagrad>(w, g, s0, s1, s2, length, factors, sums);
    case 6: return optimizerLoop<Rmsprop>(w, g, s0, s1, s2, length, factors, sums);
    case 7: return optimizerLoop<RmspropCentered>(w, g, s0, s1, s2, length, factors, sums);
    case 8: return optimizerLoop<RmspropMomentum>(w, g, s0, s1, s2, length, factors, sums);
    case 9: return optimizerLoop<RmspropCenteredMomentum>(w, g, s0, s1, s2, length, factors, sums);
    case 10: return optimizerLoop<Adam>(w, g, s0, s1, s2, length, factors, sums);
    case 11: return optimizerLoop<Nadam>(w, g, s0, s1, s2, length, factors, sums);
    case 12: return optimizerLoop<Adamax>(w, g, s0, s1, s2, length, factors, sums);
    case 13: return optimizerLoop<Adadelta>(w, g, s0, s1, s2, length, factors, sums);
    case 14: return optimizerLoop<Lion>(w, g, s0, s1, s2, length, factors, sums);
    case 15: return optimizerLoop<Rprop>(w, g, s0, s1, s2, length, factors, sums);
    case 16: return optimizerLoop<Adabelief>(w, g, s0, s1, s2, length, factors, sums);
    case 17: return optimizerLoop<ScheduleFreeAdamw>(w, g, s0, s1, s2, length, factors, sums);
    default: return optimizerLoop<Sgd>(w, g, s0, s1, s2, length, factors, sums);
  }
}
