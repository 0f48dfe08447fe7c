/** The backend that trains: kernels compiled from src/kernels, over one WebAssembly memory sized once. */
import { STREAM } from '../../base/philox.ts';
import type { Backend, Tensor, UpdateRule } from '../backend.ts';
import { alignedLength } from '../reference/backend.ts';
import { lossSum } from '../reference/losses.ts';
import { Team } from './team.ts';
import { activationCall, lossCall } from './kinds.ts';
import { CHUNK, CHUNK_SUMS, FACTORS, LOSS_PARTS, type SparseRoom } from './layout.ts';
import { connectKernels, type KernelBuild, type SharedKernels, shareKernels } from './module.ts';
import { KernelOptimizer } from './optimizers.ts';
import { SparseArea, type SparseGradient } from './sparse.ts';

/** Products with fewer multiply-adds than this are not worth packing (measured by bench/kernels.ts). */
const SMALL_PRODUCT = 4096;
/** Losses of fewer numbers are summed in one part: by size alone, so that the sum is the same for any number of threads. */
const SMALL_LOSS = 2048;
/** About what a core does in the large products. */
const MULTIPLY_ADDS_PER_NANOSECOND = 16;
/** About the nanoseconds an element takes in other operations; they only tell what is surely too little to cut. */
const COST = { activate: 1, columnSums: 0.5, dropout: 3, loss: 4, pass: 0.5, update: 2 } as const;
const FLOAT = 4;
const TWO_32 = 0x1_0000_0000;

/** Room for CSR batches where nobody says how large they are. */
const USUAL_ROOM: SparseRoom = { rows: 256, columns: 1024, entries: 65536 };

export interface WasmBackendOptions {
  /** Threads that operations may be cut for; 1 if not given. */
  readonly threads?: number;
  /** Starts helper `helper` (from 1 on), a thread that runs `connectKernels` and `serve`. */
  readonly startHelper?: (shared: SharedKernels, helper: number) => void;
  /** For tests: every operation is cut among all threads, worth it or not. */
  readonly cutsAll?: boolean;
  /** The largest batch of CSR rows. */
  readonly room?: SparseRoom;
}

/**
 * A backend over a memory for `elements` numbers and the kernels' scratch.
 * @param module compiled from that build's file.
 * @throws RangeError if the memory cannot be had, and from `allocate` if the arena is used up.
 */
export function createWasmBackend(
  module: WebAssembly.Module,
  elements: number,
  build: KernelBuild,
  { threads = 1, startHelper, cutsAll = false, room = USUAL_ROOM }: WasmBackendOptions = {},
): Backend {
  const shared = shareKernels(module, elements, room, threads);
  const { layout } = shared;
  const { arenaAt: arena, factorsAt } = layout;
  const own = connectKernels(shared, 0);
  const { kernels, memory, chunkSums, scratchAt } = own;
  const team = new Team(own, threads, cutsAll);
  for (let helper = 1; helper < threads; helper++) startHelper?.(shared, helper);
  const factors = new Float32Array(memory.buffer, factorsAt, FACTORS);
  const sparse = new SparseArea(own, layout, room, team);
  const views = new WeakMap<Tensor, Float32Array>();
  let used = 0;
  const at = (tensor: Tensor): number => arena + tensor.offset * FLOAT;
  const atOrZero = (tensor: Tensor | null | undefined): number => (tensor ? at(tensor) : 0);
  const viewOf = (tensor: Tensor): Float32Array => {
    let found = views.get(tensor);
    if (!found) {
      found = new Float32Array(memory.buffer, at(tensor), tensor.length);
      views.set(tensor, found);
    }
    return found;
  };
  const view = (tensor: Tensor): Float32Array => {
    // Who has a view may write to it.
    sparse.fill(tensor);
    return viewOf(tensor);
  };
  const gradients = new WeakMap<Tensor, SparseGradient>();
  const gradientOf = (tensor: Tensor): SparseGradient => {
    let found = gradients.get(tensor);
    if (!found) {
      found = { tensor, at: at(tensor), view: viewOf(tensor) };
      gradients.set(tensor, found);
    }
    return found;
  };
  /** Σ over `chunks` of their sum number `index`, in order. */
  const totalOf = (chunks: number, index: number): number => {
    let total = 0;
    const end = chunks * CHUNK_SUMS;
    for (let place = index; place < end; place += CHUNK_SUMS) total += chunkSums[place] ?? NaN;
    return total;
  };
  /** The same over the chunks of a tensor. */
  const chunkTotal = (length: number, index: number): number => totalOf(Math.ceil(length / CHUNK), index);
  const multiplyMatrices = (
    m: number,
    n: number,
    k: number,
    a: number,
    aStepM: number,
    aStepK: number,
    b: number,
    bStepK: number,
    bStepN: number,
    c: number,
    bias: number,
  ): void => {
    const nanoseconds = (m * n * k) / MULTIPLY_ADDS_PER_NANOSECOND;
    const stepC = n * FLOAT;
    if (team.wants(nanoseconds)) {
      team.run('gemm', nanoseconds, [m, n, k, a, aStepM, aStepK, b, bStepK, bStepN, c, stepC, bias]);
    } else kernels.gemm(m, n, k, a, aStepM, aStepK, b, bStepK, bStepN, c, stepC, bias, scratchAt);
  };

  let optimizer: KernelOptimizer | null = null;
  let factorsOf: UpdateRule['optimizer'] | undefined;
  let factorsStep = 0;
  let factorsRate = 0;
  let factorsSemantics = '';
  /** The factors are the same for all parameters of a step. */
  const prepareFactors = (rule: UpdateRule): KernelOptimizer => {
    const known = rule.optimizer === factorsOf && rule.semantics === factorsSemantics ? optimizer : null;
    if (known && rule.step === factorsStep && rule.learningRate === factorsRate) return known;
    const found = known ?? new KernelOptimizer(rule);
    found.write(rule, factors);
    optimizer = found;
    factorsOf = rule.optimizer;
    factorsStep = rule.step;
    factorsRate = rule.learningRate;
    factorsSemantics = rule.semantics;
    return found;
  };

  return {
    name: build === 'plain' ? 'wasm' : `wasm-${build}`,
    allocate(length) {
      const tensor: Tensor = { offset: used, length };
      used += alignedLength(length);
      if (used > elements) throw new RangeError(`The arena of ${String(elements)} elements is used up.`);
      return tensor;
    },
    batchRoom: sparse.batchRoom,
    meanwhile(work) {
      team.meanwhile = work;
    },
    view,
    dense(x, w, b, z, rows, inputs, units) {
      const rowIn = inputs * FLOAT;
      const rowOut = units * FLOAT;
      if (rows * inputs * units <= SMALL_PRODUCT) {
        const bias = atOrZero(b);
        kernels.gemmSmall(rows, units, inputs, at(x), rowIn, FLOAT, at(w), rowOut, at(z), rowOut, bias);
      } else
        multiplyMatrices(rows, units, inputs, at(x), rowIn, FLOAT, at(w), rowOut, FLOAT, at(z), atOrZero(b));
    },
    denseSparse(x, w, b, z, units, trains = false) {
      sparse.forward(x, at(w), atOrZero(b), at(z), units, trains);
    },
    denseKernelGradient(x, dz, dw, rows, inputs, units) {
      const rowIn = inputs * FLOAT;
      const rowOut = units * FLOAT;
      if (rows * inputs * units <= SMALL_PRODUCT) {
        kernels.gemmSmall(inputs, units, rows, at(x), FLOAT, rowIn, at(dz), rowOut, at(dw), rowOut, 0);
      } else multiplyMatrices(inputs, units, rows, at(x), FLOAT, rowIn, at(dz), rowOut, FLOAT, at(dw), 0);
    },
    denseKernelGradientSparse(x, dz, dw, units) {
      sparse.kernelGradient(x, at(dz), gradientOf(dw), units);
    },
    columnSums(dz, db, rows, units) {
      const cost = rows * units * COST.columnSums;
      if (team.wants(cost)) team.run('columnSums', cost, [at(dz), at(db), rows, units]);
      else kernels.columnSums(at(dz), at(db), rows, units, 0, units);
    },
    denseInputGradient(dz, w, dx, rows, inputs, units) {
      const rowOut = units * FLOAT;
      if (rows * inputs * units <= SMALL_PRODUCT) {
        kernels.gemmSmallTransposed(rows, inputs, units, at(dz), at(w), at(dx));
      } else multiplyMatrices(rows, inputs, units, at(dz), rowOut, FLOAT, at(w), FLOAT, rowOut, at(dx), 0);
    },
    activate(activation, z, a, rows, units) {
      const call = activationCall(activation);
      if ('forward' in call) {
        kernels[call.forward](at(z), at(a), rows, units);
        return;
      }
      const { kind, alpha, scale } = call;
      const length = rows * units;
      const cost = length * COST.activate;
      if (team.wants(cost)) team.run('activate', cost, [kind, at(z), at(a), length, alpha, scale]);
      else kernels.activate(kind, at(z), at(a), length, alpha, scale);
    },
    activateBackward(activation, z, a, da, dz, rows, units) {
      const call = activationCall(activation);
      if ('backward' in call) {
        kernels[call.backward](at(a), at(da), at(dz), rows, units);
        return;
      }
      const { kind, alpha, scale } = call;
      const length = rows * units;
      const cost = length * COST.activate;
      if (team.wants(cost)) {
        team.run('activateBackward', cost, [kind, at(z), at(a), at(da), at(dz), length, alpha, scale]);
      } else kernels.activateBackward(kind, at(z), at(a), at(da), at(dz), length, alpha, scale);
    },
    dropout(x, y, mask, length, rate, { seed, layer, step }) {
      // A word is at least rate·2³² exactly where it is at least the next whole number.
      const threshold = Math.min(Math.ceil(rate * TWO_32), TWO_32 - 1);
      const keep = 1 / (1 - rate);
      const stream = STREAM.dropout;
      const high = Math.floor(step / TWO_32);
      const cost = length * COST.dropout;
      if (team.wants(cost)) {
        const args = [at(x), at(y), at(mask), length, threshold, keep, seed, stream, layer, step, high];
        team.run('dropout', cost, args);
      } else
        kernels.dropout(at(x), at(y), at(mask), 0, length, threshold, keep, seed, stream, layer, step, high);
    },
    multiply(a, b, out, length) {
      const cost = length * COST.pass;
      if (team.wants(cost)) team.run('multiply', cost, [at(a), at(b), at(out), length]);
      else kernels.multiply(at(a), at(b), at(out), length);
    },
    columnMoments(x, mean, variance, rows, units) {
      kernels.columnMoments(at(x), at(mean), at(variance), rows, units);
    },
    normalize(x, mean, variance, epsilon, gamma, beta, xHat, y, rows, units) {
      const scale = atOrZero(gamma);
      const shift = atOrZero(beta);
      kernels.normalize(at(x), at(mean), at(variance), epsilon, scale, shift, at(xHat), at(y), rows, units);
    },
    normalizeBackward(dy, xHat, variance, epsilon, gamma, dGamma, dBeta, dx, rows, units) {
      const scale = atOrZero(gamma);
      kernels.normalizeBackward(
        at(dy),
        at(xHat),
        at(variance),
        epsilon,
        scale,
        atOrZero(dGamma),
        atOrZero(dBeta),
        at(dx),
        rows,
        units,
      );
    },
    loss(loss, fused, output, target, gradient, rows, units, semantics = 'keras') {
      const call = lossCall(loss, fused, semantics);
      if (!call) {
        // Cross-entropies of probabilities are rare (a plan fuses them) and clipped in two ways: once is enough.
        const into = gradient ? view(gradient) : null;
        return lossSum(loss, fused, view(output), view(target), into, rows, units, semantics);
      }
      if (call.of === 'row') {
        const gradientAt = atOrZero(gradient);
        if (rows * units <= SMALL_LOSS)
          return kernels[call.kernel](at(output), at(target), gradientAt, rows, units, 1 / rows);
        const args = [at(output), at(target), gradientAt, rows, units, 1 / rows];
        team.run(call.kernel, rows * units * COST.loss, args);
        return totalOf(LOSS_PARTS, 0);
      }
      const share = call.mean ? units : 1;
      const sum = kernels.elementLoss(
        call.kind,
        at(output),
        at(target),
        atOrZero(gradient),
        rows * units,
        call.derivativeFactor / (rows * share),
        call.parameter,
      );
      return (sum * call.valueFactor) / share;
    },
    penalize(w, g, l1, l2Gradient, into) {
      sparse.fill(g);
      team.run('penalize', w.length * COST.pass, [at(w), at(g), w.length, l1, l2Gradient]);
      into.absolute = chunkTotal(w.length, 0);
      into.squares = chunkTotal(w.length, 1);
    },
    sumSquares(g) {
      sparse.write(g);
      team.run('sumSquares', g.length * COST.pass, [at(g), g.length]);
      return chunkTotal(g.length, 0);
    },
    sumAbsolute(g) {
      sparse.write(g);
      team.run('sumAbsolute', g.length * COST.pass, [at(g), g.length]);
      return chunkTotal(g.length, 0);
    },
    scale(g, factor) {
      if (Number.isFinite(factor)) sparse.write(g);
      else sparse.fill(g);
      team.run('scale', g.length * COST.pass, [at(g), g.length, factor]);
    },
    clipValue(g, limit) {
      sparse.write(g);
      team.run('clipValue', g.length * COST.pass, [at(g), g.length, limit]);
    },
    addScaled(g, w, factor) {
      sparse.fill(g);
      team.run('addScaled', g.length * COST.pass, [at(g), at(w), g.length, factor]);
    },
    update(rule, w, g, slots, into) {
      const { number: kind, leavesRowsAlone } = prepareFactors(rule);
      const slot0 = atOrZero(slots[0]);
      const slot1 = atOrZero(slots[1]);
      const slot2 = atOrZero(slots[2]);
      if (sparse.holds(g)) {
        sparse.update(leavesRowsAlone, kind, w, at(w), [slot0, slot1, slot2], factorsAt, into);
        return;
      }
      sparse.forgetSquares(g);
      const { length } = w;
      if (length <= CHUNK && !team.wants(length * COST.update)) {
        kernels.optimize(kind, at(w), at(g), slot0, slot1, slot2, length, factorsAt, own.ownSumsAt);
        const { ownSums } = own;
        into.gradientSquares = ownSums[0] ?? NaN;
        into.gradientAbsolute = ownSums[1] ?? NaN;
        into.weightSquares = ownSums[2] ?? NaN;
        into.updateSquares = ownSums[3] ?? NaN;
        return;
      }
      const args = [kind, at(w), at(g), slot0, slot1, slot2, length, factorsAt];
      team.run('update', length * COST.update, args);
      into.gradientSquares = chunkTotal(length, 0);
      into.gradientAbsolute = chunkTotal(length, 1);
      into.weightSquares = chunkTotal(length, 2);
      into.updateSquares = chunkTotal(length, 3);
    },
  };
}
