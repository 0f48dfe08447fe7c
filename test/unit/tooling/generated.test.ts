import assert from 'node:assert/strict';
import { readFile, readdir } from 'node:fs/promises';
import path from 'node:path';
import { generatedFiles } from '../../../scripts/generate/files.ts';

const root = path.resolve(import.meta.dirname, '../../..');
const GENERATED = 'src/kernels/generated';

describe('generated files', () => {
  for (const [name, content] of Object.entries(generatedFiles())) {
    it(`${name} is up to date`, async () => {
      const found = await readFile(path.join(root, name), 'utf8');
      assert.ok(found === content, `${name} is out of date: npm run generate`);
    });
  }

  it('are all that lies among the generated kernels', async () => {
    const names = await readdir(path.join(root, GENERATED), { recursive: true, withFileTypes: true });
    const files = names
      .filter((entry) => entry.isFile())
      .map((entry) => path.relative(root, path.join(entry.parentPath, entry.name)));
    const made = Object.keys(generatedFiles()).filter((name) => name.startsWith(GENERATED));
    assert.deepEqual(files.sort(), made.sort());
  });
});
