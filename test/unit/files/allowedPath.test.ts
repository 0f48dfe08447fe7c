import assert from 'node:assert/strict';
import { mkdir, mkdtemp, realpath, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { allowedPath } from '../../../src/files/allowedPath.ts';

describe('what may be read in a workspace that is not trusted', () => {
  let folder: string;
  let work: string;

  beforeEach(async () => {
    folder = await realpath(await mkdtemp(join(tmpdir(), 'nnspec-allowed-')));
    work = join(folder, 'work');
    await mkdir(join(work, '..data'), { recursive: true });
    await mkdir(join(folder, 'work2'));
    for (const file of ['work/a', 'work/..data/a', 'work2/a', 'outside']) {
      await writeFile(join(folder, file), '');
    }
    await symlink(folder, join(work, 'up'));
    await symlink(join(folder, 'outside'), join(work, 'out'));
    await symlink(join(work, 'a'), join(work, 'in'));
    await symlink(work, join(folder, 'opened'));
  });
  afterEach(() => rm(folder, { recursive: true }));

  it('lies inside of its folders', () => {
    assert.equal(allowedPath(join(work, 'a'), [work]), join(work, 'a'));
    assert.equal(allowedPath(join(work, '..data', 'a'), [work]), join(work, '..data', 'a'));
    assert.equal(allowedPath(work, [work]), work);
    assert.equal(allowedPath(join(folder, 'outside'), [work]), null);
    // A name that only begins alike.
    assert.equal(allowedPath(join(folder, 'work2', 'a'), [work]), null);
    assert.equal(allowedPath(join(work, 'a'), []), null);
    assert.equal(allowedPath(join(work, 'a'), [join(folder, 'nothing')]), null);
  });

  it('does so behind every link', () => {
    assert.equal(allowedPath(join(work, 'out'), [work]), null);
    assert.equal(allowedPath(join(work, 'up', 'outside'), [work]), null);
    assert.equal(allowedPath(join(work, 'in'), [work]), join(work, 'a'));
    assert.equal(allowedPath(join(work, 'up', 'work', 'a'), [work]), join(work, 'a'));
  });

  it('is the same for a workspace that was opened by a link', () => {
    const opened = join(folder, 'opened');
    assert.equal(allowedPath(join(opened, 'a'), [opened]), join(work, 'a'));
    assert.equal(allowedPath(join(opened, 'out'), [opened]), null);
  });

  it('is anything in a trusted one', () => {
    assert.equal(allowedPath(join(work, 'out'), null), join(folder, 'outside'));
    assert.throws(() => allowedPath(join(work, 'none'), null), { code: 'ENOENT' });
  });
});
