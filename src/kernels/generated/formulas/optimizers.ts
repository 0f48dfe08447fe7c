/** The rules of the optimizers, four weights at a time. Written by `npm run generate` from src/kinds/optimizers. */
import { madd, nmadd } from '../../vector/lanes';
import { blend, root, signs, spread } from '../../vector/ruleParts';

// A rule is a type, so that each gets loops of its own: of a number, the compiler would make one loop that asks every time.
export class Sgd {}
export class Momentum {}
export class Nesterov {}
export class MomentumPytorch {}
export class NesterovPytorch {}
export class Adagrad {}
export class Rmsprop {}
export class RmspropCentered {}
export class RmspropMomentum {}
export class RmspropCenteredMomentum {}
export class Adam {}
export class Nadam {}
export class Adamax {}
export class Adadelta {}
export class Lion {}
export class Rprop {}
export class Adabelief {}
export class ScheduleFreeAdamw {}

/** The number of gradient descent without momentum, which sparse rows have a way of their own for. */
export const SGD: i32 = 0;

/** True if two rules are the same. */
// @ts-ignore: decorator
@inline
function is<R, S>(): bool {
  return idof<R>() == idof<S>();
}

/** Number of values that a rule keeps for each weight. */
// @ts-ignore: decorator
@inline
export function slots<R>(): i32 {
  if (is<R, Sgd>()) return 0;
  if (is<R, Momentum>() || is<R, Nesterov>() || is<R, MomentumPytorch>() || is<R, NesterovPytorch>() || is<R, Adagrad>() || is<R, Rmsprop>() || is<R, Lion>()) return 1;
  if (is<R, RmspropCentered>() || is<R, RmspropMomentum>() || is<R, Adam>() || is<R, Nadam>() || is<R, Adamax>() || is<R, Adadelta>() || is<R, Rprop>() || is<R, Adabelief>() || is<R, ScheduleFreeAdamw>()) return 2;
  return 3;
}

/** The new slot 0. */
// @ts-ignore: decorator
@inline
export function newSlot0<R>(
  w: v128, g: v128, s0: v128, rate: v128, first: v128, firstRest: v128, second: v128, secondRest: v128, scale: v128, inside: v128, outside: v128, extra: v128,
): v128 {
  if (is<R, Momentum>() || is<R, Nesterov>()) return f32x4.sub(f32x4.mul(first, s0), f32x4.mul(rate, g));
  if (is<R, MomentumPytorch>() || is<R, NesterovPytorch>()) return madd(first, s0, g);
  if (is<R, Adagrad>()) return madd(g, g, s0);
  if (is<R, Rmsprop>() || is<R, RmspropCentered>() || is<R, RmspropMomentum>() || is<R, RmspropCenteredMomentum>() || is<R, Adadelta>()) return blend(s0, first, f32x4.mul(g, g), firstRest);
  if (is<R, Adam>() || is<R, Nadam>() || is<R, Adamax>() || is<R, Adabelief>()) return blend(s0, first, g, firstRest);
  if (is<R, Lion>()) return blend(s0, second, g, secondRest);
  if (is<R, Rprop>()) {
    const zero = f32x4.splat(0);
    const product = f32x4.mul(g, s0);
    return v128.bitselect(zero, g, f32x4.lt(product, zero));
  }
  return blend(s0, second, f32x4.mul(g, g), secondRest);
}

/** The new slot 1. */
// @ts-ignore: decorator
@inline
export function newSlot1<R>(
  w: v128, g: v128, s0: v128, s1: v128, n0: v128, rate: v128, first: v128, firstRest: v128, second: v128, secondRest: v128, scale: v128, inside: v128, outside: v128, extra: v128,
): v128 {
  if (is<R, RmspropCentered>() || is<R, RmspropCenteredMomentum>()) return blend(s1, first, g, firstRest);
  if (is<R, RmspropMomentum>()) return madd(second, s1, f32x4.div(f32x4.mul(rate, g), root(n0, scale, inside, outside)));
  if (is<R, Adam>() || is<R, Nadam>()) return blend(s1, second, f32x4.mul(g, g), secondRest);
  if (is<R, Adamax>()) return f32x4.max(f32x4.mul(second, s1), f32x4.add(f32x4.abs(g), inside));
  if (is<R, Adadelta>()) {
    const change = f32x4.mul(f32x4.div(f32x4.sqrt(f32x4.add(s1, inside)), f32x4.sqrt(f32x4.add(n0, inside))), g);
    return blend(s1, first, f32x4.mul(change, change), firstRest);
  }
  if (is<R, Rprop>()) {
    const zero = f32x4.splat(0);
    const product = f32x4.mul(g, s0);
    return f32x4.min(f32x4.max(f32x4.mul(s1, v128.bitselect(second, v128.bitselect(first, f32x4.splat(1), f32x4.lt(product, zero)), f32x4.gt(product, zero))), inside), outside);
  }
  if (is<R, Adabelief>()) {
    const surprise = f32x4.sub(g, n0);
    return f32x4.add(blend(s1, second, f32x4.mul(surprise, surprise), secondRest), inside);
  }
  const change = f32x4.div(f32x4.mul(rate, g), madd(f32x4.sqrt(n0), scale, outside));
  return f32x4.sub(f32x4.sub(s1, change), f32x4.mul(inside, w));
}

/** The new slot 2. */
// @ts-ignore: decorator
@inline
export function newSlot2<R>(
  w: v128, g: v128, s0: v128, s1: v128, s2: v128, n0: v128, n1: v128, rate: v128, first: v128, firstRest: v128, second: v128, secondRest: v128, scale: v128, inside: v128, outside: v128, extra: v128,
): v128 {
  return madd(second, s2, f32x4.div(f32x4.mul(rate, g), root(spread(n0, n1), scale, inside, outside)));
}

/** The term subtracted from the decayed weight, from the old slots s0, s1 and the new ones n0, n1, n2. */
// @ts-ignore: decorator
@inline
export function stepOf<R>(
  w: v128, g: v128, s0: v128, s1: v128, n0: v128, n1: v128, n2: v128, rate: v128, first: v128, firstRest: v128, second: v128, secondRest: v128, scale: v128, inside: v128, outside: v128, extra: v128,
): v128 {
  if (is<R, Sgd>()) return f32x4.mul(rate, g);
  if (is<R, Momentum>()) return f32x4.neg(n0);
  if (is<R, Nesterov>()) return nmadd(first, n0, f32x4.mul(rate, g));
  if (is<R, MomentumPytorch>()) return f32x4.mul(rate, n0);
  if (is<R, NesterovPytorch>()) return f32x4.mul(rate, madd(first, n0, g));
  if (is<R, Adagrad>() || is<R, Rmsprop>()) return f32x4.div(f32x4.mul(rate, g), root(n0, scale, inside, outside));
  if (is<R, RmspropCentered>()) return f32x4.div(f32x4.mul(rate, g), root(spread(n0, n1), scale, inside, outside));
  if (is<R, RmspropMomentum>()) return f32x4.mul(extra, n1);
  if (is<R, RmspropCenteredMomentum>()) return f32x4.mul(extra, n2);
  if (is<R, Adam>()) return f32x4.div(f32x4.mul(rate, n0), root(n1, scale, inside, outside));
  if (is<R, Nadam>()) return f32x4.div(madd(extra, g, f32x4.mul(rate, n0)), root(n1, scale, inside, outside));
  if (is<R, Adamax>()) return f32x4.div(f32x4.mul(rate, n0), f32x4.add(n1, outside));
  if (is<R, Adadelta>()) return f32x4.mul(rate, f32x4.mul(f32x4.div(f32x4.sqrt(f32x4.add(s1, inside)), f32x4.sqrt(f32x4.add(n0, inside))), g));
  if (is<R, Lion>()) return f32x4.mul(rate, signs(blend(s0, first, g, firstRest)));
  if (is<R, Rprop>()) return f32x4.mul(signs(n0), n1);
  if (is<R, Adabelief>()) return f32x4.div(f32x4.mul(rate, n0), madd(f32x4.sqrt(n1), scale, outside));
  const older = f32x4.mul(f32x4.sub(f32x4.sub(f32x4.splat(1), extra), first), s1);
  return f32x4.add(f32x4.mul(extra, w), f32x4.sub(older, f32x4.mul(firstRest, n1)));
}
