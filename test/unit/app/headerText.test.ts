import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdir, mkdtemp, realpath, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { headerText } from '../../../src/app/headerText.ts';

describe('the header of a data file, for the completion of columns', () => {
  let folder: string;
  let work: string;

  beforeEach(async () => {
    folder = await realpath(await mkdtemp(join(tmpdir(), 'nnspec-header-')));
    work = join(folder, 'work');
    await mkdir(work);
    await writeFile(join(work, 'a.csv'), 'a,b\n1,2\n');
    await writeFile(join(folder, 'outside.csv'), 'secret\n');
  });
  afterEach(() => rm(folder, { recursive: true }));

  it('is read from an ordinary file, trusted or not', async () => {
    assert.equal(await headerText(join(work, 'a.csv'), [work]), 'a,b\n1,2\n');
    assert.equal(await headerText(join(work, 'a.csv'), null), 'a,b\n1,2\n');
    assert.equal(await headerText(join(folder, 'outside.csv'), null), 'secret\n');
  });

  it('is not read outside of an untrusted workspace, also behind a link', async () => {
    assert.equal(await headerText(join(folder, 'outside.csv'), [work]), '');
    await symlink(folder, join(work, 'link'));
    await symlink(join(folder, 'outside.csv'), join(work, 'link.csv'));
    assert.equal(await headerText(join(work, 'link', 'outside.csv'), [work]), '');
    assert.equal(await headerText(join(work, 'link.csv'), [work]), '');
    await symlink(join(work, 'a.csv'), join(work, 'inside.csv'));
    assert.equal(await headerText(join(work, 'inside.csv'), [work]), 'a,b\n1,2\n');
    assert.equal(await headerText(join(work, 'link.csv'), null), 'secret\n');
  });

  it('waits for no pipe, reads no device and no folder', async function () {
    if (process.platform === 'win32') this.skip();
    const pipe = join(work, 'pipe.csv');
    execFileSync('mkfifo', [pipe]);
    await symlink('/dev/zero', join(work, 'zero.csv'));
    await mkdir(join(work, 'folder.csv'));
    for (const roots of [null, [work]]) {
      for (const name of ['pipe.csv', 'folder.csv'])
        await assert.rejects(headerText(join(work, name), roots), { code: 'NN-RUN-LINK' }, name);
    }
    await assert.rejects(headerText(join(work, 'zero.csv'), null), { code: 'NN-RUN-LINK' });
    assert.equal(await headerText(join(work, 'zero.csv'), [work]), '');
  });
});
