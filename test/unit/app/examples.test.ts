import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { examplePath } from '../../../src/app/examples.ts';

const root = path.resolve(import.meta.dirname, '../../..');
const files = examplePath().flatMap(({ stops }) => stops.map(({ file }) => file));

describe('the path of examples', () => {
  it('has every example once', () => {
    const specs = readdirSync(path.join(root, 'examples'))
      .filter((name) => name.endsWith('.nnspec.json'))
      .map((name) => name.replace('.nnspec.json', ''));
    assert.deepEqual([...files].sort(), specs.sort());
  });

  it('has each trouble directly before its cure', () => {
    const cured = files.filter((file) => file.endsWith('-cured'));
    assert.ok(cured.length >= 3);
    for (const file of cured) assert.equal(files[files.indexOf(file) - 1], file.replace('-cured', ''));
  });

  it('has titles of a few words and one line on what one learns', () => {
    for (const { title, learn } of examplePath().flatMap(({ stops }) => stops)) {
      assert.ok(title.length <= 28, title);
      assert.ok(learn.length <= 90, learn);
    }
  });

  it('is followed by the README of the examples', () => {
    const text = readFileSync(path.join(root, 'examples/README.md'), 'utf8');
    const told = [...text.matchAll(/\(`([\w-]+)`\)/g)].map(([, name]) => name);
    assert.deepEqual(told, files);
  });
});
