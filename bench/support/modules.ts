/** The kernels as the bench runs them: the fastest build that this Node has. */
import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';

import { buildHelper, buildKernels, buildPeak } from '../../scripts/kernels.mjs';
import type { KernelBuild } from '../../src/engine/wasm/module.ts';
import { wideKernelsWork } from '../../src/session/worker/wideKernels.ts';
import { enableRelaxedSimd } from '../../src/worker/kernels/relaxedSimd.ts';
import { compileWide } from '../../src/worker/kernels/wideKernels.ts';
import { buildWorker, RUNTIME } from './runtime.ts';

const FOLDER = fileURLToPath(new URL('../../build/kernels/', import.meta.url));

type Modules = Readonly<Partial<Record<KernelBuild, WebAssembly.Module>>>;

export interface Builds {
  /** Without the wide build where this engine does not run it. */
  readonly kernels: Modules;
  /** The fastest of them. */
  readonly best: KernelBuild;
  /** The helper thread's script. */
  readonly helper: string;
  /** Of src/kernels/bench/peak.ts. */
  readonly peak: Modules;
}

/** Compiles what is not compiled yet. */
export async function compiledBuilds(): Promise<Builds> {
  await buildKernels({ outDir: FOLDER, quiet: true });
  await buildPeak({ outDir: FOLDER });
  await buildWorker();
  const read = async (file: string): Promise<Uint8Array<ArrayBuffer>> =>
    new Uint8Array(await readFile(FOLDER + file));
  enableRelaxedSimd();
  const wide = await wideKernelsWork(`${RUNTIME}worker.js`);
  const load = async (prefix: string): Promise<Modules> => ({
    plain: new WebAssembly.Module(await read(`${prefix}kernels.wasm`)),
    relaxed: new WebAssembly.Module(await read(`${prefix}kernels.relaxed.wasm`)),
    ...(wide ? { wide: compileWide(await read(`${prefix}kernels.wide.wasm`)) } : {}),
  });
  return {
    kernels: await load(''),
    best: wide ? 'wide' : 'relaxed',
    helper: await buildHelper({ outDir: FOLDER }),
    peak: await load('peak.'),
  };
}

/** The module of the build that this engine runs fastest. */
export function bestModule({ kernels, best }: Builds): WebAssembly.Module {
  const module = kernels[best];
  if (!module) throw new Error(`There is no ${best} build.`);
  return module;
}
