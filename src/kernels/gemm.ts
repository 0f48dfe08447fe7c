/**
 * C = A·B (+ bias) for matrices of any strides, blocked as Goto and van de Geijn (2008, "Anatomy of
 * high-performance matrix multiplication"): a block of B is packed once and stays in the second-level cache, a
 * block of A beside it, and tiles run along both. The sum over k is always taken in ascending order with one
 * accumulator per element, so a result depends on the inputs only, not on where the edges fall.
 */
import { loadTail, PANEL, storeTail } from './vector/lanes';
import { multiplyTile } from './vector/microkernel';
import { packColumns, packLines, packRows } from './vector/packing';

const DEPTH: usize = 256;
const ROWS: usize = 120;
const COLUMNS: usize = 512;
/** Of B: with fewer, rows of A are not read often enough to be worth packing, if they lie in the order of k already. */
const LEAST_PACKED: usize = 257;

const PACKED_A: usize = DEPTH * ROWS * 4;
const PACKED_B: usize = DEPTH * COLUMNS * 4;
/** Bytes of a panel's row. */
const ROW: usize = PANEL << 2;
/** A tile of C whose right edge is ragged is computed here: 6 rows, and before it a row of bias. */
const EDGE: usize = ROW + 6 * ROW;

/** Bytes of scratch that `gemm` needs. */
export function gemmScratchBytes(): usize {
  return PACKED_A + PACKED_B + EDGE;
}

/** Floats `count` (less than PANEL, or all) from `from` to `to`. */
// @ts-ignore: decorator
@inline
function copyFew(from: usize, to: usize, count: usize): void {
  for (let i: usize = 0; i < count; i++) store<f32>(to + (i << 2), load<f32>(from + (i << 2)));
}

/** Columns of a tile that `left` more columns need. */
// @ts-ignore: decorator
@inline
function tileColumns(left: usize): usize {
  if (PANEL == 16 && left > 8) return 16;
  return left > 4 ? 8 : 4;
}

/** Packs B[k0…, j0…] into panels of PANEL columns, the last of fewer if that is enough, filled up with zeros. */
function packB(b: usize, stepK: usize, stepN: usize, depth: usize, columns: usize, to: usize): void {
  let j: usize = 0;
  if (stepN == 4) {
    for (; j + 32 <= columns; j += 32) {
      packLines(b + (j << 2), stepK, depth, to);
      to += depth << 7;
    }
  }
  for (; j < columns; j += PANEL) {
    const count = min<usize>(columns - j, PANEL);
    const width = tileColumns(count);
    if (count < width) memory.fill(to, 0, depth * width << 2);
    if (stepN == 4) packColumns(b + j * stepN, stepK, count, depth, to, width);
    else packRows(b + j * stepN, stepN, count, depth, to, width);
    to += depth * width << 2;
  }
}

/** Rows of panel `index` when `rows` are cut into `panels` as evenly as they go, so that no panel is a thin rest. */
// @ts-ignore: decorator
@inline
function panelRows(rows: usize, panels: usize, index: usize): usize {
  return (rows * (index + 1)) / panels - (rows * index) / panels;
}

function packA(a: usize, stepM: usize, stepK: usize, depth: usize, rows: usize, panels: usize, to: usize): void {
  for (let panel: usize = 0; panel < panels; panel++) {
    const height = panelRows(rows, panels, panel);
    if (stepM == 4) packColumns(a, stepK, height, depth, to, height);
    else packRows(a, stepM, height, depth, to, height);
    a += height * stepM;
    to += depth * height << 2;
  }
}

/** C += bias, row by row. */
function addBias(m: usize, n: usize, c: usize, stepC: usize, bias: usize): void {
  for (let i: usize = 0; i < m; i++) {
    for (let j: usize = 0; j < n << 2; j += 4) store<f32>(c + j, load<f32>(c + j) + load<f32>(bias + j));
    c += stepC;
  }
}

/**
 * C `[m, n]` = A `[m, k]` · B `[k, n]` + bias `[n]` (0: none); with `add` not 0, C += that. Addresses and strides are bytes; of each pair of strides of A
 * and of B one is 4. C's rows are `stepC` apart and its columns lie together. k ≥ 1.
 */
export function gemm(
  m: usize, n: usize, k: usize,
  a: usize, aStepM: usize, aStepK: usize,
  b: usize, bStepK: usize, bStepN: usize,
  c: usize, stepC: usize, bias: usize, add: i32, scratch: usize,
): void {
  const packedA = scratch;
  const packedB = scratch + PACKED_A;
  const biasRow = scratch + PACKED_A + PACKED_B;
  const edge = biasRow + ROW;
  const direct = aStepK == 4 && n < LEAST_PACKED;
  const stepM = direct ? aStepM : 0;
  if (add != 0 && bias != 0) addBias(m, n, c, stepC, bias);
  for (let j0: usize = 0; j0 < n; j0 += COLUMNS) {
    const columns = min(n - j0, COLUMNS);
    for (let k0: usize = 0; k0 < k; k0 += DEPTH) {
      const depth = min(k - k0, DEPTH);
      const begins = k0 == 0 && add == 0;
      packB(b + k0 * bStepK + j0 * bStepN, bStepK, bStepN, depth, columns, packedB);
      for (let i0: usize = 0; i0 < m; i0 += ROWS) {
        const rows = min(m - i0, ROWS);
        const panels = (rows + 5) / 6;
        const blockA = a + i0 * aStepM + k0 * aStepK;
        if (!direct) packA(blockA, aStepM, aStepK, depth, rows, panels, packedA);
        let panelB = packedB;
        for (let j: usize = 0; j < columns; j += PANEL) {
          const count = min<usize>(columns - j, PANEL);
          const width = tileColumns(count);
          let tileC = c + i0 * stepC + ((j0 + j) << 2);
          if (begins) {
            memory.fill(biasRow, 0, ROW);
            if (bias != 0) copyFew(bias + ((j0 + j) << 2), biasRow, count);
          }
          let panelA = direct ? blockA : packedA;
          for (let panel: usize = 0; panel < panels; panel++) {
            const height = panelRows(rows, panels, panel);
            if (count == width) {
              if (begins) multiplyTile(height, width, depth, panelA, stepM, panelB, biasRow, 0, tileC, stepC);
              else multiplyTile(height, width, depth, panelA, stepM, panelB, tileC, stepC, tileC, stepC);
            } else {
              if (begins) multiplyTile(height, width, depth, panelA, stepM, panelB, biasRow, 0, edge, ROW);
              else {
                for (let r: usize = 0; r < height; r++) copyFew(tileC + r * stepC, edge + r * ROW, count);
                multiplyTile(height, width, depth, panelA, stepM, panelB, edge, ROW, edge, ROW);
              }
              for (let r: usize = 0; r < height; r++) copyFew(edge + r * ROW, tileC + r * stepC, count);
            }
            tileC += height * stepC;
            panelA += direct ? height * aStepM : depth * height << 2;
          }
          panelB += depth * width << 2;
        }
      }
    }
  }
}

/** The same product, never added to C, for matrices too small to be worth packing; B's columns lie together (`bStepN` is 4). */
export function gemmSmall(
  m: usize, n: usize, k: usize,
  a: usize, aStepM: usize, aStepK: usize,
  b: usize, bStepK: usize,
  c: usize, stepC: usize, bias: usize,
): void {
  const rest = n & 3;
  const whole = n - rest;
  for (let i: usize = 0; i < m; i++) {
    const rowA = a + i * aStepM;
    const rowC = c + i * stepC;
    for (let j: usize = 0; j < whole; j += 4) {
      let sum = bias != 0 ? v128.load(bias + (j << 2)) : f32x4.splat(0);
      let pa = rowA;
      let pb = b + (j << 2);
      for (let kk: usize = 0; kk < k; kk++) {
        sum = f32x4.add(sum, f32x4.mul(v128.load32_splat(pa), v128.load(pb)));
        pa += aStepK;
        pb += bStepK;
      }
      v128.store(rowC + (j << 2), sum);
    }
    if (rest == 1) {
      let sum = bias != 0 ? load<f32>(bias + (whole << 2)) : 0;
      let pa = rowA;
      let pb = b + (whole << 2);
      for (let kk: usize = 0; kk < k; kk++) {
        sum += load<f32>(pa) * load<f32>(pb);
        pa += aStepK;
        pb += bStepK;
      }
      store<f32>(rowC + (whole << 2), sum);
    } else if (rest > 1) {
      let sum = bias != 0 ? loadTail(bias + (whole << 2), rest) : f32x4.splat(0);
      let pa = rowA;
      let pb = b + (whole << 2);
      for (let kk: usize = 0; kk < k; kk++) {
        sum = f32x4.add(sum, f32x4.mul(v128.load32_splat(pa), loadTail(pb, rest)));
        pa += aStepK;
        pb += bStepK;
      }
      storeTail(rowC + (whole << 2), sum, rest);
    }
  }
}

/** C `[m, n]` = A `[m, k]` · Bᵀ with B `[n, k]`, all row-major and without gaps, for small matrices. */
export function gemmSmallTransposed(m: usize, n: usize, k: usize, a: usize, b: usize, c: usize): void {
  const step = k << 2;
  for (let i: usize = 0; i < m; i++) {
    let pb = b;
    for (let j: usize = 0; j < n; j++) {
      let sum: f32 = 0;
      for (let kk: usize = 0; kk < step; kk += 4) sum += load<f32>(a + kk) * load<f32>(pb + kk);
      store<f32>(c, sum);
      c += 4;
      pb += step;
    }
    a += step;
  }
}

/** End of the static data: the arena must begin above. */
export function staticEnd(): usize {
  return __heap_base;
}
