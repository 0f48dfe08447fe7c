/** Files stay short and folders small, so that each can be read at one sitting. */
import assert from 'node:assert/strict';
import { readFileSync, readdirSync } from 'node:fs';
import path from 'node:path';

const root = path.resolve(import.meta.dirname, '../../..');
const MOST_LINES = 350;
const MEDIAN_LINES = 90;
const MOST_FILES = 15;

const isSource = (name: string): boolean => /\.(ts|mts|mjs|css|py)$/.test(name);

function filesBelow(folder: string): string[] {
  return readdirSync(path.join(root, folder), { recursive: true, withFileTypes: true })
    .filter((found) => found.isFile() && !found.parentPath.includes('node_modules'))
    .map((found) => path.relative(root, path.join(found.parentPath, found.name)).replaceAll(path.sep, '/'));
}

const linesOf = (name: string): number => readFileSync(path.join(root, name), 'utf8').split('\n').length - 1;

describe('the sizes of files and folders', () => {
  for (const folder of ['src', 'webview', 'test/unit', 'bench']) {
    const files = filesBelow(folder);

    it(`of ${folder}: at most ${String(MOST_LINES)} lines a file`, () => {
      const long = files.filter((name) => isSource(name) && linesOf(name) > MOST_LINES);
      assert.deepEqual(long.sort(), []);
    });

    it(`of ${folder}: at most ${String(MOST_FILES)} files beside each other`, () => {
      const counts = new Map<string, number>();
      for (const name of files) counts.set(path.dirname(name), (counts.get(path.dirname(name)) ?? 0) + 1);
      const full = [...counts].filter(([, count]) => count > MOST_FILES);
      assert.deepEqual(full, []);
    });
  }

  for (const folder of ['src', 'webview']) {
    it(`of ${folder}: at most ${String(MEDIAN_LINES)} lines a file in the middle`, () => {
      const lengths = filesBelow(folder)
        .filter(isSource)
        .map(linesOf)
        .sort((a, b) => a - b);
      assert.ok((lengths[Math.floor(lengths.length / 2)] ?? 0) <= MEDIAN_LINES);
    });
  }
});
