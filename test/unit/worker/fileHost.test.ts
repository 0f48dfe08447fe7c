import assert from 'node:assert/strict';
import { appendFile, mkdir, mkdtemp, realpath, rm, symlink, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { NnError } from '../../../src/base/errors.ts';
import { loadDataset } from '../../../src/data/load.ts';
import type { DataHost } from '../../../src/data/types.ts';
import { loadSpec } from '../../../src/format/load.ts';
import type { ResolvedSpec } from '../../../src/format/types.ts';
import { fileHost, readAllowed } from '../../../src/worker/files/fileHost.ts';

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

  it('looks at the allowed folders again where it reads again', async () => {
    const inside = join(folder, 'work');
    const host = fileHost({ baseDir: inside, allowedRoots: [inside], memoryLimit: 1e9 });
    for await (const { bytes } of host.pieces?.('inside.csv') ?? []) assert.equal(bytes.length, 8);
    await rm(join(inside, 'inside.csv'));
    await symlink(join(folder, 'outside.csv'), join(inside, 'inside.csv'));
    assert.throws(() => [...(host.again?.('inside.csv') ?? [])], { code: 'NN-DATA-OUTSIDE' });
  });

  it('refuses a folder whose name only begins with dots as little as any other', async () => {
    await mkdir(join(folder, 'work', '..data'));
    await writeFile(join(folder, 'work', '..data', 'a.csv'), 'a');
    assert.equal(Buffer.from(await read('..data/a.csv', false)).toString(), 'a');
  });

  describe('a file that changes while it is read', () => {
    const spec = (validation = false): ResolvedSpec => {
      const { spec } = loadSpec(
        JSON.stringify({
          formatVersion: 1,
          data: {
            source: 'a.csv',
            target: 't',
            ...(validation && { validation: { source: 'v.csv' } }),
            split: { validation: 0 },
          },
          model: { layers: [{ type: 'dense', units: 2 }] },
          loss: 'categoricalCrossentropy',
          optimizer: 'sgd',
        }),
        join(folder, 'a.nnspec.json'),
      );
      assert(spec);
      return spec;
    };
    const rows = Array.from({ length: 200_000 }, (_, row) => `${String(row)}.5,${row % 2 ? 'a' : 'b'}\n`);
    const table = `x,t\n${rows.join('')}`;

    /** Loads the data; at the first piece of `path` something is done to it. */
    async function load(of: ResolvedSpec, path: string, change: () => Promise<unknown>): Promise<string> {
      const real = fileHost({ baseDir: folder, allowedRoots: null, memoryLimit: 1e9 });
      let changed = false;
      const host: DataHost = {
        ...real,
        async *pieces(asked) {
          for await (const piece of real.pieces?.(asked) ?? []) {
            if (asked === path && !changed) {
              changed = true;
              await change();
            }
            yield piece;
          }
        },
      };
      const error: unknown = await loadDataset(of, host).then(
        () => assert.fail('it was read'),
        (reason: unknown) => reason,
      );
      assert(NnError.is(error));
      assert.match(error.message, /changed while it was read.*try again/);
      return error.code;
    }

    beforeEach(async () => {
      await writeFile(join(folder, 'a.csv'), table);
      await writeFile(join(folder, 'v.csv'), 'x,t\n1.5,a\n2.5,b\n');
    });

    it('is refused if it grows', async () => {
      const file = join(folder, 'a.csv');
      assert.equal(await load(spec(), 'a.csv', () => appendFile(file, '1.5,a\n')), 'NN-DATA-CHANGING');
    });

    it('is refused if it is written anew with as many bytes', async () => {
      const file = join(folder, 'a.csv');
      const change = async (): Promise<void> => {
        await writeFile(file, table.replaceAll('.5', '.6'));
        await utimes(file, 1e9, 1e9);
      };
      assert.equal(await load(spec(), 'a.csv', change), 'NN-DATA-CHANGING');
    });

    it('is told as changed, not as broken, if it is cut off', async () => {
      const file = join(folder, 'a.csv');
      assert.equal(await load(spec(), 'a.csv', () => writeFile(file, '')), 'NN-DATA-CHANGING');
    });

    it('is refused as a source of validation, too', async () => {
      const file = join(folder, 'v.csv');
      assert.equal(await load(spec(true), 'v.csv', () => appendFile(file, '1.5,a\n')), 'NN-DATA-CHANGING');
    });
  });

  it('settles whatever is wrong with a gzip, with the data or an error', async () => {
    const bytes = Buffer.from(
      Array.from({ length: 3000 }, (_, index) => `${String(index % 17)},x\n`).join(''),
    );
    const packed = gzipSync(bytes);
    const outcomes = new Set<string>();
    for (let at = 0; at < packed.length; at++) {
      const damaged = Buffer.from(packed);
      damaged[at] = (damaged[at] ?? 0) ^ (1 << (at % 8));
      await writeFile(join(folder, 'd.gz'), damaged);
      const parts: Buffer[] = [];
      const host = fileHost({ baseDir: folder, allowedRoots: null, memoryLimit: 1e9 });
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
