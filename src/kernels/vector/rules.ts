/**
 * The rules of the optimizers for four weights at a time: from a gradient and the old slots to the new slots and to what is
 * subtracted from the decayed weight. Both semantics meet in one formula each: an epsilon is inside the root or outside,
 * and what depends on the step number alone (bias corrections, Nadam's products) comes in as a factor.
 */
import { madd, nmadd } from './lanes';

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
export class Adadelta {}
export class Lion {}

// @ts-ignore: decorator
@inline
function is<R, S>(): bool {
  return idof<R>() == idof<S>();
}

// @ts-ignore: decorator
@inline
function isRmsprop<R>(): bool {
  return is<R, Rmsprop>() || is<R, RmspropCentered>() || is<R, RmspropMomentum>() || is<R, RmspropCenteredMomentum>();
}

// @ts-ignore: decorator
@inline
function isCentered<R>(): bool {
  return is<R, RmspropCentered>() || is<R, RmspropCenteredMomentum>();
}

/** How many numbers a rule keeps for each weight. */
// @ts-ignore: decorator
@inline
export function slots<R>(): i32 {
  if (is<R, Sgd>()) return 0;
  if (is<R, RmspropCenteredMomentum>()) return 3;
  if (
    is<R, RmspropCentered>() || is<R, RmspropMomentum>() || is<R, Adam>() || is<R, Nadam>() || is<R, Adadelta>()
  ) return 2;
  return 1;
}

/** √(x + ε inside)·scale + ε outside. */
// @ts-ignore: decorator
@inline
function root(x: v128, scale: v128, inside: v128, outside: v128): v128 {
  return madd(f32x4.sqrt(f32x4.add(x, inside)), scale, outside);
}

/** share·x + rest·y. */
// @ts-ignore: decorator
@inline
function blend(x: v128, share: v128, y: v128, rest: v128): v128 {
  return madd(x, share, f32x4.mul(y, rest));
}

// @ts-ignore: decorator
@inline
function signs(x: v128): v128 {
  const zero = f32x4.splat(0);
  const up = v128.and(f32x4.splat(1), f32x4.gt(x, zero));
  const sign = f32x4.sub(up, v128.and(f32x4.splat(1), f32x4.lt(x, zero)));
  return v128.bitselect(sign, x, f32x4.eq(x, x));
}

/** The new first slot from the old one. */
// @ts-ignore: decorator
@inline
export function newSlot0<R>(
  g: v128, s0: v128, rate: v128, first: v128, firstRest: v128, second: v128, secondRest: v128,
): v128 {
  if (is<R, Momentum>() || is<R, Nesterov>()) return f32x4.sub(f32x4.mul(first, s0), f32x4.mul(rate, g));
  if (is<R, MomentumPytorch>() || is<R, NesterovPytorch>()) return madd(first, s0, g);
  if (is<R, Adagrad>()) return madd(g, g, s0);
  if (is<R, Lion>()) return blend(s0, second, g, secondRest);
  if (is<R, Adam>() || is<R, Nadam>()) return blend(s0, first, g, firstRest);
  return blend(s0, first, f32x4.mul(g, g), firstRest);
}

/** RMSprop's step before its momentum. */
// @ts-ignore: decorator
@inline
function plainStep<R>(g: v128, n0: v128, n1: v128, rate: v128, scale: v128, inside: v128, outside: v128): v128 {
  let v = n0;
  // Rounding can leave a spread of zero just below it, and its root would be NaN.
  if (isCentered<R>()) v = f32x4.max(nmadd(n1, n1, n0), f32x4.splat(0));
  return f32x4.div(f32x4.mul(rate, g), root(v, scale, inside, outside));
}

// @ts-ignore: decorator
@inline
function adadeltaChange(g: v128, n0: v128, s1: v128, inside: v128): v128 {
  return f32x4.mul(f32x4.div(f32x4.sqrt(f32x4.add(s1, inside)), f32x4.sqrt(f32x4.add(n0, inside))), g);
}

/** The new second slot from the new first one and the old second one. */
// @ts-ignore: decorator
@inline
export function newSlot1<R>(
  g: v128, n0: v128, s1: v128, rate: v128, first: v128, firstRest: v128, second: v128, secondRest: v128,
  scale: v128, inside: v128, outside: v128,
): v128 {
  if (isCentered<R>()) return blend(s1, first, g, firstRest);
  if (is<R, RmspropMomentum>()) return madd(second, s1, plainStep<R>(g, n0, n0, rate, scale, inside, outside));
  if (is<R, Adadelta>()) {
    const delta = adadeltaChange(g, n0, s1, inside);
    return blend(s1, first, f32x4.mul(delta, delta), firstRest);
  }
  return blend(s1, second, f32x4.mul(g, g), secondRest);
}

/** The new third slot, the momentum of a centered RMSprop. */
// @ts-ignore: decorator
@inline
export function newSlot2<R>(
  g: v128, n0: v128, n1: v128, s2: v128, rate: v128, second: v128, scale: v128, inside: v128, outside: v128,
): v128 {
  return madd(second, s2, plainStep<R>(g, n0, n1, rate, scale, inside, outside));
}

/** What is subtracted from the decayed weight: from the new slots n0, n1, n2 and, for two rules, from the old s0 or s1. */
// @ts-ignore: decorator
@inline
export function stepOf<R>(
  g: v128, s0: v128, s1: v128, n0: v128, n1: v128, n2: v128,
  rate: v128, first: v128, firstRest: v128, scale: v128, inside: v128, outside: v128, extra: v128,
): v128 {
  if (is<R, Sgd>()) return f32x4.mul(rate, g);
  if (is<R, Momentum>()) return f32x4.neg(n0);
  if (is<R, Nesterov>()) return nmadd(first, n0, f32x4.mul(rate, g));
  if (is<R, MomentumPytorch>()) return f32x4.mul(rate, n0);
  if (is<R, NesterovPytorch>()) return f32x4.mul(rate, madd(first, n0, g));
  if (is<R, Adagrad>()) return f32x4.div(f32x4.mul(rate, g), root(n0, scale, inside, outside));
  if (is<R, RmspropMomentum>()) return f32x4.mul(extra, n1);
  if (is<R, RmspropCenteredMomentum>()) return f32x4.mul(extra, n2);
  if (isRmsprop<R>()) return plainStep<R>(g, n0, n1, rate, scale, inside, outside);
  if (is<R, Adadelta>()) return f32x4.mul(rate, adadeltaChange(g, n0, s1, inside));
  if (is<R, Lion>()) return f32x4.mul(rate, signs(blend(s0, first, g, firstRest)));
  let step = f32x4.mul(rate, n0);
  if (is<R, Nadam>()) step = madd(extra, g, step);
  return f32x4.div(step, root(n1, scale, inside, outside));
}
