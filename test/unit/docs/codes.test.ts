/** docs/nnspec.md says what each code means, under a heading that messages link to. */
import assert from 'node:assert/strict';
import { readFile, readdir } from 'node:fs/promises';
import path from 'node:path';
import { PROBLEMS } from '../../../src/base/problems/table.ts';

const root = path.resolve(import.meta.dirname, '../../..');

describe('the codes in docs/nnspec.md', () => {
  /** The text below each heading that is a code. */
  const sections = new Map<string, string>();

  before(async () => {
    const text = await readFile(path.join(root, 'docs/nnspec.md'), 'utf8');
    for (const [, code = '', rest = ''] of text.matchAll(
      /^#### (NN-[A-Z-]+)\n([\s\S]*?)(?=^#|$(?![\s\S]))/gm,
    )) {
      assert.ok(!sections.has(code), `${code} is there twice`);
      sections.set(code, rest.trim());
    }
  });

  it('are those of the tables of problems', () => {
    assert.deepEqual([...sections.keys()].sort(), Object.keys(PROBLEMS).sort());
  });

  it('are told with what they mean', () => {
    const silent = [...sections]
      .filter(([, text]) => !/^[A-Z`][\s\S]*[.!:)]$/.test(text))
      .map(([code]) => code);
    assert.deepEqual(silent, []);
  });

  it('are all that src/ writes, each in one piece', async () => {
    const source = path.join(root, 'src');
    const names = await readdir(source, { recursive: true });
    const codes = new Set<string>();
    for (const name of names.filter((one) => one.endsWith('.ts'))) {
      const code = await readFile(path.join(source, name), 'utf8');
      for (const [, one] of code.matchAll(/['"`](NN-[A-Z-]*[A-Z])['"`]/g)) codes.add(one ?? '');
      assert.doesNotMatch(code, /`NN-[A-Z-]*\$/, `${name}: a code is written in one piece`);
    }
    assert.ok(codes.size > 120);
    assert.deepEqual(
      [...codes].filter((code) => !sections.has(code)),
      [],
    );
  });
});
