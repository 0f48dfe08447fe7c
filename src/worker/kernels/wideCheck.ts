/**
 * A process of its own that ends with 0 if this engine compiles the wide kernels, gets every bit right and is faster with
 * them; see src/session/worker/wideKernels.ts. A fault here, even a crash of the engine, harms nothing else.
 */
import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { createWasmBackend } from '../../engine/wasm/backend.ts';
import { byName } from '../../engine/wasm/generated/kernels.ts';
import { ARENA_START } from '../../engine/wasm/layout.ts';
import { connectKernels, type KernelBuild, shareKernels } from '../../engine/wasm/module.ts';
import {
  allocateOperations,
  EVERY_OPERATION_ELEMENTS,
  EVERY_OPERATION_ROOM,
  everyOperation,
} from './everyOperation.ts';
import { compileWide } from './wideKernels.ts';

function bitsOf(module: WebAssembly.Module, build: KernelBuild): string {
  const backend = createWasmBackend(module, EVERY_OPERATION_ELEMENTS, build, { room: EVERY_OPERATION_ROOM });
  return everyOperation(backend, allocateOperations(backend));
}

const ROWS = 96;
const DEPTH = 128;
const WIDE = 16;
const CALLS = 20;
const BURSTS = 30;

/**
 * Tiles of sixteen columns need registers of 256 bits: with less they are slower than tiles of eight, by half, and with
 * them faster by half.
 */
function isFaster(module: WebAssembly.Module): boolean {
  const room = { rows: 1, columns: 1, entries: 1 };
  const { kernels, scratchAt } = connectKernels(shareKernels(module, ROWS * DEPTH * 4, room, 1), 0);
  const a = ARENA_START;
  const b = a + ROWS * DEPTH * 4;
  const c = b + DEPTH * WIDE * 4;
  const burst = (columns: number): number => {
    const start = performance.now();
    for (let call = 0; call < CALLS; call++) {
      const row = columns * 4;
      byName.gemm(kernels, {
        ...{ m: ROWS, n: columns, k: DEPTH },
        ...{ a, aStepM: DEPTH * 4, aStepK: 4, b, bStepK: row, bStepN: 4 },
        ...{ c, stepC: row, bias: 0, add: 0, scratch: scratchAt },
      });
    }
    return performance.now() - start;
  };
  let wide = Infinity;
  let narrow = Infinity;
  // In turns, so that what else the machine does falls on both.
  for (let turn = 0; turn < BURSTS; turn++) {
    wide = Math.min(wide, burst(WIDE));
    narrow = Math.min(narrow, burst(WIDE / 2));
  }
  return wide < 2 * narrow;
}

const folder = dirname(fileURLToPath(import.meta.url));
const read = (file: string): Uint8Array<ArrayBuffer> => new Uint8Array(readFileSync(join(folder, file)));
const wide = compileWide(read('kernels.wide.wasm'));
const relaxed = new WebAssembly.Module(read('kernels.relaxed.wasm'));
process.exitCode = isFaster(wide) && bitsOf(wide, 'wide') === bitsOf(relaxed, 'relaxed') ? 0 : 1;
