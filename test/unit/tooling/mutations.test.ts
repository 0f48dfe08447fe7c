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

  it('are those of the table in docs/numerics.md', () => {
    const text = readFileSync(path.join(root, 'docs', 'numerics.md'), 'utf8');
    const [, table = ''] = /<!-- mutations:start -->([\s\S]*)<!-- mutations:end -->/.exec(text) ?? [];
    const listed = table
      .split('\n')
      .filter((line) => line.startsWith('| `'))
      .map((line) =>
        line
          .split(/(?<!\\) *\| */)
          .slice(1, 3)
          .join(': '),
      );
    const cell = (code: string): string => `\`${code.replaceAll('|', '\\|')}\``;
    const all = Object.values(FAULTS).flat();
    assert.deepEqual(
      listed,
      all.map(([name, from, to]) => `${cell(name)}: ${cell(from)} → ${cell(to)}`),
      'NNSPEC_UPDATE_DOCS=1 npm run mutate',
    );
  });
});
