/**
 * One pass per parameter and step: the update, and with it Σg², Σ|g|, Σw² (before the step) and ΣΔw² in float64, since the
 * pass reads g and w anyway. Both semantics meet in one formula each: an epsilon is inside the root or outside,
 * and what depends on the step number alone (bias corrections, Nadam's products) comes in as a factor.
 */
import { loadTail, madd, nmadd, storeTail, sumPair, widenSquares, widenSum } from './vector/lanes';

export const SGD: i32 = 0;
const MOMENTUM: i32 = 1;
const NESTEROV: i32 = 2;
const MOMENTUM_PYTORCH: i32 = 3;
const NESTEROV_PYTORCH: i32 = 4;
const ADAGRAD: i32 = 5;
const RMSPROP: i32 = 6;
const RMSPROP_CENTERED: i32 = 7;
const RMSPROP_MOMENTUM: i32 = 8;
const RMSPROP_CENTERED_MOMENTUM: i32 = 9;
const ADAM: i32 = 10;
const NADAM: i32 = 11;
const ADADELTA: i32 = 12;
const LION: i32 = 13;

// Where the factors of one step lie, in floats from the address handed over.
const RATE: usize = 0 << 2;
/** The share of w kept by decoupled decay: 1 − rate·decay. */
const KEEP: usize = 1 << 2;
/** RMSprop's factor of the momentum, whose parts have RATE already; Nadam's share of g beside that of m, which is RATE. */
const EXTRA: usize = 2 << 2;
/** Momentum, ρ or β₁, and 1 − it. */
const FIRST: usize = 3 << 2;
const FIRST_REST: usize = 4 << 2;
/** β₂, or RMSprop's momentum, and 1 − it. */
const SECOND: usize = 5 << 2;
const SECOND_REST: usize = 6 << 2;
/** What √v is multiplied by before ε is added. */
const ROOT_SCALE: usize = 7 << 2;
const EPSILON_INSIDE: usize = 8 << 2;
const EPSILON_OUTSIDE: usize = 9 << 2;

/**
 * A block of this many bytes is summed in float32, 32 numbers a lane at most, before it is widened: that is within 1e-7
 * of float64 at a fraction of its cost, as long as no square leaves the range of a float.
 */
const BLOCK: usize = 1024;
/** The changes of a block lie behind the four sums, for a block that must be summed in float64. */
const STASH: usize = 64;
const LEAST: f32 = 1e-24;
const MOST: f32 = 1e30;

// @ts-ignore: decorator
@inline
function read(p: usize, rest: usize): v128 {
  return rest != 0 ? loadTail(p, rest) : v128.load(p);
}

// @ts-ignore: decorator
@inline
function write(p: usize, v: v128, rest: usize): void {
  if (rest != 0) storeTail(p, v, rest);
  else v128.store(p, v);
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

/** What is subtracted from the decayed w; slots at s0, s1, s2 are brought up to date. */
// @ts-ignore: decorator
@inline
function decrement(
  kind: i32, g: v128, s0: usize, s1: usize, s2: usize, rest: usize,
  rate: v128, first: v128, firstRest: v128, second: v128, secondRest: v128,
  scale: v128, inside: v128, outside: v128, extra: v128,
): v128 {
  if (kind == SGD) return f32x4.mul(rate, g);
  if (kind == MOMENTUM || kind == NESTEROV) {
    const step = f32x4.mul(rate, g);
    const v = f32x4.sub(f32x4.mul(first, read(s0, rest)), step);
    write(s0, v, rest);
    return kind == NESTEROV ? nmadd(first, v, step) : f32x4.neg(v);
  }
  if (kind == MOMENTUM_PYTORCH || kind == NESTEROV_PYTORCH) {
    const b = madd(first, read(s0, rest), g);
    write(s0, b, rest);
    return f32x4.mul(rate, kind == NESTEROV_PYTORCH ? madd(first, b, g) : b);
  }
  if (kind == ADAGRAD) {
    const sum = madd(g, g, read(s0, rest));
    write(s0, sum, rest);
    return f32x4.div(f32x4.mul(rate, g), root(sum, scale, inside, outside));
  }
  if (kind >= RMSPROP && kind <= RMSPROP_CENTERED_MOMENTUM) {
    let v = blend(read(s0, rest), first, f32x4.mul(g, g), firstRest);
    write(s0, v, rest);
    if (kind == RMSPROP_CENTERED || kind == RMSPROP_CENTERED_MOMENTUM) {
      const mean = blend(read(s1, rest), first, g, firstRest);
      write(s1, mean, rest);
      // Rounding can leave a spread of zero just below it, and its root would be NaN.
      v = f32x4.max(nmadd(mean, mean, v), f32x4.splat(0));
    }
    const step = f32x4.div(f32x4.mul(rate, g), root(v, scale, inside, outside));
    if (kind == RMSPROP || kind == RMSPROP_CENTERED) return step;
    const slot = kind == RMSPROP_MOMENTUM ? s1 : s2;
    const momentum = madd(second, read(slot, rest), step);
    write(slot, momentum, rest);
    return f32x4.mul(extra, momentum);
  }
  if (kind == ADADELTA) {
    const squares = blend(read(s0, rest), first, f32x4.mul(g, g), firstRest);
    const past = read(s1, rest);
    const ratio = f32x4.div(f32x4.sqrt(f32x4.add(past, inside)), f32x4.sqrt(f32x4.add(squares, inside)));
    const delta = f32x4.mul(ratio, g);
    write(s0, squares, rest);
    write(s1, blend(past, first, f32x4.mul(delta, delta), firstRest), rest);
    return f32x4.mul(rate, delta);
  }
  const m = read(s0, rest);
  if (kind == LION) {
    write(s0, blend(m, second, g, secondRest), rest);
    return f32x4.mul(rate, signs(blend(m, first, g, firstRest)));
  }
  const mean = blend(m, first, g, firstRest);
  const squares = blend(read(s1, rest), second, f32x4.mul(g, g), secondRest);
  write(s0, mean, rest);
  write(s1, squares, rest);
  let step = f32x4.mul(rate, mean);
  if (kind == NADAM) step = madd(extra, g, step);
  return f32x4.div(step, root(squares, scale, inside, outside));
}

/** Whether every lane of a sum of squares has a size that is exact enough. */
// @ts-ignore: decorator
@inline
function isMiddling(sum: v128): v128 {
  return v128.and(f32x4.gt(sum, f32x4.splat(LEAST)), f32x4.lt(sum, f32x4.splat(MOST)));
}

/** Σ of the squares of a block of `bytes`, in float64. */
function blockSquares(p: usize, bytes: usize): v128 {
  let sum = f64x2.splat(0);
  for (const end = p + bytes; p < end; p += 16) sum = f64x2.add(sum, widenSquares(v128.load(p)));
  return sum;
}

/** Σ of the sizes of a block of `bytes`, in float64. */
function blockSizes(p: usize, bytes: usize): v128 {
  let sum = f64x2.splat(0);
  for (const end = p + bytes; p < end; p += 16) sum = f64x2.add(sum, widenSum(f32x4.abs(v128.load(p))));
  return sum;
}

/** `sums` receives the four float64 sums in the order of UpdateSums; 64 + 1024 bytes from there on are overwritten. */
// @ts-ignore: decorator
@inline
function loop(
  kind: i32, w: usize, g: usize, s0: usize, s1: usize, s2: usize, length: usize, factors: usize, sums: usize,
): void {
  const keep = v128.load32_splat(factors, KEEP);
  const rate = v128.load32_splat(factors, RATE);
  const first = v128.load32_splat(factors, FIRST);
  const firstRest = v128.load32_splat(factors, FIRST_REST);
  const second = v128.load32_splat(factors, SECOND);
  const secondRest = v128.load32_splat(factors, SECOND_REST);
  const scale = v128.load32_splat(factors, ROOT_SCALE);
  const inside = v128.load32_splat(factors, EPSILON_INSIDE);
  const outside = v128.load32_splat(factors, EPSILON_OUTSIDE);
  const extra = v128.load32_splat(factors, EXTRA);
  const rest = length & 3;
  const end = w + ((length - rest) << 2);
  let gradientSquares = f64x2.splat(0);
  let gradientAbsolute = f64x2.splat(0);
  let weightSquares = f64x2.splat(0);
  let updateSquares = f64x2.splat(0);
  // Three short loops a block, since one long one needs more registers than there are.
  while (w + 32 <= end) {
    const bytes = min<usize>(BLOCK, (end - w) & ~31);
    // Two sums of each kind: a multiply-add takes longer than the loads it waits for.
    let gs = f32x4.splat(0), ga = gs, ws = gs, gs1 = gs, ga1 = gs, ws1 = gs;
    for (let at: usize = 0; at < bytes; at += 32) {
      const gradient = v128.load(g + at);
      const old = v128.load(w + at);
      gs = madd(gradient, gradient, gs);
      ga = f32x4.add(f32x4.abs(gradient), ga);
      ws = madd(old, old, ws);
      const gradient1 = v128.load(g + at, 16);
      const old1 = v128.load(w + at, 16);
      gs1 = madd(gradient1, gradient1, gs1);
      ga1 = f32x4.add(f32x4.abs(gradient1), ga1);
      ws1 = madd(old1, old1, ws1);
    }
    gs = f32x4.add(gs, gs1);
    ga = f32x4.add(ga, ga1);
    ws = f32x4.add(ws, ws1);
    // Σ|g| tells a block without gradient from one whose squares are too small for a float.
    if (i32x4.all_true(v128.or(isMiddling(gs), f32x4.eq(ga, f32x4.splat(0))))) {
      gradientSquares = f64x2.add(gradientSquares, widenSum(gs));
      gradientAbsolute = f64x2.add(gradientAbsolute, widenSum(ga));
    } else {
      gradientSquares = f64x2.add(gradientSquares, blockSquares(g, bytes));
      gradientAbsolute = f64x2.add(gradientAbsolute, blockSizes(g, bytes));
    }
    const wide = i32x4.all_true(isMiddling(ws)) ? widenSum(ws) : blockSquares(w, bytes);
    weightSquares = f64x2.add(weightSquares, wide);
    for (let at: usize = 0; at < bytes; at += 16) {
      const old = v128.load(w + at);
      const step = decrement(
        kind, v128.load(g + at), s0 + at, s1 + at, s2 + at, 0,
        rate, first, firstRest, second, secondRest, scale, inside, outside, extra,
      );
      const next = f32x4.sub(f32x4.mul(old, keep), step);
      v128.store(w + at, next);
      v128.store(sums + at, f32x4.sub(next, old), STASH);
    }
    let us = f32x4.splat(0), us1 = us;
    for (let at: usize = 0; at < bytes; at += 32) {
      const change = v128.load(sums + at, STASH), change1 = v128.load(sums + at, STASH + 16);
      us = madd(change, change, us);
      us1 = madd(change1, change1, us1);
    }
    us = f32x4.add(us, us1);
    const moved = i32x4.all_true(isMiddling(us)) ? widenSum(us) : blockSquares(sums + STASH, bytes);
    updateSquares = f64x2.add(updateSquares, moved);
    w += bytes;
    g += bytes;
    s0 += bytes;
    s1 += bytes;
    s2 += bytes;
  }
  while (w < end) {
    const old = v128.load(w);
    const gradient = v128.load(g);
    const step = decrement(
      kind, gradient, s0, s1, s2, 0, rate, first, firstRest, second, secondRest, scale, inside, outside, extra,
    );
    const next = f32x4.sub(f32x4.mul(old, keep), step);
    v128.store(w, next);
    gradientSquares = f64x2.add(gradientSquares, widenSquares(gradient));
    gradientAbsolute = f64x2.add(gradientAbsolute, widenSum(f32x4.abs(gradient)));
    weightSquares = f64x2.add(weightSquares, widenSquares(old));
    updateSquares = f64x2.add(updateSquares, widenSquares(f32x4.sub(next, old)));
    w += 16;
    g += 16;
    s0 += 16;
    s1 += 16;
    s2 += 16;
  }
  if (rest != 0) {
    const old = loadTail(w, rest);
    const gradient = loadTail(g, rest);
    const present = i32x4.lt_s(i32x4(0, 1, 2, 3), i32x4.splat(<i32>rest));
    const step = decrement(
      kind, gradient, s0, s1, s2, rest, rate, first, firstRest, second, secondRest, scale, inside, outside, extra,
    );
    const next = f32x4.sub(f32x4.mul(old, keep), step);
    storeTail(w, next, rest);
    gradientSquares = f64x2.add(gradientSquares, widenSquares(gradient));
    gradientAbsolute = f64x2.add(gradientAbsolute, widenSum(f32x4.abs(gradient)));
    weightSquares = f64x2.add(weightSquares, widenSquares(old));
    updateSquares = f64x2.add(updateSquares, widenSquares(v128.and(f32x4.sub(next, old), present)));
  }
  store<f64>(sums, sumPair(gradientSquares));
  store<f64>(sums, sumPair(gradientAbsolute), 8);
  store<f64>(sums, sumPair(weightSquares), 16);
  store<f64>(sums, sumPair(updateSquares), 24);
}

/** One step over `length` weights at w. Slots that the kind does not have may be any address. */
export function optimize(
  kind: i32, w: usize, g: usize, s0: usize, s1: usize, s2: usize, length: usize, factors: usize, sums: usize,
): void {
  switch (kind) {
    case SGD: return loop(SGD, w, g, s0, s1, s2, length, factors, sums);
    case MOMENTUM: return loop(MOMENTUM, w, g, s0, s1, s2, length, factors, sums);
    case NESTEROV: return loop(NESTEROV, w, g, s0, s1, s2, length, factors, sums);
    case MOMENTUM_PYTORCH: return loop(MOMENTUM_PYTORCH, w, g, s0, s1, s2, length, factors, sums);
    case NESTEROV_PYTORCH: return loop(NESTEROV_PYTORCH, w, g, s0, s1, s2, length, factors, sums);
    case ADAGRAD: return loop(ADAGRAD, w, g, s0, s1, s2, length, factors, sums);
    case RMSPROP: return loop(RMSPROP, w, g, s0, s1, s2, length, factors, sums);
    case RMSPROP_CENTERED: return loop(RMSPROP_CENTERED, w, g, s0, s1, s2, length, factors, sums);
    case RMSPROP_MOMENTUM: return loop(RMSPROP_MOMENTUM, w, g, s0, s1, s2, length, factors, sums);
    case RMSPROP_CENTERED_MOMENTUM:
      return loop(RMSPROP_CENTERED_MOMENTUM, w, g, s0, s1, s2, length, factors, sums);
    case ADAM: return loop(ADAM, w, g, s0, s1, s2, length, factors, sums);
    case NADAM: return loop(NADAM, w, g, s0, s1, s2, length, factors, sums);
    case ADADELTA: return loop(ADADELTA, w, g, s0, s1, s2, length, factors, sums);
    default: return loop(LION, w, g, s0, s1, s2, length, factors, sums);
  }
}
