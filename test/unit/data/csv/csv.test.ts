import assert from 'node:assert/strict';
import fc from 'fast-check';
import papa from 'papaparse';
import { NnError } from '../../../../src/base/errors.ts';
import { readCsv } from '../../../../src/data/csv/csv.ts';
import { parseNumber, parseNumberBytes } from '../../../../src/data/cells/number.ts';
import { sourceOf } from '../../../../src/data/file/source.ts';
import { cellText } from '../../../../src/data/columns/table.ts';
import type { ColumnRequest } from '../../../../src/data/columns/table.ts';
import { load } from '../support.ts';

const encoder = new TextEncoder();

async function read(
  content: string | Uint8Array,
  delimiter: ',' | '\t' = ',',
  request: ColumnRequest = 'text',
) {
  const bytes = typeof content === 'string' ? encoder.encode(content) : content;
  const table = await readCsv(sourceOf(bytes, 'd.csv'), (names) => names.map(() => request), {
    delimiter,
    usual: ',',
    memoryLimit: 1e9,
  });
  const names = table.columns.map((column) => column.name);
  const rows = Array.from({ length: table.rows }, (_, row) =>
    table.columns.map((column) => cellText(column, row)),
  );
  return { table, names, rows };
}

describe('CSV', () => {
  it('reads quotes, doubled quotes, line ends in cells, CRLF and a missing last line end', async () => {
    const { names, rows } = await read('a,"b ""c"""\r\n"1,5","x\r\ny"\r\n,"""q"""');
    assert.deepEqual(names, ['a', 'b "c"']);
    assert.deepEqual(rows, [
      ['1,5', 'x\r\ny'],
      ['', '"q"'],
    ]);
  });

  it('takes a byte order mark off, also of UTF-16', async () => {
    const expected = [['1', '가']];
    assert.deepEqual((await read('\uFEFFa,b\n1,가\n')).rows, expected);
    const utf16 = Buffer.from('\uFEFFa,b\n1,가\n', 'utf16le');
    const { names, rows } = await read(new Uint8Array(utf16));
    assert.deepEqual([names, rows], [['a', 'b'], expected]);
  });

  it('lets empty lines end the file, and old Mac line ends', async () => {
    assert.deepEqual((await read('a,b\n1,2\n\n\n')).rows, [['1', '2']]);
    assert.deepEqual((await read('a,b\r1,2\r3,4\r')).rows, [
      ['1', '2'],
      ['3', '4'],
    ]);
  });

  it('takes quotes in TSV as they stand unless they close the cell', async () => {
    const { rows } = await read('a\tb\n"말" 끝\t1\n"온 ""말"""\t"2"\n"열린\t3\n', '\t');
    assert.deepEqual(rows, [
      ['"말" 끝', '1'],
      ['온 "말"', '2'],
      ['"열린', '3'],
    ]);
  });

  it('keeps columns of numbers out of strings, and reads a column again in which one is none', async () => {
    const { table } = await read('a,b\n1,2\n3.5,x\n', ',', 'single');
    assert.deepEqual(
      table.columns.map((column) => [
        column.kind,
        Array.from({ length: 2 }, (_, row) => cellText(column, row)),
      ]),
      [
        ['number', ['1', '3.5']],
        ['text', ['2', 'x']],
      ],
    );
  });

  it('reads what papaparse writes', async () => {
    const cell = fc.oneof(fc.string(), fc.constantFrom('"', ',', '\n', '\r\n', '', '가나', '🙂"', ' x '));
    await fc.assert(
      fc.asyncProperty(fc.array(fc.tuple(cell, cell), { minLength: 1, maxLength: 8 }), async (rows) => {
        const text = papa.unparse([['a', 'b'], ...rows], { delimiter: ',', newline: '\n' });
        assert.deepEqual((await read(text)).rows, rows);
      }),
      { numRuns: 300 },
    );
  });

  it('cuts cells where papaparse cuts them', async () => {
    const piece = fc.constantFrom('a', '1', ',', '\n', '"x,y"', '""', ' ');
    await fc.assert(
      fc.asyncProperty(fc.array(piece, { maxLength: 12 }), async (pieces) => {
        const text = `p,q\n${pieces.join('')}`;
        const { data } = papa.parse(text.replace(/\n+$/, ''), { delimiter: ',', newline: '\n' });
        let rows: string[][];
        try {
          ({ rows } = await read(text));
        } catch (error) {
          assert.ok(NnError.is(error));
          return;
        }
        assert.deepEqual(rows, data.slice(1));
      }),
      { numRuns: 500 },
    );
  });

  it('answers any bytes with data or with an error for the user', async () => {
    const files = fc.oneof(
      fc.uint8Array({ maxLength: 80 }),
      fc
        .array(fc.constantFrom('x', 'y', ',', '\n', '"', '1', '-', 'é', '\r', '\t'), { maxLength: 40 })
        .map((parts) => encoder.encode(`x,y\n${parts.join('')}`)),
    );
    const formats = fc.constantFrom('csv', 'tsv', 'json', 'jsonl', 'npy', 'npz', 'parquet');
    await fc.assert(
      fc.asyncProperty(files, formats, async (bytes, format) => {
        try {
          await load({ source: 'f', format, target: 'y' }, { f: bytes });
        } catch (error) {
          assert.ok(NnError.is(error), String(error));
          assert.ok(error.problems.length > 0);
        }
      }),
      { numRuns: 600 },
    );
  });
});

describe('numbers in files', () => {
  it('are exactly what JavaScript reads', () => {
    const texts = fc.oneof(
      fc.double({ noNaN: true, noDefaultInfinity: true }).map(String),
      fc.integer().map(String),
      fc.tuple(fc.integer(), fc.nat()).map(([a, b]) => `${String(a)}.${String(b)}`),
      // As many digits as doubles need and more, where a second rounding would show.
      fc.tuple(fc.bigInt(0n, 10n ** 21n), fc.nat(25)).map(([digits, at]) => {
        const text = String(digits);
        return at < text.length ? `${text.slice(0, at)}.${text.slice(at)}` : `${text}e-${String(at)}`;
      }),
      // Half-way between two doubles, or next to it.
      fc
        .tuple(fc.bigInt(2n ** 53n, 2n ** 62n), fc.constantFrom('', '.5', '.0', 'e-3'))
        .map((p) => p.join('')),
      fc.constantFrom('1e5', '-1.5E-3', '+7', '.5', '5.', ' 3 ', '0.1', '123456789012345678', '-0'),
    );
    fc.assert(
      fc.property(texts, (text) => {
        const bytes = encoder.encode(text);
        assert.ok(Object.is(parseNumberBytes(bytes, 0, bytes.length), Number(text)), text);
        assert.equal(parseNumber(text), Number(text));
      }),
      { numRuns: 20_000 },
    );
  });

  it('are nothing else', () => {
    for (const text of [
      '',
      ' ',
      '-',
      '.',
      '1,5',
      '0x10',
      '1e',
      'Infinity',
      'NaN',
      '1 2',
      '1_000',
      '１',
      '--1',
    ]) {
      const bytes = encoder.encode(text);
      assert.ok(Number.isNaN(parseNumberBytes(bytes, 0, bytes.length)), text);
      assert.ok(Number.isNaN(parseNumber(text)), text);
    }
  });
});
