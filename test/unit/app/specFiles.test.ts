import assert from 'node:assert/strict';
import { mkdir, mkdtemp, realpath, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { byDepth, requireAllowedSpec, specName } from '../../../src/app/specFiles.ts';

describe('the spec that a command is about', () => {
  it('is named by its file and stands before those in deeper folders', () => {
    assert.equal(specName('/a/b/digits.nnspec.json'), 'digits');
    const paths = ['/w/a/z.nnspec.json', '/w/b.nnspec.json', '/w/a.nnspec.json'];
    assert.deepEqual(paths.sort(byDepth), ['/w/a.nnspec.json', '/w/b.nnspec.json', '/w/a/z.nnspec.json']);
  });

  it('must lie inside of a workspace that is not trusted, also behind a link', async () => {
    const folder = await realpath(await mkdtemp(join(tmpdir(), 'nnspec-specs-')));
    try {
      const work = join(folder, 'work');
      await mkdir(work);
      for (const file of ['work/a.nnspec.json', 'out.nnspec.json']) await writeFile(join(folder, file), '{}');
      await symlink(join(folder, 'out.nnspec.json'), join(work, 'out.nnspec.json'));
      await symlink(folder, join(work, 'up'));
      await symlink(join(work, 'a.nnspec.json'), join(work, 'b.nnspec.json'));
      requireAllowedSpec(join(work, 'a.nnspec.json'), [work]);
      requireAllowedSpec(join(work, 'b.nnspec.json'), [work]);
      const outside = [
        join(folder, 'out.nnspec.json'),
        join(work, 'out.nnspec.json'),
        join(work, 'up', 'out.nnspec.json'),
        join(work, 'none.nnspec.json'),
      ];
      for (const file of outside) {
        assert.throws(() => {
          requireAllowedSpec(file, [work]);
        }, /NN-HOST-UNTRUSTED|not trusted|trust/i);
        requireAllowedSpec(file, null);
      }
    } finally {
      await rm(folder, { recursive: true });
    }
  });
});
