import assert from 'node:assert/strict';
import fc from 'fast-check';
import type { Problem } from '../../../../src/base/errors.ts';
import { encodeRows, loadDataset } from '../../../../src/data/load.ts';
import type { DataEncoder } from '../../../../src/data/types.ts';
import { counting, idx, npy, npz } from '../arrayFiles.ts';
import { hostOf, inputsOf, load, problemOf, specOf } from '../support.ts';

type Files = Readonly<Record<string, string | Uint8Array>>;
type Shape = readonly number[];

const ROWS = 4;
const LABELS = [0, 1, 0, 1];
const numbers = { normalize: 'standard' };

/** An archive with x of rows of that shape and y of labels, or of rows of its own. */
function archive(row: Shape, y: Uint8Array = npy([ROWS], LABELS)): Uint8Array {
  return npz({ x: npy([ROWS, ...row], counting([ROWS, ...row])), y });
}

/** Loads `train` with a validation source of its own. */
function withValidation(
  source: unknown,
  validation: unknown,
  files: Files,
  data: Readonly<Record<string, unknown>> = {},
): Promise<unknown> {
  return load({ source, validation: { source: validation }, ...data }, files);
}

function refused(problem: Problem, parts: readonly string[]): void {
  assert.equal(problem.code, 'NN-DATA-SHAPE');
  for (const part of parts) assert.ok(problem.message.includes(part), `${part} in: ${problem.message}`);
}

describe('rows of another shape', () => {
  const trained = { 't.npz': archive([4, 4]) };

  for (const [what, row, text] of [
    ['fewer numbers', [2, 4], '8 numbers (2 × 4) in v.npz'],
    ['more numbers', [4, 5], '20 numbers (4 × 5) in v.npz'],
    ['as many numbers otherwise arranged', [2, 8], '16 numbers (2 × 8) in v.npz'],
    ['as many numbers in one axis', [16], '16 numbers in v.npz'],
    ['one number', [], 'one value in v.npz'],
  ] as const) {
    it(`of an npz are refused: ${what}`, async () => {
      for (const split of ['validation', 'test']) {
        const data = { source: 't.npz', target: 'y', features: ['x'], [split]: { source: 'v.npz' } };
        const problem = await problemOf(load(data, { ...trained, 'v.npz': archive(row) }));
        refused(problem, ['“x”', text, '16 numbers (4 × 4) in t.npz']);
        assert.deepEqual(problem.location, {
          kind: 'spec',
          path: ['data', split, 'source'],
          on: 'value',
        });
      }
    });
  }

  it('do not differ by axes of length 1', async () => {
    const files = { ...trained, 'v.npz': archive([4, 4, 1]) };
    await withValidation('t.npz', 'v.npz', files, { target: 'y' });
  });

  it('of the target are refused', async () => {
    const column = npy([ROWS], LABELS);
    const oneHot = npy([ROWS, 2], [1, 0, 0, 1, 1, 0, 0, 1]);
    for (const [a, b, text] of [
      [column, oneHot, '2 numbers in v.npz'],
      [oneHot, column, 'one value in v.npz'],
    ] as const) {
      const files = { 't.npz': archive([3], a), 'v.npz': archive([3], b) };
      refused(await problemOf(withValidation('t.npz', 'v.npz', files, { target: 'y' })), ['“y”', text]);
    }
  });

  it('of an npy are refused, wider ones too', async () => {
    for (const row of [[5], [3], [2, 2]]) {
      const files = {
        't.npy': npy([2, 4], counting([2, 4])),
        'v.npy': npy([2, ...row], counting([2, ...row])),
      };
      const data = { target: { column: 0, as: 'number' }, features: [1, 2] };
      const loading = load({ source: 't.npy', validation: { source: 'v.npy' }, ...data }, files, 'mse');
      refused(await problemOf(loading), ['the array', 'v.npy', '4 numbers in t.npy']);
    }
  });

  it('of IDX images are refused, also with as many pixels', async () => {
    const files = {
      images: idx([ROWS, 4, 4], counting([ROWS, 4, 4])),
      other: idx([ROWS, 2, 8], counting([ROWS, 2, 8])),
      labels: idx([ROWS], LABELS),
    };
    const source = { images: 'images', labels: 'labels' };
    const problem = await problemOf(withValidation(source, { images: 'other', labels: 'labels' }, files));
    refused(problem, ['“pixels”', '16 numbers (2 × 8) in other', '16 numbers (4 × 4) in images']);
  });

  it('written into the spec are refused', async () => {
    const inline = (x: number, y: number): unknown => ({
      inline: {
        x: [counting([x]), counting([x], 1)],
        y: [counting([y]), counting([y])],
      },
    });
    const loaded = (x: number, y: number): Promise<unknown> =>
      load({ source: inline(2, 2), validation: { source: inline(x, y) } }, {}, 'mse');
    await loaded(2, 2);
    refused(await problemOf(loaded(3, 2)), ['the inputs']);
    refused(await problemOf(loaded(2, 3)), ['the targets']);
  });

  it('are refused where new rows are predicted, from an encoder that went through JSON', async () => {
    const files: Files = {
      ...trained,
      'same.npz': npz({ x: npy([2, 4, 4], counting([2, 4, 4])) }),
      'wide.npz': npz({ x: npy([2, 4, 5], counting([2, 4, 5])) }),
      'turned.npz': npz({ x: npy([2, 8, 2], counting([2, 8, 2])) }),
    };
    const host = hostOf(files);
    const { encoder } = await loadDataset(specOf({ source: 't.npz', target: 'y' }), host);
    const stored = JSON.parse(JSON.stringify(encoder)) as DataEncoder;
    const rows = (path: string) => encodeRows(stored, { kind: 'file', path, format: 'npz' }, host, 't.npz');
    assert.deepEqual(Array.from((await rows('same.npz')).x.values), counting([2, 4, 4]));
    for (const path of ['wide.npz', 'turned.npz']) {
      const problem = await problemOf(rows(path));
      refused(problem, [path, '16 numbers (4 × 4) in t.npz']);
      assert.deepEqual(problem.location, { kind: 'file', file: path, line: 1, column: 1 });
    }
  });

  it('of an npy may lack the target where it stands last', async () => {
    const files = {
      't.npy': npy([2, 3], [1, 2, 0, 3, 4, 1]),
      'new.npy': npy([1, 2], [5, 6]),
      'wrong.npy': npy([1, 4], [5, 6, 7, 8]),
    };
    const host = hostOf(files);
    const target = { column: 2, as: 'number' };
    const { encoder } = await loadDataset(
      specOf({ source: 't.npy', target, split: { validation: 0 } }, 'mse'),
      host,
    );
    const rows = (path: string) => encodeRows(encoder, { kind: 'file', path, format: 'npy' }, host);
    assert.deepEqual(Array.from((await rows('new.npy')).x.values), [5, 6]);
    refused(await problemOf(rows('wrong.npy')), ['4 numbers in wrong.npy']);
  });

  it('are read as they are, or refused, whatever the shapes', async () => {
    const shape = fc.array(fc.integer({ min: 1, max: 4 }), { maxLength: 3 });
    await fc.assert(
      fc.asyncProperty(shape, shape, fc.boolean(), async (a, b, alike) => {
        const other = alike ? a : b;
        const files = { 't.npz': archive(a), 'v.npz': archive(other) };
        const data = { source: 't.npz', target: 'y', validation: { source: 'v.npz' } };
        const plain = (axes: Shape): string => axes.filter((size) => size !== 1).join();
        if (plain(a) === plain(other)) {
          const { validation } = await load(data, files);
          assert.deepEqual(inputsOf(validation), counting([ROWS, ...other]));
        } else {
          refused(await problemOf(load(data, files)), ['v.npz', 't.npz']);
        }
      }),
      { numRuns: 60 },
    );
  });
});

describe('a wide column', () => {
  for (const feature of [{ as: 'category' }, { as: 'text' }]) {
    it(`is no ${feature.as}`, async () => {
      const features = [{ column: 'x', ...feature }];
      const data = { source: 't.npz', target: 'y', features, split: { validation: 0 } };
      const problem = await problemOf(load(data, { 't.npz': archive([2]) }));
      assert.equal(problem.code, 'NN-DATA-WIDE-COLUMN');
      assert.match(problem.message, /“x”.*2 numbers/);
    });
  }

  it('is numbers', async () => {
    const features = [{ column: 'x', as: 'number', ...numbers }];
    const data = { source: 't.npz', target: 'y', features, split: { validation: 0 } };
    assert.equal((await load(data, { 't.npz': archive([2]) })).shape.features, 2);
  });
});
