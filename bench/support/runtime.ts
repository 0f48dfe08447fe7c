/** Worker, session and kernels bundled as they ship, for the benches that measure the whole worker. */
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

import { buildKernels } from '../../scripts/kernels.mjs';

/** The folder of worker.js. */
export const RUNTIME = fileURLToPath(new URL('../../build/bench/runtime/', import.meta.url));

/** Builds all of them. */
export async function buildWorker(): Promise<void> {
  await buildKernels({ outDir: RUNTIME, quiet: true });
  await build({
    absWorkingDir: fileURLToPath(new URL('../..', import.meta.url)),
    entryPoints: {
      worker: 'src/worker/main.ts',
      helper: 'src/worker/kernels/helper.ts',
      guard: 'src/worker/guard.ts',
      wideCheck: 'src/worker/kernels/wideCheck.ts',
      recordingWorker: 'bench/recording/recordingWorker.ts',
      session: 'src/session/session.ts',
    },
    outdir: RUNTIME,
    bundle: true,
    minify: true,
    platform: 'node',
    format: 'esm',
    target: 'node20',
    mainFields: ['module', 'main'],
    logLevel: 'silent',
  });
}
