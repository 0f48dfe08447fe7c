/**
 * One pass per parameter and step: the update, and with it Σg², Σ|g|, Σw² (before the step) and ΣΔw² in float64, since the
 * pass reads g and w anyway. The rules are generated.
 */
import { loadTail, madd, PANEL, storeTail, sumPair, widenSquares, widenSum } from './lanes';
import {
  EXTRA, FIRST, FIRST_REST, GRADIENT_ABSOLUTE, GRADIENT_SQUARES, INSIDE, KEEP, OUTSIDE, RATE, SCALE, SECOND, SECOND_REST,
  UPDATE_SQUARES, WEIGHT_SQUARES,
} from '../generated/formulas/places';
import { newSlot0, newSlot1, newSlot2, slots, stepOf } from '../generated/formulas/optimizers';

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

/** The step of four decayed weights w, or of the first `rest` if that is not 0; the slots are brought up to date. */
// @ts-ignore: decorator
@inline
function decrement<R>(
  w: v128, g: v128, s0: usize, s1: usize, s2: usize, rest: usize,
  rate: v128, first: v128, firstRest: v128, second: v128, secondRest: v128,
  scale: v128, inside: v128, outside: v128, extra: v128,
): v128 {
  let o0 = g, o1 = g, n0 = g, n1 = g, n2 = g;
  if (slots<R>() > 0) {
    o0 = read(s0, rest);
    n0 = newSlot0<R>(w, g, o0, rate, first, firstRest, second, secondRest, scale, inside, outside, extra);
    write(s0, n0, rest);
  }
  if (slots<R>() > 1) {
    o1 = read(s1, rest);
    n1 = newSlot1<R>(w, g, o0, o1, n0, rate, first, firstRest, second, secondRest, scale, inside, outside, extra);
    write(s1, n1, rest);
  }
  if (slots<R>() > 2) {
    n2 = newSlot2<R>(w, g, o0, o1, read(s2, rest), n0, n1, rate, first, firstRest, second, secondRest, scale, inside, outside, extra);
    write(s2, n2, rest);
  }
  return stepOf<R>(w, g, o0, o1, n0, n1, n2, rate, first, firstRest, second, secondRest, scale, inside, outside, extra);
}

/**
 * Two vectors of neighbours at once, for the wide build: everything is read before anything is written, so that the
 * engine may join them. `change`: where the changes go.
 */
// @ts-ignore: decorator
@inline
function stepPair<R>(
  w: usize, g: usize, s0: usize, s1: usize, s2: usize, change: usize, keep: v128,
  rate: v128, first: v128, firstRest: v128, second: v128, secondRest: v128,
  scale: v128, inside: v128, outside: v128, extra: v128,
): void {
  const wa = v128.load(w), wb = v128.load(w, 16);
  const ga = v128.load(g), gb = v128.load(g, 16);
  const ka = f32x4.mul(wa, keep), kb = f32x4.mul(wb, keep);
  let oa0 = ga, ob0 = gb, oa1 = ga, ob1 = gb, na0 = ga, nb0 = gb, na1 = ga, nb1 = gb, na2 = ga, nb2 = gb;
  if (slots<R>() > 0) {
    oa0 = v128.load(s0), ob0 = v128.load(s0, 16);
    na0 = newSlot0<R>(ka, ga, oa0, rate, first, firstRest, second, secondRest, scale, inside, outside, extra);
    nb0 = newSlot0<R>(kb, gb, ob0, rate, first, firstRest, second, secondRest, scale, inside, outside, extra);
  }
  if (slots<R>() > 1) {
    oa1 = v128.load(s1), ob1 = v128.load(s1, 16);
    na1 = newSlot1<R>(ka, ga, oa0, oa1, na0, rate, first, firstRest, second, secondRest, scale, inside, outside, extra);
    nb1 = newSlot1<R>(kb, gb, ob0, ob1, nb0, rate, first, firstRest, second, secondRest, scale, inside, outside, extra);
  }
  if (slots<R>() > 2) {
    na2 = newSlot2<R>(ka, ga, oa0, oa1, v128.load(s2), na0, na1, rate, first, firstRest, second, secondRest, scale, inside, outside, extra);
    nb2 = newSlot2<R>(kb, gb, ob0, ob1, v128.load(s2, 16), nb0, nb1, rate, first, firstRest, second, secondRest, scale, inside, outside, extra);
  }
  const da = stepOf<R>(ka, ga, oa0, oa1, na0, na1, na2, rate, first, firstRest, second, secondRest, scale, inside, outside, extra);
  const db = stepOf<R>(kb, gb, ob0, ob1, nb0, nb1, nb2, rate, first, firstRest, second, secondRest, scale, inside, outside, extra);
  const nextA = f32x4.sub(ka, da), nextB = f32x4.sub(kb, db);
  if (slots<R>() > 0) { v128.store(s0, na0); v128.store(s0, nb0, 16); }
  if (slots<R>() > 1) { v128.store(s1, na1); v128.store(s1, nb1, 16); }
  if (slots<R>() > 2) { v128.store(s2, na2); v128.store(s2, nb2, 16); }
  v128.store(w, nextA);
  v128.store(w, nextB, 16);
  v128.store(change, f32x4.sub(nextA, wa));
  v128.store(change, f32x4.sub(nextB, wb), 16);
}

/** True if every lane of a sum of squares has a size that is exact enough. */
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

/** `sums` receives the four float64 sums at their places; 64 + 1024 bytes from there on are overwritten. */
export function optimizerLoop<R>(
  w: usize, g: usize, s0: usize, s1: usize, s2: usize, length: usize, factors: usize, sums: usize,
): void {
  const keep = v128.load32_splat(factors, KEEP);
  const rate = v128.load32_splat(factors, RATE);
  const first = v128.load32_splat(factors, FIRST);
  const firstRest = v128.load32_splat(factors, FIRST_REST);
  const second = v128.load32_splat(factors, SECOND);
  const secondRest = v128.load32_splat(factors, SECOND_REST);
  const scale = v128.load32_splat(factors, SCALE);
  const inside = v128.load32_splat(factors, INSIDE);
  const outside = v128.load32_splat(factors, OUTSIDE);
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
    if (PANEL == 16) {
      for (let at: usize = 0; at < bytes; at += 32) {
        stepPair<R>(
          w + at, g + at, s0 + at, s1 + at, s2 + at, sums + STASH + at, keep,
          rate, first, firstRest, second, secondRest, scale, inside, outside, extra,
        );
      }
    } else {
      for (let at: usize = 0; at < bytes; at += 16) {
        const old = v128.load(w + at);
        const kept = f32x4.mul(old, keep);
        const step = decrement<R>(
          kept, v128.load(g + at), s0 + at, s1 + at, s2 + at, 0,
          rate, first, firstRest, second, secondRest, scale, inside, outside, extra,
        );
        const next = f32x4.sub(kept, step);
        v128.store(w + at, next);
        v128.store(sums + at, f32x4.sub(next, old), STASH);
      }
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
    const kept = f32x4.mul(old, keep);
    const step = decrement<R>(
      kept, gradient, s0, s1, s2, 0, rate, first, firstRest, second, secondRest, scale, inside, outside, extra,
    );
    const next = f32x4.sub(kept, step);
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
    const kept = f32x4.mul(old, keep);
    const step = decrement<R>(
      kept, gradient, s0, s1, s2, rest, rate, first, firstRest, second, secondRest, scale, inside, outside, extra,
    );
    const next = f32x4.sub(kept, step);
    storeTail(w, next, rest);
    gradientSquares = f64x2.add(gradientSquares, widenSquares(gradient));
    gradientAbsolute = f64x2.add(gradientAbsolute, widenSum(f32x4.abs(gradient)));
    weightSquares = f64x2.add(weightSquares, widenSquares(old));
    updateSquares = f64x2.add(updateSquares, widenSquares(v128.and(f32x4.sub(next, old), present)));
  }
  store<f64>(sums, sumPair(gradientSquares), GRADIENT_SQUARES);
  store<f64>(sums, sumPair(gradientAbsolute), GRADIENT_ABSOLUTE);
  store<f64>(sums, sumPair(weightSquares), WEIGHT_SQUARES);
  store<f64>(sums, sumPair(updateSquares), UPDATE_SQUARES);
}
