/** The columns of a sparse batch: the place of one, and the gradient of its weights, the sum of the rows of dz that name it. */
import { loadTail, madd, PANEL, storeTail } from './lanes';

/** Floats of a row of the gradient that are summed in registers from the first entry to the last. */
const STRIP: usize = PANEL == 16 ? 64 : 32;

/**
 * to = Σ values·dz[sample] over `count` entries, for `columns` (a constant: 64, 32, 16 or 4) floats of each row; rows are
 * `stride` bytes apart, and `dz` is where the first row's floats begin.
 */
// @ts-ignore: decorator
@inline
function gatherStrip(
  samples: usize, values: usize, count: usize, dz: usize, stride: usize, to: usize, columns: usize,
): void {
  const zero = f32x4.splat(0);
  let s0 = zero, s1 = zero, s2 = zero, s3 = zero, s4 = zero, s5 = zero, s6 = zero, s7 = zero;
  let s8 = zero, s9 = zero, s10 = zero, s11 = zero, s12 = zero, s13 = zero, s14 = zero, s15 = zero;
  for (const end = samples + (count << 2); samples < end; samples += 4) {
    const p = dz + <usize>load<u32>(samples) * stride;
    const factor = v128.load32_splat(values);
    s0 = madd(factor, v128.load(p), s0);
    if (columns >= 16) {
      s1 = madd(factor, v128.load(p, 16), s1);
      s2 = madd(factor, v128.load(p, 32), s2); s3 = madd(factor, v128.load(p, 48), s3);
    }
    if (columns >= 32) {
      s4 = madd(factor, v128.load(p, 64), s4); s5 = madd(factor, v128.load(p, 80), s5);
      s6 = madd(factor, v128.load(p, 96), s6); s7 = madd(factor, v128.load(p, 112), s7);
    }
    if (columns >= 64) {
      s8 = madd(factor, v128.load(p, 128), s8); s9 = madd(factor, v128.load(p, 144), s9);
      s10 = madd(factor, v128.load(p, 160), s10); s11 = madd(factor, v128.load(p, 176), s11);
      s12 = madd(factor, v128.load(p, 192), s12); s13 = madd(factor, v128.load(p, 208), s13);
      s14 = madd(factor, v128.load(p, 224), s14); s15 = madd(factor, v128.load(p, 240), s15);
    }
    values += 4;
  }
  v128.store(to, s0);
  if (columns >= 16) {
    v128.store(to, s1, 16); v128.store(to, s2, 32); v128.store(to, s3, 48);
  }
  if (columns >= 32) {
    v128.store(to, s4, 64); v128.store(to, s5, 80); v128.store(to, s6, 96); v128.store(to, s7, 112);
  }
  if (columns >= 64) {
    v128.store(to, s8, 128); v128.store(to, s9, 144); v128.store(to, s10, 160); v128.store(to, s11, 176);
    v128.store(to, s12, 192); v128.store(to, s13, 208); v128.store(to, s14, 224); v128.store(to, s15, 240);
  }
}

/** As `gatherStrip`, for the last one to three floats of rows. */
// @ts-ignore: decorator
@inline
function gatherRest(
  samples: usize, values: usize, count: usize, dz: usize, stride: usize, to: usize, rest: usize,
): void {
  let sum = f32x4.splat(0);
  for (const end = samples + (count << 2); samples < end; samples += 4) {
    sum = madd(v128.load32_splat(values), loadTail(dz + <usize>load<u32>(samples) * stride, rest), sum);
    values += 4;
  }
  storeTail(to, sum, rest);
}

/** The gradient of the column at place `i` of the list, Σ value·dz[sample], to `out`. */
export function columnGradient(starts: usize, samples: usize, values: usize, dz: usize, out: usize, units: usize, i: usize): void {
  const first = <usize>load<u32>(starts + (i << 2)) << 2;
  const count = <usize>load<u32>(starts + (i << 2), 4) - (first >> 2);
  const stride = units << 2;
  samples += first;
  values += first;
  let at: usize = 0;
  for (; at + (STRIP << 2) <= stride; at += STRIP << 2)
    gatherStrip(samples, values, count, dz + at, stride, out + at, STRIP);
  for (; at + 64 <= stride; at += 64) gatherStrip(samples, values, count, dz + at, stride, out + at, 16);
  for (; at + 16 <= stride; at += 16) gatherStrip(samples, values, count, dz + at, stride, out + at, 4);
  if (at < stride) gatherRest(samples, values, count, dz + at, stride, out + at, units & 3);
}

/**
 * Address of the gradient of the column at place `i`: in `buffer` (units floats), or for a column that one sample
 * has, with the value 1, that sample's row of dz itself. In text most columns of a batch are such.
 */
// @ts-ignore: decorator
@inline
export function gradientAt(
  starts: usize, samples: usize, values: usize, dz: usize, buffer: usize, units: usize, i: usize,
): usize {
  const first = <usize>load<u32>(starts + (i << 2)) << 2;
  const last = <usize>load<u32>(starts + (i << 2), 4) << 2;
  if (last - first == 4 && load<f32>(values + first) == 1) return dz + <usize>load<u32>(samples + first) * (units << 2);
  columnGradient(starts, samples, values, dz, buffer, units, i);
  return buffer;
}

/** The place of the first of `count` ascending columns that is at least `column`. */
export function placeOf(columns: usize, count: usize, column: usize): usize {
  let low: usize = 0;
  let high = count;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (<usize>load<u32>(columns + (middle << 2)) < column) low = middle + 1;
    else high = middle;
  }
  return low;
}
