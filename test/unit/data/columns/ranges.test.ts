import assert from 'node:assert/strict';
import fc from 'fast-check';
import { encodeRows } from '../../../../src/data/load.ts';
import type { DataEncoder } from '../../../../src/data/types.ts';
import { npz, npy } from '../arrayFiles.ts';
import { hostOf, load } from '../support.ts';

const CODE = 'NN-DATA-OTHER-SCALE';

/** Rows of small pictures, pixels from 0 to `largest`; many are black. */
function pictures(rows: number, largest: number, seed = 1): Uint8Array {
  let state = seed;
  const chance = (): number => (state = (state * 48271) % 2147483647) / 2147483647;
  const pixels = Array.from({ length: rows * 16 }, () =>
    chance() < 0.5 ? 0 : (0.1 + 0.9 * chance()) * largest,
  );
  return npz({
    x: npy([rows, 4, 4], pixels),
    y: npy(
      [rows],
      Array.from({ length: rows }, (_, row) => row % 2),
    ),
  });
}

function table(rows: number, of: (row: number) => number): string {
  return `a,b,y\n${Array.from({ length: rows }, (_, row) => `${String(of(row))},${String(row % 7)},${row % 2 ? 'p' : 'q'}\n`).join('')}`;
}

async function warned(
  files: Readonly<Record<string, string | Uint8Array>>,
  more: Readonly<Record<string, unknown>> = {},
): Promise<string[]> {
  const [source = '', other = ''] = Object.keys(files);
  const data = { source, target: 'y', validation: { source: other }, ...more };
  const { warnings } = await load(data, files);
  return warnings.filter(({ code }) => code === CODE).map(({ message }) => message);
}

describe('numbers on another scale than the training rows', () => {
  it('are told of pictures, with both ranges and both files', async () => {
    const [message = '', ...more] = await warned({ 'd.npz': pictures(50, 255), 'v.npz': pictures(20, 1, 5) });
    assert.deepEqual(more, []);
    assert.match(
      message,
      /validation rows of v\.npz .* rows of d\.npz: “x” from 0 to (1|0\.\d+) instead of 0 to 25\d/,
    );
    assert.equal((await warned({ 'd.npz': pictures(50, 1), 'v.npz': pictures(20, 255, 5) })).length, 1);
  });

  it('are told of one column of several', async () => {
    const [message = ''] = await warned({
      'd.csv': table(60, (row) => 100 + row),
      'v.csv': table(40, (row) => (100 + row) / 1000),
    });
    assert.match(message, /: “a” from 0\.1 to 0\.139 instead of 100 to 159\./);
  });

  it('are told where a scale in the spec does not make up for them', async () => {
    const files = { 'd.csv': table(60, (row) => 100 + row), 'v.csv': table(40, (row) => (100 + row) / 1000) };
    const features = ['a', 'b'].map((column) => ({ column, as: 'number', normalize: { scale: 0.01 } }));
    assert.equal((await warned(files, { features })).length, 1);
  });

  it('are told of a single new row of many numbers', async () => {
    const { encoder } = await load({ source: 'd.npz', target: 'y' }, { 'd.npz': pictures(50, 255) });
    // As run.json keeps it.
    const kept = JSON.parse(JSON.stringify(encoder)) as DataEncoder;
    const codes = async (rows: Uint8Array): Promise<string[]> => {
      const source = { kind: 'file', path: 'n.npz', format: 'npz' } as const;
      const { warnings } = await encodeRows(kept, source, hostOf({ 'n.npz': rows }), 'd.npz');
      return warnings.map(({ code }) => code);
    };
    assert.deepEqual(await codes(pictures(3, 1, 9)), [CODE]);
    assert.deepEqual(await codes(pictures(3, 255, 9)), []);
  });

  it('are not seen in rows of the same kind', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.integer({ min: 1, max: 1e6 }),
        fc.constantFrom(
          (u: number) => u,
          (u: number) => -Math.log(u + 1e-9),
          // Incomes, counts, sizes of towns: a few numbers are far larger than the others.
          (u: number) => (u + 1e-3) ** -2,
          (u: number) => Math.exp(6 * u - 3),
          (u: number) => (u < 0.9 ? 0 : 1000 * u),
          (u: number) => (u < 0.5 ? u : 1000 * u),
        ),
        fc.integer({ min: 1, max: 60 }),
        async (seed, of, rows) => {
          let state = seed;
          const next = (): number => of((state = (state * 48271) % 2147483647) / 2147483647);
          for (let skipped = 0; skipped < 5; skipped++) next();
          const files = { 'd.csv': table(200, next), 'v.csv': table(rows, next) };
          assert.deepEqual(await warned(files), []);
        },
      ),
      { numRuns: 60 },
    );
  });

  it('are not told by a run whose record of them is broken', async () => {
    const { encoder } = await load({ source: 'd.npz', target: 'y' }, { 'd.npz': pictures(50, 255) });
    const source = { kind: 'file', path: 'n.npz', format: 'npz' } as const;
    for (const spreads of [null, 1, {}, { all: 1, columns: [] }, { all: null, columns: [null] }]) {
      const broken = { ...encoder, spreads } as unknown as DataEncoder;
      const { warnings } = await encodeRows(broken, source, hostOf({ 'n.npz': pictures(3, 1) }));
      assert.deepEqual(warnings, []);
    }
  });

  it('are not seen in rows whose elements are on several scales', async () => {
    const rows = (count: number): Uint8Array => {
      const values = Array.from(
        { length: count * 32 },
        (_, at) => (at % 32 === 0 ? 1000 : 1) * (1 + (at % 5)),
      );
      const y = Array.from({ length: count }, (_, row) => row % 2);
      return npz({ x: npy([count, 32], values), y: npy([count], y) });
    };
    assert.deepEqual(await warned({ 'd.npz': rows(8192), 'v.npz': rows(10) }), []);
  });

  it('are not seen where a source has few numbers', async () => {
    assert.deepEqual(
      await warned({ 'd.csv': table(60, (row) => 100 + row), 'v.csv': 'a,b,y\n0.1,3,p\n0.2,4,q\n' }),
      [],
    );
  });
});
