/** Real trainings with the rules of training health. */
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { trainWatched, type WatchOptions, type Watched } from '../../../../bench/health/trainWatched.ts';
import { loadSpec } from '../../../../src/format/load.ts';
import { compiledKernels } from '../../kernels/compiled.ts';

let modules: Awaited<ReturnType<typeof compiledKernels>>;

// Of every file that imports this one.
before(async function () {
  this.timeout(60_000);
  modules = await compiledKernels();
});

const baseDir = path.resolve(import.meta.dirname, '../../../../examples');

export async function exampleText(name: string): Promise<string> {
  return readFile(path.join(baseDir, `${name}.nnspec.json`), 'utf8');
}

/** Trains the spec for at most `steps` steps; `from`: goes on from a state; `cut`: keeps the state after so many. */
export async function watchRun(
  text: string,
  options: Pick<WatchOptions, 'steps' | 'from' | 'cut'> = {},
): Promise<Watched> {
  const { spec, problems } = loadSpec(text, 'test.nnspec.json');
  if (!spec) throw new Error(problems.map(({ message }) => message).join('\n'));
  return trainWatched(spec, { ...options, module: modules.relaxed, baseDir });
}
