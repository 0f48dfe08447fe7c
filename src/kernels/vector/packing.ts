/** Copies blocks of A and B into the order in which the tiles read them, so that the inner loop only streams. */
import { PANEL } from './lanes';

/** Writes the 4×4 block with rows r0…r3 transposed at `to`, rows `stride` bytes apart. */
// @ts-ignore: decorator
@inline
function storeTransposed(r0: v128, r1: v128, r2: v128, r3: v128, to: usize, stride: usize): void {
  const low01 = v128.shuffle<f32>(r0, r1, 0, 4, 1, 5);
  const high01 = v128.shuffle<f32>(r0, r1, 2, 6, 3, 7);
  const low23 = v128.shuffle<f32>(r2, r3, 0, 4, 1, 5);
  const high23 = v128.shuffle<f32>(r2, r3, 2, 6, 3, 7);
  v128.store(to, v128.shuffle<f32>(low01, low23, 0, 1, 4, 5));
  v128.store(to + stride, v128.shuffle<f32>(low01, low23, 2, 3, 6, 7));
  v128.store(to + 2 * stride, v128.shuffle<f32>(high01, high23, 0, 1, 4, 5));
  v128.store(to + 3 * stride, v128.shuffle<f32>(high01, high23, 2, 3, 6, 7));
}

/**
 * `count` rows (1…PANEL), each `depth` floats long and `stride` bytes apart, become `depth` groups of `width` floats
 * (width ≥ count; what lies between is left as it is).
 */
export function packRows(from: usize, stride: usize, count: usize, depth: usize, to: usize, width: usize): void {
  const step = width << 2;
  let row: usize = 0;
  for (; row + 4 <= count; row += 4) {
    let p = from + row * stride;
    let out = to + (row << 2);
    let k: usize = 0;
    for (; k + 4 <= depth; k += 4) {
      storeTransposed(
        v128.load(p), v128.load(p + stride), v128.load(p + 2 * stride), v128.load(p + 3 * stride), out, step,
      );
      p += 16;
      out += step << 2;
    }
    for (; k < depth; k++) {
      store<f32>(out, load<f32>(p));
      store<f32>(out, load<f32>(p + stride), 4);
      store<f32>(out, load<f32>(p + 2 * stride), 8);
      store<f32>(out, load<f32>(p + 3 * stride), 12);
      p += 4;
      out += step;
    }
  }
  for (; row < count; row++) {
    let p = from + row * stride;
    let out = to + (row << 2);
    for (let k: usize = 0; k < depth; k++) {
      store<f32>(out, load<f32>(p));
      p += 4;
      out += step;
    }
  }
}

/** `depth` rows of `count` floats (1…PANEL), `stride` bytes apart, copied to rows of `width` floats (count ≤ width). */
export function packColumns(from: usize, stride: usize, count: usize, depth: usize, to: usize, width: usize): void {
  const step = width << 2;
  if (PANEL == 16 && count == 16) {
    for (let k: usize = 0; k < depth; k++) {
      v128.store(to, v128.load(from));
      v128.store(to, v128.load(from, 16), 16);
      v128.store(to, v128.load(from, 32), 32);
      v128.store(to, v128.load(from, 48), 48);
      from += stride;
      to += step;
    }
    return;
  }
  if (count == 8) {
    for (let k: usize = 0; k < depth; k++) {
      v128.store(to, v128.load(from));
      v128.store(to, v128.load(from, 16), 16);
      from += stride;
      to += step;
    }
    return;
  }
  if (count == 6) {
    for (let k: usize = 0; k < depth; k++) {
      v128.store(to, v128.load(from));
      store<u64>(to, load<u64>(from, 16), 16);
      from += stride;
      to += step;
    }
    return;
  }
  for (let k: usize = 0; k < depth; k++) {
    let column: usize = 0;
    for (; column + 4 <= count; column += 4) v128.store(to + (column << 2), v128.load(from + (column << 2)));
    for (; column < count; column++) store<f32>(to + (column << 2), load<f32>(from + (column << 2)));
    from += stride;
    to += step;
  }
}

/**
 * 32 columns, in panels of PANEL, at once: two cache lines of each of `depth` rows, `stride` bytes apart, are read whole,
 * where panel after panel would find them evicted (rows a power of two apart fall into the same few sets of the cache).
 */
export function packLines(from: usize, stride: usize, depth: usize, to: usize): void {
  const panel = depth * (PANEL << 2);
  if (PANEL == 16) {
    const second = to + panel;
    for (let at: usize = 0; at < panel; at += 64) {
      v128.store(to + at, v128.load(from));
      v128.store(to + at, v128.load(from, 16), 16);
      v128.store(to + at, v128.load(from, 32), 32);
      v128.store(to + at, v128.load(from, 48), 48);
      v128.store(second + at, v128.load(from, 64));
      v128.store(second + at, v128.load(from, 80), 16);
      v128.store(second + at, v128.load(from, 96), 32);
      v128.store(second + at, v128.load(from, 112), 48);
      from += stride;
    }
    return;
  }
  const second = to + panel;
  const third = second + panel;
  const fourth = third + panel;
  for (let at: usize = 0; at < panel; at += 32) {
    v128.store(to + at, v128.load(from));
    v128.store(to + at, v128.load(from, 16), 16);
    v128.store(second + at, v128.load(from, 32));
    v128.store(second + at, v128.load(from, 48), 16);
    v128.store(third + at, v128.load(from, 64));
    v128.store(third + at, v128.load(from, 80), 16);
    v128.store(fourth + at, v128.load(from, 96));
    v128.store(fourth + at, v128.load(from, 112), 16);
    from += stride;
  }
}
