/**
 * The programs in the package stay small: a user downloads them with every release, and the extension is read when a
 * window opens. `npm run package` holds the limit of the whole package.
 */
import assert from 'node:assert/strict';
import type { Metafile } from 'esbuild';
import { measure } from '../../../esbuild.mjs';

/** Largest sizes in bytes, minified: some 2 to 7 % above what they were when the limits were set. */
const LIMITS = {
  'extension.cjs': 520_000,
  // The worker, its helper threads and checks, the command line, and the files that these share.
  'the programs of Node': 920_000,
  'webview.js': 372_000,
  'runsTable.js': 25_000,
  'microscope.js': 30_000,
};

const PAGES = ['webview.js', 'runsTable.js', 'microscope.js'];

/** A page shows what it is sent. Catalogue, tables of problems and planner stay where problems and plans are made. */
const NOT_IN_PAGES = /^src\/(base\/(schema|problems\/(?!text\.ts))|kinds|format|plan|data|engine)\//;

describe('the bundles', () => {
  let outputs: Metafile['outputs'] = {};

  before(async function () {
    this.timeout(60_000);
    outputs = await measure();
  });

  it('are no larger than they may be', () => {
    const sizes = new Map<string, number>();
    for (const [file, { bytes }] of Object.entries(outputs)) {
      if (!/\.c?js$/.test(file)) continue;
      const name = Object.hasOwn(LIMITS, file) ? file : 'the programs of Node';
      sizes.set(name, (sizes.get(name) ?? 0) + bytes);
    }
    const large = Object.entries(LIMITS).flatMap(([name, limit]) => {
      const size = sizes.get(name) ?? Infinity;
      return size > limit ? [`${name}: ${String(size)} of ${String(limit)} bytes`] : [];
    });
    assert.deepEqual(large, []);
  });

  for (const page of PAGES) {
    it(`of ${page} have nothing that only makes runs`, () => {
      const inputs = Object.entries(outputs[page]?.inputs ?? {});
      assert.ok(inputs.length > 5);
      const alien = inputs.filter(
        ([file, { bytesInOutput }]) => bytesInOutput > 0 && NOT_IN_PAGES.test(file),
      );
      assert.deepEqual(
        alien.map(([file]) => file),
        [],
      );
    });
  }

  it('of Node share code: no module is in two of their files', () => {
    const seen = new Map<string, string>();
    for (const [file, { inputs }] of Object.entries(outputs)) {
      if (!file.endsWith('.js') || PAGES.includes(file)) continue;
      for (const [input, { bytesInOutput }] of Object.entries(inputs)) {
        if (bytesInOutput === 0) continue;
        assert.ok(!seen.has(input), `${input} is in ${file} and ${String(seen.get(input))}`);
        seen.set(input, file);
      }
    }
    assert.ok(seen.size > 100);
  });
});
