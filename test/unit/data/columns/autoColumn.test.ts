import assert from 'node:assert/strict';
import { inputsOf, load, problemOf } from '../support.ts';

const ROWS = 200;

/** A table with a column `x` of these cells, a column of numbers, and a target. */
function tableOf(cells: readonly string[]): string {
  const rows = cells.map((cell, row) => `"${cell.replaceAll('"', '""')}",${String(row)},${String(row % 7)}`);
  return ['x,n,y', ...rows, ''].join('\n');
}

function cellsOf(cell: (row: number) => string, rows = ROWS): string[] {
  return Array.from({ length: rows }, (_, row) => cell(row));
}

function loading(
  cells: readonly string[],
  data: Readonly<Record<string, unknown>> = {},
  loss = 'meanSquaredError',
) {
  return load({ source: 'd.csv', target: 'y', ...data }, { 'd.csv': tableOf(cells) }, loss);
}

/** Cells of a whole column, and what the message must say. */
const NOTATIONS: readonly (readonly [what: string, cell: (row: number) => string, says: string])[] = [
  ['thousands', (row) => `${String(row + 1)},234.5`, '"thousands": ","'],
  ['thousands or decimals', (row) => `${String(row + 1)},234`, '"decimal": ","'],
  ['decimal commas', (row) => `${String(row)},5`, '"decimal": ","'],
  ['points and a decimal comma', (row) => `${String(row + 1)}.234,5`, '"decimal": "," and "thousands": "."'],
  ['millions with points', (row) => `${String(row + 1)}.234.567`, '"thousands": "."'],
  ['thousands with blanks', (row) => `${String(row + 1)} 234`, '"thousands": " "'],
  ['thousands with narrow blanks', (row) => `${String(row + 1)}\u202F234`, '"thousands": " "'],
  ['thousands of Switzerland', (row) => `${String(row + 1)}’234.50`, '"thousands": "\'"'],
  ['percentages', (row) => `${String(row / 2)}%`, 'a percentage'],
  ['dollars', (row) => `$${String(row)}.99`, 'an amount of money'],
  ['won', (row) => `${String(row)},000원`, 'an amount of money'],
  ['euros', (row) => `${String(row)},50 €`, 'an amount of money'],
  ['kilograms', (row) => `${String(row)} kg`, 'a number with a unit'],
  ['degrees', (row) => `${String(row)}.5°C`, 'a number with a unit'],
  ['years of age', (row) => `${String(row)}세`, 'a number with a unit'],
  [
    'full width',
    (row) => `１${String(row % 10).replaceAll(/\d/g, (one) => String.fromCharCode(0xff10 + Number(one)))}`,
    'full-width',
  ],
  ['the minus of Unicode', (row) => `−${String(row)}.5`, 'another sign'],
  ['bookkeepers', (row) => `(${String(row)}.50)`, 'bookkeepers'],
  ['ISO dates', (row) => new Date(Date.UTC(2024, 0, row + 1)).toISOString().slice(0, 10), '"as": "date"'],
  ['ISO moments', (row) => new Date(Date.UTC(2024, 0, row + 1)).toISOString(), '"as": "date"'],
  ['dates of Germany', (row) => `${String((row % 28) + 1)}.${String((row % 12) + 1)}.2024`, '"order": "dmy"'],
  ['dates of the US', (row) => `1/${String((row % 15) + 14)}/2024`, '"order": "mdy"'],
  ['dates in words', (row) => `Jan ${String((row % 28) + 1)}, 2024`, 'a date'],
  ['dates of Korea', (row) => `2024년 ${String((row % 12) + 1)}월 3일`, 'a date'],
  ['times', (row) => `${String(row % 24)}:${String((row % 50) + 10)}`, 'a time of day'],
  ['lists', (row) => `[${String(row)}, 2, 3]`, 'a list'],
  ['lists with semicolons', (row) => `${String(row)};2;3`, 'a list'],
  ['hexadecimal', (row) => `0x${row.toString(16)}`, 'hexadecimal'],
];

describe('a column of which the spec does not say what it is', () => {
  for (const [what, cell, says] of NOTATIONS) {
    it(`is refused where it holds ${what}`, async () => {
      const problem = await problemOf(loading(cellsOf(cell), { split: { validation: 0 } }));
      assert.equal(problem.code, 'NN-DATA-NOTATION', problem.message);
      assert.deepEqual(problem.location, { kind: 'file', file: 'd.csv', line: 2, column: 1 });
      assert.ok(problem.message.includes('“x”') && problem.message.includes(says), problem.message);
      assert.ok(problem.message.includes('"as": "category"'), problem.message);
    });
  }

  it('is refused as a target of numbers, too, and may be classes if the spec says so', async () => {
    for (const [what, cell] of NOTATIONS) {
      const data = { target: 'x', features: ['n'], split: { validation: 0 } };
      const problem = await problemOf(loading(cellsOf(cell), data));
      assert.equal(problem.code, 'NN-DATA-NOTATION', what);
      assert.ok(
        problem.message.includes('data.target') && !problem.message.includes('data.features'),
        problem.message,
      );
    }
    const data = { target: { column: 'x', as: 'category' }, features: ['n'], split: { validation: 0 } };
    const { encoder } = await loading(
      cellsOf((row) => `${String(row % 3)} kg`),
      data,
      'categoricalCrossentropy',
    );
    assert.equal(encoder.target.kind, 'category');
  });

  for (const [bad, says] of [
    ['1,234.5', '"thousands": ","'],
    ['12o.5', 'a letter'],
    ['N.N.', 'is not a number'],
    ['12.5 kg', 'a unit'],
    ['--', '"missingMarks": ["--"]'],
    ['unknown', '"missingMarks": ["unknown"]'],
  ] as const) {
    it(`has one bad cell: ${bad}`, async () => {
      const cells = cellsOf((row) => (row === 102 ? bad : String(row * 1.5)));
      for (const data of [
        {},
        { target: 'x', features: ['n'] },
        { target: { column: 'x', as: 'number' }, features: ['n'] },
      ]) {
        const problem = await problemOf(loading(cells, data));
        assert.equal(problem.code, 'NN-DATA-NOT-A-NUMBER', problem.message);
        assert.deepEqual(problem.location, { kind: 'file', file: 'd.csv', line: 104, column: 1 });
        assert.ok(problem.message.includes('“x”') && problem.message.includes(says), problem.message);
        if ('target' in data) assert.ok(!problem.message.includes('data.features'), problem.message);
      }
    });
  }

  it('says how many other cells are no numbers', async () => {
    const cells = cellsOf((row) => (row % 40 === 7 ? 'x' : String(row)));
    const problem = await problemOf(loading(cells, { split: { validation: 0 } }));
    assert.match(problem.message, /195 of its 200 values.*4 other cells/);
    assert.equal(problem.location.kind === 'file' && problem.location.line, 9);
  });

  it('is a mark of missing values where it is one', async () => {
    const cells = cellsOf((row) => (row === 102 ? 'NA' : String(row)));
    for (const data of [{}, { target: 'x', features: ['n'] }]) {
      const problem = await problemOf(loading(cells, data));
      assert.equal(problem.code, 'NN-DATA-MISSING-VALUE', problem.message);
      assert.deepEqual(problem.location, { kind: 'file', file: 'd.csv', line: 104, column: 1 });
      assert.equal(problem.message.includes('data.features'), !('target' in data), problem.message);
    }
  });

  for (const cell of [
    "'12",
    '="12"',
    '<12',
    '~12',
    '12±1',
    '12-15',
    '12th',
    '12만',
    '12h 30m',
    '10.0.0.12',
    "12°30'N",
    '12+2j',
    '1.2D+02',
  ]) {
    it(`is refused where it holds a number with something around it, such as ${cell}`, async () => {
      const cells = cellsOf(
        (row) => cell.replace('12', String(row + 10)).replace('1.2', `${String(row)}.2`),
        20,
      );
      for (const data of [{}, { target: 'x', features: ['n'] }]) {
        const problem = await problemOf(loading(cells, { split: { validation: 0 }, ...data }));
        assert.equal(problem.code, 'NN-DATA-NOTATION', problem.message);
        assert.match(problem.message, /a number with something around it|a number with a unit/);
        assert.deepEqual(problem.location, { kind: 'file', file: 'd.csv', line: 2, column: 1 });
      }
      const bands = await loading(
        cellsOf((row) => cell.replace('12', String(row % 5)).replace('1.2', `${String(row % 5)}.2`)),
        { split: { validation: 0 } },
      );
      assert.equal(bands.encoder.features[0]?.kind, 'category');
    });
  }

  it('is told where each row has a value of its own', async () => {
    const dataset = await loading(
      cellsOf((row) => `ID${String(row)}`, 20),
      { split: { validation: 0 } },
    );
    assert.deepEqual(
      dataset.warnings.map(({ code }) => code),
      ['NN-DATA-MANY-VALUES'],
    );
  });

  it('is refused as a target where most values are different and no numbers', async () => {
    const data = { target: 'x', features: ['n'], split: { validation: 0 } };
    const problem = await problemOf(
      loading(
        cellsOf((row) => `ID${String(row)}`, 20),
        data,
      ),
    );
    assert.equal(problem.code, 'NN-DATA-MANY-VALUES');
    assert.match(problem.message, /A target is numbers, or classes/);
  });

  it('is asked for where most of its many values are different, or they are texts', async () => {
    const names = await problemOf(loading(cellsOf((row) => `name ${String(row)}x`)));
    assert.equal(names.code, 'NN-DATA-MANY-VALUES');
    const texts = await problemOf(
      loading(
        cellsOf((row) => `this is text ${String(row)}`, 20),
        { split: { validation: 0 } },
      ),
    );
    assert.match(texts.message, /look like texts.*"as": "text"/);
    const few = await loading(
      cellsOf((row) => `name ${String(row % 60)}x`),
      { split: { validation: 0 } },
    );
    assert.equal(few.encoder.features[0]?.kind, 'category');
    const asked = await loading(
      cellsOf((row) => `name ${String(row)}x`),
      { features: { column: 'x', as: 'category' }, split: { validation: 0 } },
    );
    assert.equal(asked.shape.features, ROWS);
  });

  it('is 0 and 1 where it is false and true, in any case, as a feature, and classes as a target', async () => {
    for (const [yes, no] of [
      ['True', 'False'],
      ['TRUE', 'FALSE'],
      ['true', 'false'],
      ['True', '0'],
    ] as const) {
      const cells = cellsOf((row) => (row % 3 === 0 ? yes : no), 6);
      const { train, encoder } = await loading(cells, {
        features: ['x'],
        split: { validation: 0, shuffle: false },
      });
      assert.equal(encoder.features[0]?.kind, 'number');
      assert.deepEqual(inputsOf(train), [1, 0, 0, 1, 0, 0]);
      const data = { target: 'x', features: ['n'], split: { validation: 0 } };
      const classes = await loading(cells, data, 'binaryCrossentropy');
      assert.deepEqual(classes.encoder.target, { kind: 'binary', column: 'x', classes: [no, yes] });
    }
  });

  it('reads true and false of JSON so, too', async () => {
    const records = [true, false, true].map((x, n) => ({ x, y: n }));
    const data = { source: 'd.json', target: 'y', split: { validation: 0, shuffle: false } };
    const { train } = await load(data, { 'd.json': JSON.stringify(records) }, 'meanSquaredError');
    assert.deepEqual(inputsOf(train), [1, 0, 1]);
  });
});
