import assert from 'node:assert/strict';
import { npy, npz, idx, counting } from '../../data/arrayFiles.ts';
import { load } from '../../data/support.ts';
import type { SampleView } from '../../../../src/run/predictions.ts';
import { inputAxes } from '../../../../src/plan/inputAxes.ts';
import { sampleView } from '../../../../src/worker/predictions/sampleView.ts';

const all = { split: { validation: 0, shuffle: false } };

interface Seen {
  readonly shape: readonly number[];
  readonly view: SampleView;
}

async function seen(
  data: Readonly<Record<string, unknown>>,
  files: Readonly<Record<string, string | Uint8Array>>,
): Promise<Seen> {
  const dataset = await load({ ...all, ...data }, files);
  return { shape: inputAxes(dataset.shape), view: sampleView(dataset, dataset.train, 0, () => '') };
}

/** Three samples of `axes` in an npz, of which the first counts from 0. */
function array(axes: readonly number[]): Promise<Seen> {
  const files = {
    'a.npz': npz({ x: npy([3, ...axes], counting([3, ...axes])), y: npy([3], [0, 1, 0]) }),
  };
  return seen({ source: 'a.npz', features: ['x'], target: 'y' }, files);
}

/** A table of whole numbers and a column `label`. */
function table(names: readonly string[], more: Readonly<Record<string, unknown>> = {}): Promise<Seen> {
  const rows = [0, 1, 2].map((row) => [...names.map((_, at) => at + row), row % 2].join());
  const files = { 'a.csv': [[...names, 'label'].join(), ...rows].join('\n') };
  return seen({ source: 'a.csv', target: 'label', ...more }, files);
}

function sizeOf(view: SampleView): unknown {
  return view.kind === 'image' ? [view.height, view.width, view.channels] : view.kind;
}

/** Names in rows, such as `r0c0`. */
function grid(rows: number, columns: number, name: (row: number, column: number) => string): string[] {
  return Array.from({ length: rows * columns }, (_, at) => name(Math.floor(at / columns), at % columns));
}

describe('a sample as a picture', () => {
  it('has the sides of the array that it comes from', async () => {
    const { shape, view } = await array([20, 30]);
    assert.deepEqual(shape, [20, 30]);
    assert.ok(view.kind === 'image');
    assert.deepEqual(sizeOf(view), [20, 30, 1]);
    assert.deepEqual(
      view.values,
      Array.from({ length: 600 }, (_, at) => Math.round((at / 599) * 255) / 255),
    );
  });

  it('has the sides of IDX images, also of normalized ones', async () => {
    const files = {
      images: idx([2, 28, 28], new Array<number>(2 * 784).fill(0).fill(51, 27, 28).fill(255, 28, 29)),
      labels: idx([2], [0, 1]),
    };
    for (const normalize of ['none', 'minMax', 'standard', { scale: 1 / 255 }]) {
      const { shape, view } = await seen(
        {
          source: { images: 'images', labels: 'labels' },
          features: [{ columns: '*', as: 'number', normalize }],
        },
        files,
      );
      assert.deepEqual(shape, [28, 28]);
      assert.ok(view.kind === 'image');
      assert.deepEqual(sizeOf(view), [28, 28, 1]);
      assert.deepEqual(view.values.slice(26, 30), [0, 0.2, 1, 0]);
    }
  });

  it('has channels behind its pixels or in front of them', async () => {
    const behind = await array([5, 4, 3]);
    const first = await array([3, 5, 4]);
    assert.deepEqual(
      [sizeOf(behind.view), sizeOf(first.view)],
      [
        [5, 4, 3],
        [5, 4, 3],
      ],
    );
    assert.ok(behind.view.kind === 'image' && first.view.kind === 'image');
    const value = (number: number): number => Math.round((number / 59) * 255) / 255;
    assert.deepEqual(behind.view.values.slice(0, 6), [0, 1, 2, 3, 4, 5].map(value));
    assert.deepEqual(first.view.values.slice(0, 6), [0, 20, 40, 1, 21, 41].map(value));
    assert.deepEqual(sizeOf((await array([6, 7, 1])).view), [6, 7, 1]);
    assert.deepEqual(sizeOf((await array([1, 6, 7])).view), [6, 7, 1]);
  });

  it('is none where the axes are those of no picture', async () => {
    for (const axes of [[600], [3, 50], [50, 2], [1, 64], [6, 6, 2], [2, 5, 5, 3], [3, 4, 3]]) {
      const { shape, view } = await array(axes);
      assert.deepEqual([shape, view.kind], [axes, 'table'], axes.join());
    }
  });

  it('is made smaller by the mean of its pixels if it is very large', async () => {
    const { view } = await array([300, 30]);
    assert.deepEqual(sizeOf(view), [100, 10, 1]);
    assert.ok(view.kind === 'image');
    // The middle of a cell of three by three pixels.
    assert.equal(view.values[0], Math.round((31 / 8999) * 255) / 255);
  });

  it('is known by names of columns that count rows and columns', async () => {
    const digits = await table(grid(8, 8, (row, column) => `pixel_${String(row)}_${String(column)}`));
    assert.deepEqual(
      [digits.shape, sizeOf(digits.view)],
      [
        [8, 8],
        [8, 8, 1],
      ],
    );
    const wide = await table(grid(5, 7, (row, column) => `${String(row + 1)}x${String(column + 1)}`));
    assert.deepEqual(
      [wide.shape, sizeOf(wide.view)],
      [
        [5, 7],
        [5, 7, 1],
      ],
    );
    const pixels = await table(Array.from({ length: 49 }, (_, at) => `pixel${String(at + 1)}`));
    assert.deepEqual(
      [pixels.shape, sizeOf(pixels.view)],
      [
        [7, 7],
        [7, 7, 1],
      ],
    );
  });

  it('is none of columns that only happen to be as many as a square has', async () => {
    const letters = Array.from('abcdefghijklmnop');
    const numbered = Array.from({ length: 64 }, (_, at) => `x${String(at)}`);
    const words = Array.from({ length: 16 }, (_, at) => `pixel${String(at === 9 ? 90 : at)}`);
    const columnsFirst = grid(4, 4, (row, column) => `p_${String(column)}_${String(row)}`);
    const pixels = Array.from({ length: 12 }, (_, at) => `pixel${String(at)}`);
    for (const names of [letters, numbered, words, columnsFirst, pixels]) {
      const { shape, view } = await table(names);
      assert.deepEqual([shape, view.kind], [[names.length], 'table'], names.join());
    }
  });

  it('is none of an array beside other columns, nor of one with marks of missing values', async () => {
    const files = {
      'a.npz': npz({
        x: npy([3, 5, 5], counting([3, 5, 5])),
        z: npy([3], [7, 8, 9]),
        y: npy([3], [0, 1, 0]),
      }),
    };
    const beside = await seen({ source: 'a.npz', features: ['x', 'z'], target: 'y' }, files);
    assert.deepEqual([beside.shape, beside.view.kind], [[26], 'table']);
    const features = [{ column: 'x', as: 'number', missing: 'indicator' }];
    const gap = npz({ x: npy([3, 5, 5], [NaN, ...counting([74])]), y: npy([3], [0, 1, 0]) });
    const marked = await seen({ source: 'a.npz', features, target: 'y' }, { 'a.npz': gap });
    assert.deepEqual([marked.shape, marked.view.kind], [[50], 'table']);
  });
});
