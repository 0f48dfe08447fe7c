/** The backend that trains: kernels compiled from src/kernels, over one WebAssembly memory sized once. */
import { tensorAt } from '../../kinds/operations/tensor.ts';
import type { Backend, Tensor } from '../backend.ts';
import { OPERATIONS } from '../operations.ts';
import { alignedLength } from '../reference/backend.ts';
import { FLOAT } from './cutting.ts';
import { Team } from './team.ts';
import type { Binding } from './bindings/binding.ts';
import { createStepper } from './bindings/updates.ts';
import type { SparseRoom } from './layout.ts';
import { connectKernels, type KernelBuild, type SharedKernels, shareKernels } from './module.ts';
import { StepFactorsArea } from './optimizers.ts';
import { bindCall, cutRowsOf } from './operations.ts';
import { SparseArea } from './sparse.ts';

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
  const { arenaAt: arena } = layout;
  const own = connectKernels(shared, 0);
  const { memory } = own;
  const team = new Team(own, threads, cutsAll);
  for (let helper = 1; helper < threads; helper++) startHelper?.(shared, helper);
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
  const factors = new StepFactorsArea(memory, layout.factorsAt);
  const step = createStepper(own, team, sparse, factors);
  const binding: Binding = { memory: own, team, sparse, factors, step, at: atOrZero, view };

  return {
    name: build === 'plain' ? 'wasm' : `wasm-${build}`,
    allocate(shape, rows) {
      const tensor = tensorAt(used, shape, rows);
      used += alignedLength(tensor.length);
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
  };
}
