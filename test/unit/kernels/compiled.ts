/** Both builds of the kernels, compiled once into a folder that git does not keep. */
import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { setFlagsFromString } from 'node:v8';

import { buildKernels } from '../../../scripts/kernels.mjs';

const FOLDER = fileURLToPath(new URL('../../../build/kernels/', import.meta.url));

/** Compiles the kernels if their sources changed, and both modules. Node 20 knows relaxed SIMD but hides it. */
export async function compiledKernels(): Promise<{
  readonly plain: WebAssembly.Module;
  readonly relaxed: WebAssembly.Module;
}> {
  await buildKernels({ outDir: FOLDER, quiet: true });
  const relaxed = await readFile(`${FOLDER}kernels.relaxed.wasm`);
  if (!WebAssembly.validate(relaxed)) setFlagsFromString('--experimental-wasm-relaxed-simd');
  return {
    plain: await WebAssembly.compile(await readFile(`${FOLDER}kernels.wasm`)),
    relaxed: await WebAssembly.compile(relaxed),
  };
}
