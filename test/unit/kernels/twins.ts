/** The same operation on the reference backend and on a WASM backend, over the same numbers. */
import assert from 'node:assert/strict';

import { philox } from '../../../src/base/philox.ts';
import { part } from '../../../src/kinds/operations/tensor.ts';
import * as shapes from '../../../src/kinds/shape.ts';
import type { Backend, Tensor } from '../../../src/engine/backend.ts';
import { createReferenceBackend } from '../../../src/engine/reference/backend.ts';
import { createWasmBackend } from '../../../src/engine/wasm/backend.ts';
import type { KernelBuild } from '../../../src/engine/wasm/module.ts';

/** Numbers in [−1, 1) that depend on `seed` only. */
export function numbers(count: number, seed: number): number[] {
  const words = new Uint32Array(4);
  const list: number[] = [];
  for (let index = 0; index < count; index++) {
    if (index % 4 === 0) philox(seed, 99, index, 0, 0, 0, words);
    list.push((words[index % 4] ?? 0) / 0x8000_0000 - 1);
  }
  return list;
}

export interface Twins {
  /** A tensor of these numbers in both arenas, with a canary behind it that must stay. */
  tensor(values: readonly number[]): Tensor;
  /** Room for `length` results, filled with a number that must be overwritten. */
  room(length: number): Tensor;
  /** Runs on both; what it returns must be equal within `tolerance` (relative to 1 + size). */
  run(operation: (backend: Backend) => number | undefined, tolerance?: number): void;
  /** |ours − reference| ≤ absolute + relative·|reference| for every element, NaN where NaN; canaries unharmed. */
  expectEqual(tensor: Tensor, what: string, relative: number, absolute?: number): void;
  readonly wasm: Backend;
}

const CANARY = 12345.678;
const ELEMENTS = 1 << 18;
const SPARSE_ROOM = { rows: 256, columns: 4096, entries: 300_000 };

export function createTwins(module: WebAssembly.Module, build: KernelBuild, elements = ELEMENTS): Twins {
  const reference = createReferenceBackend(elements);
  const wasm = createWasmBackend(module, elements, build, { room: SPARSE_ROOM });
  const canaries = new Map<Tensor, Tensor>();
  const place = (length: number, valueAt: (index: number) => number): Tensor => {
    // One tensor over data and canary, so that the canary follows at once, unaligned.
    const whole = reference.allocate(shapes.numbers(length + 4));
    wasm.allocate(shapes.numbers(length + 4));
    const tensor = part(whole, 0, 0, length);
    const canary = part(whole, 0, length, length + 4);
    for (const backend of [reference, wasm]) {
      const view = backend.view(tensor);
      for (let index = 0; index < length; index++) view[index] = valueAt(index);
      backend.view(canary).fill(CANARY);
    }
    canaries.set(tensor, canary);
    return tensor;
  };
  const close = (ours: number, theirs: number, allowed: number): boolean =>
    Object.is(ours, theirs) || ours === theirs || Math.abs(ours - theirs) <= allowed;
  return {
    wasm,
    tensor: (values) => place(values.length, (index) => values[index] ?? 0),
    room: (length) => place(length, () => CANARY),
    run(operation, tolerance = 0) {
      const theirs = operation(reference);
      const ours = operation(wasm);
      if (theirs === undefined || ours === undefined) return;
      const message = `returned ${String(ours)} instead of ${String(theirs)}`;
      assert.ok(close(ours, theirs, tolerance * (1 + Math.abs(theirs))), message);
    },
    expectEqual(tensor, what, relative, absolute = 0) {
      const ours = wasm.view(tensor);
      const theirs = reference.view(tensor);
      for (let index = 0; index < tensor.length; index++) {
        const expected = theirs[index] ?? NaN;
        const actual = ours[index] ?? NaN;
        const allowed = absolute + relative * Math.abs(expected);
        if (!close(actual, expected, allowed)) {
          assert.fail(`${what}[${String(index)}] is ${String(actual)}, not ${String(expected)}`);
        }
      }
      const canary = canaries.get(tensor);
      const behind = canary ? [...wasm.view(canary)] : [];
      assert.ok(
        behind.every((value) => value === Math.fround(CANARY)),
        `${what}: written past its end`,
      );
    },
  };
}
