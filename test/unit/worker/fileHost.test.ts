import assert from 'node:assert/strict';
import { mkdir, mkdtemp, realpath, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { NnError } from '../../../src/base/errors.ts';
import { fileHost, readAllowed } from '../../../src/worker/fileHost.ts';

describe('reading the files of a spec', () => {
  let folder: string;
  const key = ['data', 'source'];

  beforeEach(async () => {
    folder = await realpath(await mkdtemp(join(tmpdir(), 'nnspec-files-')));
    await mkdir(join(folder, 'work'));
    await writeFile(join(folder, 'work', 'inside.csv'), 'a,b\n1,2\n');
    await writeFile(join(folder, 'outside.csv'), 'secret');
    await symlink(join(folder, 'outside.csv'), join(folder, 'work', 'link.csv'));
  });
  afterEach(() => rm(folder, { recursive: true }));

  function read(path: string, allowed: boolean, memoryLimit = 1000): Promise<Uint8Array> {
    const baseDir = join(folder, 'work');
    return readAllowed(path, { baseDir, allowedRoots: allowed ? null : [baseDir], memoryLimit }, key);
  }

  async function refusal(reading: Promise<unknown>): Promise<string> {
    const error: unknown = await reading.then(
      () => assert.fail('it was read'),
      (reason: unknown) => reason,
    );
    assert(NnError.is(error));
    assert.deepEqual(error.problems[0]?.location, { kind: 'spec', path: key, on: 'value' });
    return error.code;
  }

  it('reads relative to the spec', async () => {
    assert.equal(Buffer.from(await read('inside.csv', false)).toString(), 'a,b\n1,2\n');
    assert.equal(Buffer.from(await read('../outside.csv', true)).toString(), 'secret');
  });

  it('refuses what is outside of the allowed folders, also through a link', async () => {
    assert.equal(await refusal(read('../outside.csv', false)), 'NN-DATA-OUTSIDE');
    assert.equal(await refusal(read('link.csv', false)), 'NN-DATA-OUTSIDE');
    assert.equal(await refusal(read(join(folder, 'outside.csv'), false)), 'NN-DATA-OUTSIDE');
  });

  it('says what it cannot read', async () => {
    assert.equal(await refusal(read('nothing.csv', true)), 'NN-DATA-NOT-FOUND');
    assert.equal(await refusal(read('.', true)), 'NN-DATA-UNREADABLE');
    assert.equal(await refusal(read('inside.csv', true, 3)), 'NN-DATA-MEMORY');
  });

  it('gives a file in pieces, packed or not, that are arrays of their own kind', async () => {
    const bytes = Buffer.from(Array.from({ length: 300_000 }, (_, index) => `${String(index)},x\n`).join(''));
    await writeFile(join(folder, 'work', 'big.csv'), bytes);
    await writeFile(join(folder, 'work', 'big.csv.gz'), gzipSync(bytes));
    const host = fileHost({
      baseDir: join(folder, 'work'),
      allowedRoots: [join(folder, 'work')],
      memoryLimit: 1e9,
    });
    for (const path of ['big.csv', 'big.csv.gz']) {
      const parts: Uint8Array[] = [];
      assert(host.pieces && host.again);
      for await (const piece of host.pieces(path)) {
        // A Buffer's slice would share memory with the next piece.
        assert.equal(piece.bytes.constructor, Uint8Array);
        parts.push(piece.bytes.slice());
      }
      assert.ok(parts.length > 1);
      assert.ok(Buffer.concat(parts).equals(bytes), path);
      const again = Array.from(host.again(path), (piece) => piece.slice());
      assert.ok(Buffer.concat(again).equals(bytes));
    }
    await writeFile(join(folder, 'work', 'cut.gz'), gzipSync(bytes).subarray(0, 1000));
    const all = async (path: string): Promise<void> => {
      for await (const piece of host.pieces?.(path) ?? []) assert.ok(piece.done > 0);
    };
    await assert.rejects(all('cut.gz'), { code: 'NN-DATA-GZIP' });
    assert.equal(await refusal(all('../outside.csv')), 'NN-DATA-OUTSIDE');
  });

  it('settles whatever is wrong with a gzip, with the data or an error', async () => {
    const bytes = Buffer.from(
      Array.from({ length: 3000 }, (_, index) => `${String(index % 17)},x\n`).join(''),
    );
    const packed = gzipSync(bytes);
    const host = fileHost({ baseDir: folder, allowedRoots: null, memoryLimit: 1e9 });
    const outcomes = new Set<string>();
    for (let at = 0; at < packed.length; at++) {
      const damaged = Buffer.from(packed);
      damaged[at] = (damaged[at] ?? 0) ^ (1 << (at % 8));
      await writeFile(join(folder, 'd.gz'), damaged);
      const parts: Buffer[] = [];
      try {
        for await (const piece of host.pieces?.('d.gz') ?? []) parts.push(Buffer.from(piece.bytes));
        // What needs no check (the time, the system) may be damaged; a file that is no gzip any more is what it is.
        const same = Buffer.concat(parts).equals(bytes) || (at < 2 && Buffer.concat(parts).equals(damaged));
        assert.ok(same, `byte ${String(at)}`);
        outcomes.add('read');
      } catch (error) {
        assert.ok(NnError.is(error, 'NN-DATA-GZIP'), String(error));
        outcomes.add('refused');
      }
    }
    assert.deepEqual([...outcomes].sort(), ['read', 'refused']);
  });
});
