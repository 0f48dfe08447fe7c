/** Comments are statements about the code below them, not riddles such as "How many." (see CONTRIBUTING.md). */
import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';

const root = path.resolve(import.meta.dirname, '../../..');
const SOURCE = /\.(?:ts|mts|mjs|css)$/;
const RIDDLE = /^\s*(?:\/\*\*?|\*|\/\/) ?(?:What|Where|Whether|How|Which|Whoever|Who|When|Why)\b(?!.*\?)/;

/** Lines of comments that begin with a question word and are not a question, as `line: text`. */
function riddlesIn(text: string): string[] {
  return text
    .split('\n')
    .flatMap((line, index) => (RIDDLE.test(line) ? [`${String(index + 1)}: ${line.trim()}`] : []));
}

function sourcesOf(folder: string): string[] {
  return readdirSync(path.join(root, folder), { recursive: true, encoding: 'utf8' })
    .filter((name) => SOURCE.test(name))
    .map((name) => path.join(folder, name));
}

describe('comments', () => {
  it('that begin with a question word are found', () => {
    const text = [
      '/** How many; 0 for numbers. */',
      '/** What is it? */',
      ' * Whether it is so.',
      '// Number of rows.',
    ];
    assert.deepEqual(riddlesIn(text.join('\n')), [
      '1: /** How many; 0 for numbers. */',
      '3: * Whether it is so.',
    ]);
  });

  for (const folder of ['src', 'webview']) {
    it(`of ${folder} say what a thing is`, () => {
      const found = sourcesOf(folder).flatMap((file) =>
        riddlesIn(readFileSync(path.join(root, file), 'utf8')).map((riddle) => `${file}:${riddle}`),
      );
      assert.deepEqual(found, []);
    });
  }
});
