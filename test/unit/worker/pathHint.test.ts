import assert from 'node:assert/strict';
import { english } from '../../../src/base/problems/wording.ts';
import { mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathHint } from '../../../src/worker/files/pathHint.ts';

describe('a path that leads to no file', () => {
  const baseDir = mkdtempSync(join(tmpdir(), 'nnspec-path-'));
  before(() => {
    for (const name of ['d.csv', '성적.csv'.normalize('NFD')]) writeFileSync(join(baseDir, name), '');
  });
  after(() => {
    rmSync(baseDir, { recursive: true });
  });

  const cases: readonly (readonly [path: string, says: RegExp | ''])[] = [
    ['https://example.org/d.csv', /download/],
    ['~/d.csv', /home folder/],
    ['data\\d.csv', /“\/”/],
    ['D.CSV', /"d\.csv": upper and lower case/],
    ['성적.csv', /other characters/],
    ['other.csv', ''],
  ];
  for (const [path, says] of cases) {
    it(`is told what may be wrong with ${path}`, () => {
      const hint = pathHint(path, { baseDir, allowedRoots: null });
      if (hint === '') assert.equal(says, '');
      else assert.match(english(hint), says === '' ? /^$/ : says);
    });
  }

  it('tells no names of a folder that must not be read', () => {
    assert.equal(pathHint('D.CSV', { baseDir, allowedRoots: ['/elsewhere'] }), '');
    const work = mkdtempSync(join(tmpdir(), 'nnspec-path-work-'));
    symlinkSync(baseDir, join(work, 'up'));
    assert.equal(pathHint('up/D.CSV', { baseDir: work, allowedRoots: [work] }), '');
    assert.notEqual(pathHint('up/D.CSV', { baseDir: work, allowedRoots: null }), '');
    rmSync(work, { recursive: true });
  });
});
