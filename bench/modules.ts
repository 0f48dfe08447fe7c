/** The kernels as the bench runs them: the fastest build that this Node has. */
import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { setFlagsFromString } from 'node:v8';

import { buildHelper, buildKernels, buildPeak } from '../scripts/kernels.mjs';

const FOLDER = fileURLToPath(new URL('../build/kernels/', import.meta.url));

export interface Builds {
  readonly plain: WebAssembly.Module;
  readonly relaxed: WebAssembly.Module;
  /** The helper thread's script. */
  readonly helper: string;
  readonly peak: { readonly plain: WebAssembly.Module; readonly relaxed: WebAssembly.Module };
}

/** Compiles what is not compiled yet. Node 20 knows relaxed SIMD but hides it behind a flag. */
export async function compiledBuilds(): Promise<Builds> {
  await buildKernels({ outDir: FOLDER, quiet: true });
  await buildPeak({ outDir: FOLDER });
  setFlagsFromString('--experimental-wasm-relaxed-simd');
  const load = async (file: string): Promise<WebAssembly.Module> =>
    WebAssembly.compile(await readFile(FOLDER + file));
  return {
    plain: await load('kernels.wasm'),
    relaxed: await load('kernels.relaxed.wasm'),
    helper: await buildHelper({ outDir: FOLDER }),
    peak: { plain: await load('peak.kernels.wasm'), relaxed: await load('peak.kernels.relaxed.wasm') },
  };
}
