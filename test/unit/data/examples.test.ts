import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { readFile, readdir } from 'node:fs/promises';
import { loadDataset } from '../../../src/data/load.ts';
import { makePlan } from '../../../src/plan/plan.ts';
import { loadSpec } from '../../../src/format/load.ts';
import { hostOf, problemOf } from './support.ts';

const folder = new URL('../../../examples/', import.meta.url);
const LIMIT = 1e9;

/** Examples whose data is not NNSpec's to ship; the file that is to be fetched first. */
const FETCHED: Readonly<Record<string, string>> = {
  'fashion-mnist.nnspec.json': 'data/fashion-mnist/train-images-idx3-ubyte.gz',
  'reuters.nnspec.json': 'data/reuters.jsonl',
};

const names = (await readdir(folder)).filter((name) => name.endsWith('.nnspec.json'));

describe('examples', () => {
  it('are there', () => {
    assert.ok(names.length >= 15);
  });

  for (const name of names) {
    it(`${name} is without a problem, data and all`, async () => {
      const { spec, problems } = loadSpec(await readFile(new URL(name, folder), 'utf8'), name);
      assert.deepEqual(problems, []);
      assert.ok(spec);
      const fetched = FETCHED[name];
      if (fetched !== undefined && !existsSync(new URL(fetched, folder))) {
        const host = {
          ...hostOf({}),
          read: (path: string) => Promise.reject(new Error(`not found: ${path}`)),
        };
        const problem = await problemOf(loadDataset(spec, host));
        assert.equal(problem.code, 'NN-DATA-FILE');
        assert.ok(problem.message.startsWith(fetched), problem.message);
        return;
      }
      const dataset = await loadDataset(spec, {
        read: async (path) => new Uint8Array(await readFile(new URL(path, folder))),
        display: (path) => path,
        memoryLimit: LIMIT,
      });
      assert.deepEqual(dataset.warnings, []);
      assert.deepEqual(makePlan(spec, dataset.shape, LIMIT).problems, []);
    });

    it(`${name} is told of in the README`, async () => {
      const readme = await readFile(new URL('README.md', folder), 'utf8');
      assert.ok(readme.includes(`(\`${name.replace('.nnspec.json', '')}\`)`));
    });
  }
});
