/** The exports of the kernels, with their arguments in order, and calls by name. Written by `npm run generate` from src/kernels. */

/** Addresses and sizes are bytes. Each export is described where it is defined. */
export interface Kernels {
  readonly activate: (kind: number, z: number, a: number, length: number, alpha: number, scale: number) => void;
  readonly activateBackward: (kind: number, z: number, a: number, da: number, dz: number, length: number, alpha: number, scale: number) => void;
  readonly addScaled: (g: number, w: number, length: number, factor: number) => void;
  readonly clearStale: (older: number, columns: number, count: number, dw: number, units: number, from: number, to: number) => void;
  readonly clipValue: (g: number, length: number, limit: number) => void;
  readonly columnMoments: (x: number, mean: number, variance: number, rows: number, units: number) => void;
  readonly columnSums: (x: number, out: number, rows: number, units: number, from: number, to: number, add: number) => void;
  readonly dropout: (x: number, y: number, mask: number, from: number, to: number, threshold: number, keep: number, k0: number, k1: number, c1: number, c2: number, c3: number) => void;
  readonly elementLoss: (kind: number, output: number, target: number, gradient: number, length: number, factor: number, parameter: number) => number;
  readonly gatherColumns: (columns: number, starts: number, samples: number, values: number, dz: number, dw: number, units: number, from: number, to: number) => void;
  readonly gatherRows: (indptr: number, indices: number, values: number, w: number, bias: number, z: number, units: number, from: number, to: number) => void;
  readonly gemm: (m: number, n: number, k: number, a: number, aStepM: number, aStepK: number, b: number, bStepK: number, bStepN: number, c: number, stepC: number, bias: number, add: number, scratch: number) => void;
  readonly gemmScratchBytes: () => number;
  readonly gemmSmall: (m: number, n: number, k: number, a: number, aStepM: number, aStepK: number, b: number, bStepK: number, c: number, stepC: number, bias: number) => void;
  readonly gemmSmallTransposed: (m: number, n: number, k: number, a: number, b: number, c: number) => void;
  readonly multiply: (a: number, b: number, out: number, length: number) => void;
  readonly normalize: (x: number, mean: number, variance: number, epsilon: number, gamma: number, beta: number, xHat: number, y: number, rows: number, units: number) => void;
  readonly normalizeBackward: (dy: number, xHat: number, variance: number, epsilon: number, gamma: number, dGamma: number, dBeta: number, dx: number, rows: number, units: number) => void;
  readonly normalizeRows: (x: number, gamma: number, beta: number, xHat: number, inverse: number, y: number, epsilon: number, rows: number, units: number) => void;
  readonly normalizeRowsBackward: (dy: number, xHat: number, inverse: number, gamma: number, dx: number, rows: number, units: number) => void;
  readonly penalize: (w: number, g: number, length: number, l1: number, l2: number, sums: number) => void;
  readonly rowSquares: (w: number, units: number, rows: number, out: number) => void;
  readonly scale: (g: number, length: number, factor: number) => void;
  readonly softmax: (z: number, a: number, rows: number, units: number) => void;
  readonly softmaxBackward: (a: number, da: number, dz: number, rows: number, units: number) => void;
  readonly softmaxCrossentropy: (z: number, target: number, gradient: number, rows: number, units: number, factor: number) => number;
  readonly staticEnd: () => number;
  readonly sumAbsolute: (x: number, length: number) => number;
  readonly sumDoubles: (from: number, count: number) => number;
  readonly sumSquares: (x: number, length: number) => number;
  readonly transpose: (indptr: number, indices: number, values: number, rows: number, width: number, cursors: number, columns: number, starts: number, samples: number, columnValues: number) => number;
  readonly update: (kind: number, w: number, g: number, s0: number, s1: number, s2: number, length: number, factors: number, sums: number) => void;
  readonly updateAll: (columns: number, count: number, starts: number, samples: number, values: number, dz: number, buffer: number, zeros: number, kind: number, w: number, s0: number, s1: number, s2: number, units: number, factors: number, sums: number, from: number, to: number) => void;
  readonly updateTouched: (columns: number, starts: number, samples: number, values: number, dz: number, buffer: number, kind: number, w: number, s0: number, s1: number, s2: number, units: number, factors: number, squares: number, sums: number, from: number, to: number) => void;
}

/** The names of the arguments. */
export const KERNEL_ARGUMENTS: Readonly<Record<KernelName, readonly string[]>> = {
  activate: ['kind', 'z', 'a', 'length', 'alpha', 'scale'],
  activateBackward: ['kind', 'z', 'a', 'da', 'dz', 'length', 'alpha', 'scale'],
  addScaled: ['g', 'w', 'length', 'factor'],
  clearStale: ['older', 'columns', 'count', 'dw', 'units', 'from', 'to'],
  clipValue: ['g', 'length', 'limit'],
  columnMoments: ['x', 'mean', 'variance', 'rows', 'units'],
  columnSums: ['x', 'out', 'rows', 'units', 'from', 'to', 'add'],
  dropout: ['x', 'y', 'mask', 'from', 'to', 'threshold', 'keep', 'k0', 'k1', 'c1', 'c2', 'c3'],
  elementLoss: ['kind', 'output', 'target', 'gradient', 'length', 'factor', 'parameter'],
  gatherColumns: ['columns', 'starts', 'samples', 'values', 'dz', 'dw', 'units', 'from', 'to'],
  gatherRows: ['indptr', 'indices', 'values', 'w', 'bias', 'z', 'units', 'from', 'to'],
  gemm: ['m', 'n', 'k', 'a', 'aStepM', 'aStepK', 'b', 'bStepK', 'bStepN', 'c', 'stepC', 'bias', 'add', 'scratch'],
  gemmSmall: ['m', 'n', 'k', 'a', 'aStepM', 'aStepK', 'b', 'bStepK', 'c', 'stepC', 'bias'],
  gemmSmallTransposed: ['m', 'n', 'k', 'a', 'b', 'c'],
  multiply: ['a', 'b', 'out', 'length'],
  normalize: ['x', 'mean', 'variance', 'epsilon', 'gamma', 'beta', 'xHat', 'y', 'rows', 'units'],
  normalizeBackward: ['dy', 'xHat', 'variance', 'epsilon', 'gamma', 'dGamma', 'dBeta', 'dx', 'rows', 'units'],
  normalizeRows: ['x', 'gamma', 'beta', 'xHat', 'inverse', 'y', 'epsilon', 'rows', 'units'],
  normalizeRowsBackward: ['dy', 'xHat', 'inverse', 'gamma', 'dx', 'rows', 'units'],
  penalize: ['w', 'g', 'length', 'l1', 'l2', 'sums'],
  rowSquares: ['w', 'units', 'rows', 'out'],
  scale: ['g', 'length', 'factor'],
  softmax: ['z', 'a', 'rows', 'units'],
  softmaxBackward: ['a', 'da', 'dz', 'rows', 'units'],
  softmaxCrossentropy: ['z', 'target', 'gradient', 'rows', 'units', 'factor'],
  sumAbsolute: ['x', 'length'],
  sumDoubles: ['from', 'count'],
  sumSquares: ['x', 'length'],
  transpose: ['indptr', 'indices', 'values', 'rows', 'width', 'cursors', 'columns', 'starts', 'samples', 'columnValues'],
  update: ['kind', 'w', 'g', 's0', 's1', 's2', 'length', 'factors', 'sums'],
  updateAll: ['columns', 'count', 'starts', 'samples', 'values', 'dz', 'buffer', 'zeros', 'kind', 'w', 's0', 's1', 's2', 'units', 'factors', 'sums', 'from', 'to'],
  updateTouched: ['columns', 'starts', 'samples', 'values', 'dz', 'buffer', 'kind', 'w', 's0', 's1', 's2', 'units', 'factors', 'squares', 'sums', 'from', 'to'],
};

/** A number for each name. */
type Named<Name extends string> = Readonly<Record<Name, number>>;

/** The kernels that take many arguments, called by their names. */
export const byName = {
  activate: (kernels: Kernels, a: Named<'kind' | 'z' | 'a' | 'length' | 'alpha' | 'scale'>): void => { kernels.activate(a.kind, a.z, a.a, a.length, a.alpha, a.scale); },
  activateBackward: (kernels: Kernels, a: Named<'kind' | 'z' | 'a' | 'da' | 'dz' | 'length' | 'alpha' | 'scale'>): void => { kernels.activateBackward(a.kind, a.z, a.a, a.da, a.dz, a.length, a.alpha, a.scale); },
  addScaled: (kernels: Kernels, a: Named<'g' | 'w' | 'length' | 'factor'>): void => { kernels.addScaled(a.g, a.w, a.length, a.factor); },
  clearStale: (kernels: Kernels, a: Named<'older' | 'columns' | 'count' | 'dw' | 'units' | 'from' | 'to'>): void => { kernels.clearStale(a.older, a.columns, a.count, a.dw, a.units, a.from, a.to); },
  clipValue: (kernels: Kernels, a: Named<'g' | 'length' | 'limit'>): void => { kernels.clipValue(a.g, a.length, a.limit); },
  columnMoments: (kernels: Kernels, a: Named<'x' | 'mean' | 'variance' | 'rows' | 'units'>): void => { kernels.columnMoments(a.x, a.mean, a.variance, a.rows, a.units); },
  columnSums: (kernels: Kernels, a: Named<'x' | 'out' | 'rows' | 'units' | 'from' | 'to' | 'add'>): void => { kernels.columnSums(a.x, a.out, a.rows, a.units, a.from, a.to, a.add); },
  dropout: (kernels: Kernels, a: Named<'x' | 'y' | 'mask' | 'from' | 'to' | 'threshold' | 'keep' | 'k0' | 'k1' | 'c1' | 'c2' | 'c3'>): void => { kernels.dropout(a.x, a.y, a.mask, a.from, a.to, a.threshold, a.keep, a.k0, a.k1, a.c1, a.c2, a.c3); },
  elementLoss: (kernels: Kernels, a: Named<'kind' | 'output' | 'target' | 'gradient' | 'length' | 'factor' | 'parameter'>): number => kernels.elementLoss(a.kind, a.output, a.target, a.gradient, a.length, a.factor, a.parameter),
  gatherColumns: (kernels: Kernels, a: Named<'columns' | 'starts' | 'samples' | 'values' | 'dz' | 'dw' | 'units' | 'from' | 'to'>): void => { kernels.gatherColumns(a.columns, a.starts, a.samples, a.values, a.dz, a.dw, a.units, a.from, a.to); },
  gatherRows: (kernels: Kernels, a: Named<'indptr' | 'indices' | 'values' | 'w' | 'bias' | 'z' | 'units' | 'from' | 'to'>): void => { kernels.gatherRows(a.indptr, a.indices, a.values, a.w, a.bias, a.z, a.units, a.from, a.to); },
  gemm: (kernels: Kernels, a: Named<'m' | 'n' | 'k' | 'a' | 'aStepM' | 'aStepK' | 'b' | 'bStepK' | 'bStepN' | 'c' | 'stepC' | 'bias' | 'add' | 'scratch'>): void => { kernels.gemm(a.m, a.n, a.k, a.a, a.aStepM, a.aStepK, a.b, a.bStepK, a.bStepN, a.c, a.stepC, a.bias, a.add, a.scratch); },
  gemmSmall: (kernels: Kernels, a: Named<'m' | 'n' | 'k' | 'a' | 'aStepM' | 'aStepK' | 'b' | 'bStepK' | 'c' | 'stepC' | 'bias'>): void => { kernels.gemmSmall(a.m, a.n, a.k, a.a, a.aStepM, a.aStepK, a.b, a.bStepK, a.c, a.stepC, a.bias); },
  gemmSmallTransposed: (kernels: Kernels, a: Named<'m' | 'n' | 'k' | 'a' | 'b' | 'c'>): void => { kernels.gemmSmallTransposed(a.m, a.n, a.k, a.a, a.b, a.c); },
  multiply: (kernels: Kernels, a: Named<'a' | 'b' | 'out' | 'length'>): void => { kernels.multiply(a.a, a.b, a.out, a.length); },
  normalize: (kernels: Kernels, a: Named<'x' | 'mean' | 'variance' | 'epsilon' | 'gamma' | 'beta' | 'xHat' | 'y' | 'rows' | 'units'>): void => { kernels.normalize(a.x, a.mean, a.variance, a.epsilon, a.gamma, a.beta, a.xHat, a.y, a.rows, a.units); },
  normalizeBackward: (kernels: Kernels, a: Named<'dy' | 'xHat' | 'variance' | 'epsilon' | 'gamma' | 'dGamma' | 'dBeta' | 'dx' | 'rows' | 'units'>): void => { kernels.normalizeBackward(a.dy, a.xHat, a.variance, a.epsilon, a.gamma, a.dGamma, a.dBeta, a.dx, a.rows, a.units); },
  normalizeRows: (kernels: Kernels, a: Named<'x' | 'gamma' | 'beta' | 'xHat' | 'inverse' | 'y' | 'epsilon' | 'rows' | 'units'>): void => { kernels.normalizeRows(a.x, a.gamma, a.beta, a.xHat, a.inverse, a.y, a.epsilon, a.rows, a.units); },
  normalizeRowsBackward: (kernels: Kernels, a: Named<'dy' | 'xHat' | 'inverse' | 'gamma' | 'dx' | 'rows' | 'units'>): void => { kernels.normalizeRowsBackward(a.dy, a.xHat, a.inverse, a.gamma, a.dx, a.rows, a.units); },
  penalize: (kernels: Kernels, a: Named<'w' | 'g' | 'length' | 'l1' | 'l2' | 'sums'>): void => { kernels.penalize(a.w, a.g, a.length, a.l1, a.l2, a.sums); },
  rowSquares: (kernels: Kernels, a: Named<'w' | 'units' | 'rows' | 'out'>): void => { kernels.rowSquares(a.w, a.units, a.rows, a.out); },
  scale: (kernels: Kernels, a: Named<'g' | 'length' | 'factor'>): void => { kernels.scale(a.g, a.length, a.factor); },
  softmax: (kernels: Kernels, a: Named<'z' | 'a' | 'rows' | 'units'>): void => { kernels.softmax(a.z, a.a, a.rows, a.units); },
  softmaxBackward: (kernels: Kernels, a: Named<'a' | 'da' | 'dz' | 'rows' | 'units'>): void => { kernels.softmaxBackward(a.a, a.da, a.dz, a.rows, a.units); },
  softmaxCrossentropy: (kernels: Kernels, a: Named<'z' | 'target' | 'gradient' | 'rows' | 'units' | 'factor'>): number => kernels.softmaxCrossentropy(a.z, a.target, a.gradient, a.rows, a.units, a.factor),
  sumAbsolute: (kernels: Kernels, a: Named<'x' | 'length'>): number => kernels.sumAbsolute(a.x, a.length),
  sumDoubles: (kernels: Kernels, a: Named<'from' | 'count'>): number => kernels.sumDoubles(a.from, a.count),
  sumSquares: (kernels: Kernels, a: Named<'x' | 'length'>): number => kernels.sumSquares(a.x, a.length),
  transpose: (kernels: Kernels, a: Named<'indptr' | 'indices' | 'values' | 'rows' | 'width' | 'cursors' | 'columns' | 'starts' | 'samples' | 'columnValues'>): number => kernels.transpose(a.indptr, a.indices, a.values, a.rows, a.width, a.cursors, a.columns, a.starts, a.samples, a.columnValues),
  update: (kernels: Kernels, a: Named<'kind' | 'w' | 'g' | 's0' | 's1' | 's2' | 'length' | 'factors' | 'sums'>): void => { kernels.update(a.kind, a.w, a.g, a.s0, a.s1, a.s2, a.length, a.factors, a.sums); },
  updateAll: (kernels: Kernels, a: Named<'columns' | 'count' | 'starts' | 'samples' | 'values' | 'dz' | 'buffer' | 'zeros' | 'kind' | 'w' | 's0' | 's1' | 's2' | 'units' | 'factors' | 'sums' | 'from' | 'to'>): void => { kernels.updateAll(a.columns, a.count, a.starts, a.samples, a.values, a.dz, a.buffer, a.zeros, a.kind, a.w, a.s0, a.s1, a.s2, a.units, a.factors, a.sums, a.from, a.to); },
  updateTouched: (kernels: Kernels, a: Named<'columns' | 'starts' | 'samples' | 'values' | 'dz' | 'buffer' | 'kind' | 'w' | 's0' | 's1' | 's2' | 'units' | 'factors' | 'squares' | 'sums' | 'from' | 'to'>): void => { kernels.updateTouched(a.columns, a.starts, a.samples, a.values, a.dz, a.buffer, a.kind, a.w, a.s0, a.s1, a.s2, a.units, a.factors, a.squares, a.sums, a.from, a.to); },
};

/** A kernel that computes something. */
export type KernelName = keyof typeof byName;
