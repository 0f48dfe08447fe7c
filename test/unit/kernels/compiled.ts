/** All builds of the kernels, compiled once into a folder that git does not keep. */
import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';

import { buildKernels } from '../../../scripts/kernels.mjs';
import type { KernelBuild } from '../../../src/engine/wasm/module.ts';
import { mayBeWide } from '../../../src/session/worker/wideKernels.ts';
import { enableRelaxedSimd } from '../../../src/worker/kernels/relaxedSimd.ts';
import { compileWide } from '../../../src/worker/kernels/wideKernels.ts';

const FOLDER = fileURLToPath(new URL('../../../build/kernels/', import.meta.url));

/**
 * Compiles the kernels if their sources changed, and the modules. Node 20 runs the wide build as
 * any other, where newer engines join its vectors.
 */
export async function compiledKernels(): Promise<Readonly<Record<KernelBuild, WebAssembly.Module>>> {
  await buildKernels({ outDir: FOLDER, quiet: true });
  const read = async (file: string): Promise<Uint8Array<ArrayBuffer>> =>
    new Uint8Array(await readFile(FOLDER + file));
  enableRelaxedSimd();
  const wide = await read('kernels.wide.wasm');
  return {
    plain: new WebAssembly.Module(await read('kernels.wasm')),
    relaxed: new WebAssembly.Module(await read('kernels.relaxed.wasm')),
    wide: mayBeWide() ? compileWide(wide) : new WebAssembly.Module(wide),
  };
}
