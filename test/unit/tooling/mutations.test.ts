import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { FAULTS, isOneCharacter } from '../../../scripts/lib/faults.mjs';

const root = path.resolve(import.meta.dirname, '../../..');

describe('the faults of npm run mutate', () => {
  for (const [test, faults] of Object.entries(FAULTS)) {
    it(`lie where ${test} looks`, () => {
      assert.ok(existsSync(path.join(root, 'test', 'unit', test)), test);
      for (const [name, original, faulty] of faults) {
        const text = readFileSync(path.join(root, 'src', name), 'utf8');
        assert.ok(text.includes(original), `${name} no longer contains: ${original}`);
        assert.ok(isOneCharacter(original, faulty), `more than one character: ${original} → ${faulty}`);
      }
    });
  }
});
