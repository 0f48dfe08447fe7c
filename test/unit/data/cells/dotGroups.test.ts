/** `1.234` that may mean 1234: told where a column looks like it, and nowhere else. */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import type { Dataset } from '../../../../src/data/types.ts';
import { load } from '../support.ts';

const all = { split: { validation: 0, test: 0 } };

function columnOf(cells: readonly string[], data: object = {}): Promise<Dataset> {
  const text = `x,y\n${cells.map((cell, row) => `${cell},${String(row * row)}`).join('\n')}\n`;
  return load({ source: 'd.csv', target: 'y', ...all, ...data }, { 'd.csv': text }, 'meanSquaredError');
}

const codes = ({ warnings }: Dataset): string[] => warnings.map(({ code }) => code);

describe('a point with three digits behind it', () => {
  for (const [what, cells] of [
    ['everywhere', ['1.234', '2.500', '3.999', '12.000', '1.100']],
    ['beside numbers under a thousand', ['1.234', '950', '2.500', '0', '3.000', '7', '112.000', '-1.100']],
    ['with blanks around', [' 1.234', '2.500 ', ' 3.999 ', '12.000', '1.100']],
  ] as const) {
    it(`is told ${what}`, async () => {
      const dataset = await columnOf(cells);
      assert.deepEqual(codes(dataset), ['NN-DATA-POINT']);
      const [warning] = dataset.warnings;
      assert.match(warning?.message ?? '', /“x”.*"thousands": "\." and "decimal": ","/);
      assert.deepEqual(
        Array.from({ length: cells.length }, (_, row) => dataset.train.x.values[row]),
        cells.map((cell) => Math.fround(Number(cell))),
      );
    });
  }

  it('is told of a target, and of a column in which values are missing', async () => {
    const rows = ['1.234', '2.500', '3.999', '12.000', '1.100'];
    const text = `x,y\n${rows.map((cell, row) => `${String(row)},${cell}`).join('\n')}\n`;
    const target = await load(
      { source: 'd.csv', target: 'y', ...all },
      { 'd.csv': text },
      'meanSquaredError',
    );
    assert.deepEqual(codes(target), ['NN-DATA-POINT']);
    assert.deepEqual(codes(await columnOf([...rows, 'NA'], { missing: 'mean' })), ['NN-DATA-POINT']);
  });

  for (const [what, cells] of [
    ['a cell has fewer', ['1.234', '2.5', '3.999', '12.000', '1.100']],
    ['a cell begins with zero', ['1.234', '0.500', '3.999', '12.000', '1.100']],
    ['a cell has four digits before it', ['1.234', '2000.500', '3.999', '12.000', '1.100']],
    ['a whole number has four digits', ['1.234', '1500', '3.999', '12.000', '1.100']],
    ['a cell has an exponent', ['1.234', '1.5e3', '3.999', '12.000', '1.100']],
    ['the numbers before it are few', ['1.234', '1.500', '1.999', '2.000', '2.100']],
    ['the cells are few', ['1.234', '2.500', '3.999', '12.000']],
    ['all are whole', ['1', '2', '3', '4', '5']],
  ] as const) {
    it(`is a decimal number without a word where ${what}`, async () => {
      assert.deepEqual(codes(await columnOf(cells)), []);
    });
  }

  it('is what the spec says', async () => {
    const cells = ['1.234', '2.500', '3.999', '12.000', '1.100'];
    assert.deepEqual(codes(await columnOf(cells, { decimal: '.' })), []);
    const grouped = await columnOf(cells, { decimal: ',', thousands: '.' });
    assert.deepEqual(codes(grouped), []);
    assert.deepEqual([...grouped.train.x.values].slice(0, 1), [1234]);
  });

  it('is refused where others have two of them', async () => {
    const cells = Array.from({ length: 60 }, (_, row) =>
      row % 2 === 0 ? `12.345.${String(100 + row)}` : `1.${String(100 + row)}`,
    );
    await assert.rejects(columnOf(cells), /separators of thousands.*"thousands": "\."/);
  });

  for (const name of ['iris', 'wine', 'digits', 'diabetes', 'breast-cancer']) {
    it(`alarms nobody about ${name}`, async () => {
      const file = `${name}.csv`;
      const text = readFileSync(new URL(`../../../../examples/data/${file}`, import.meta.url), 'utf8');
      const target = text.split(/\r?\n/, 1)[0]?.split(',').at(-1) ?? '';
      assert.deepEqual(codes(await load({ source: file, target }, { [file]: text })), []);
    });
  }
});
