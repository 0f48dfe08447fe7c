/** The backend that trains: kernels compiled from src/kernels, over one WebAssembly memory sized once. */
import type { Backend, Tensor, UpdateRule } from '../backend.ts';
import { OPERATIONS } from '../operations.ts';
import { alignedLength } from '../reference/backend.ts';
import { FLOAT } from './cutting.ts';
import { byName } from './generated/kernels.ts';
import { Team } from './team.ts';
import { CHUNK, CHUNK_SUMS, FACTORS, type SparseRoom } from './layout.ts';
import { connectKernels, type KernelBuild, type SharedKernels, shareKernels } from './module.ts';
import { KernelOptimizer } from './optimizers.ts';
import { type Binding, bindCall, cutRowsOf } from './operations.ts';
import { PARTS } from './parts.ts';
import { SparseArea } from './sparse.ts';

/** About the nanoseconds that an element takes; they only tell what is surely too little to cut. */
const COST = { pass: 0.5, update: 2 } as const;

/** Room for CSR batches of unknown size. */
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
  const shared = shareKernels(module, elements, room, threads, cutRowsOf(OPERATIONS));
  const { layout } = shared;
  const { arenaAt: arena, factorsAt } = layout;
  const own = connectKernels(shared, 0);
  const { kernels, memory, chunkSums } = own;
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
    // The holder of a view may write to it.
    sparse.fill(tensor);
    return viewOf(tensor);
  };
  /** Σ over the chunks of a tensor of their sum number `index`, in order. */
  const chunkTotal = (length: number, index: number): number => {
    let total = 0;
    const end = Math.ceil(length / CHUNK) * CHUNK_SUMS;
    for (let place = index; place < end; place += CHUNK_SUMS) total += chunkSums[place] ?? NaN;
    return total;
  };
  const binding: Binding = { memory: own, team, sparse, at: atOrZero, view };
  /** The arguments of the step at hand: one object for all, since a step may take a microsecond. */
  const stepping = {
    ...{ kind: 0, w: 0, g: 0, s0: 0, s1: 0, s2: 0, length: 0 },
    ...{ factors: factorsAt, sums: own.ownSumsAt },
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
    run(call, rows) {
      if (call.owner !== binding || !call.bound) {
        call.owner = binding;
        call.bound = bindCall(call, binding, shared.cuts);
      }
      return call.bound(rows);
    },
    penalize(w, g, l1, l2Gradient, into) {
      sparse.fill(g);
      const args = { w: at(w), g: at(g), length: w.length, l1, l2: l2Gradient };
      team.run(PARTS.penalize, w.length * COST.pass, args);
      into.absolute = chunkTotal(w.length, 0);
      into.squares = chunkTotal(w.length, 1);
    },
    sumSquares(g) {
      sparse.write(g);
      team.run(PARTS.sumSquares, g.length * COST.pass, { g: at(g), length: g.length });
      return chunkTotal(g.length, 0);
    },
    sumAbsolute(g) {
      sparse.write(g);
      team.run(PARTS.sumAbsolute, g.length * COST.pass, { g: at(g), length: g.length });
      return chunkTotal(g.length, 0);
    },
    scale(g, factor) {
      if (Number.isFinite(factor)) sparse.write(g);
      else sparse.fill(g);
      team.run(PARTS.scale, g.length * COST.pass, { g: at(g), length: g.length, factor });
    },
    clipValue(g, limit) {
      sparse.write(g);
      team.run(PARTS.clipValue, g.length * COST.pass, { g: at(g), length: g.length, limit });
    },
    addScaled(g, w, factor) {
      sparse.fill(g);
      const args = { g: at(g), w: at(w), length: g.length, factor };
      team.run(PARTS.addScaled, g.length * COST.pass, args);
    },
    update(rule, w, g, slots, into) {
      const { number: kind, leavesRowsAlone } = prepareFactors(rule);
      const s0 = atOrZero(slots[0]);
      const s1 = atOrZero(slots[1]);
      const s2 = atOrZero(slots[2]);
      if (sparse.holds(g)) {
        sparse.update(leavesRowsAlone, kind, w, at(w), [s0, s1, s2], factorsAt, into);
        return;
      }
      sparse.forgetSquares(g);
      const { length } = w;
      stepping.kind = kind;
      stepping.w = at(w);
      stepping.g = at(g);
      stepping.s0 = s0;
      stepping.s1 = s1;
      stepping.s2 = s2;
      stepping.length = length;
      if (length <= CHUNK && !team.wants(length * COST.update)) {
        byName.optimize(kernels, stepping);
        const { ownSums } = own;
        into.gradientSquares = ownSums[0] ?? NaN;
        into.gradientAbsolute = ownSums[1] ?? NaN;
        into.weightSquares = ownSums[2] ?? NaN;
        into.updateSquares = ownSums[3] ?? NaN;
        return;
      }
      team.run(PARTS.update, length * COST.update, stepping);
      into.gradientSquares = chunkTotal(length, 0);
      into.gradientAbsolute = chunkTotal(length, 1);
      into.weightSquares = chunkTotal(length, 2);
      into.updateSquares = chunkTotal(length, 3);
    },
  };
}
