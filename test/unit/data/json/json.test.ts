import assert from 'node:assert/strict';
import fc from 'fast-check';
import { readJson } from '../../../../src/data/json/json.ts';
import { openSource } from '../../../../src/data/file/source.ts';
import { Pulse } from '../../../../src/data/file/pulse.ts';
import { cellText } from '../../../../src/data/columns/table.ts';
import type { Table } from '../../../../src/data/columns/table.ts';
import { NnError } from '../../../../src/base/errors.ts';
import { piecesHostOf } from '../support.ts';

type Records = readonly Readonly<Record<string, unknown>>[];

/** A column that nobody wants: anything may be in it. */
const SKIPPED = 'skipped';

async function read(text: string, format: 'json' | 'jsonl', piece: number): Promise<Table> {
  const host = piecesHostOf({ f: text }, piece);
  const source = await openSource('f', host, new Pulse(host));
  return readJson(source, format, (names) => names.map((name) => (name === SKIPPED ? 'skip' : 'single')), {
    memoryLimit: 1e9,
  });
}

/** What a value is as a text: see docs/nnspec.md. */
function expected(value: unknown): string {
  if (value === null || value === undefined) return '';
  return typeof value === 'string' ? value : JSON.stringify(value);
}

const value = fc.oneof(
  fc.integer(),
  fc.float({ noNaN: true, noDefaultInfinity: true }),
  fc.string({ unit: 'binary' }),
  fc.boolean(),
  fc.constant(null),
);
const record = fc
  .tuple(fc.dictionary(fc.constantFrom('a', 'b', '가"', '__proto__'), value), fc.jsonValue({ maxDepth: 3 }))
  .map(([values, skipped]) => Object.assign(values, { [SKIPPED]: skipped }));
const records = fc.array(record, { minLength: 1, maxLength: 6 });
const piece = fc.constantFrom(1, 2, 5, 64, 100_000);

describe('JSON in bytes', () => {
  it('gives what JSON.parse gives, wherever the file is cut into pieces', async () => {
    await fc.assert(
      fc.asyncProperty(records, fc.boolean(), piece, async (list: Records, lines, size) => {
        const text = lines
          ? `${list.map((record) => JSON.stringify(record)).join('\r\n')}\n\n`
          : JSON.stringify(list, null, 2);
        const table = await read(text, lines ? 'jsonl' : 'json', size);
        assert.equal(table.rows, list.length);
        for (const column of table.columns) {
          const all = list.map((record) =>
            Object.hasOwn(record, column.name) ? record[column.name] : undefined,
          );
          const cells = all.map((_, row) => cellText(column, row));
          // A column of numbers is rounded to float32, as asked.
          const numbers = column.kind === 'number';
          assert.deepEqual(
            cells,
            all.map((one) => (numbers ? String(Math.fround(Number(one))) : expected(one))),
          );
        }
      }),
      { numRuns: 500 },
    );
  });

  it('takes nothing that JSON.parse refuses', async () => {
    const parts = fc.constantFrom(
      '{"a":',
      '1',
      '01',
      '-',
      '.5',
      '2.',
      '1e5',
      '"x"',
      '"\\u12"',
      '"\\q"',
      '}',
      ',',
      '[',
      ']',
    );
    const tail = fc.constantFrom('', '}', ']', '}]', ' ', 'nul', 'null', '\u0001', '"\n"');
    await fc.assert(
      fc.asyncProperty(fc.array(parts, { maxLength: 6 }), tail, piece, async (middle, end, size) => {
        const text = `[{"a":1},${middle.join('')}${end}`;
        let valid = true;
        try {
          JSON.parse(text);
        } catch {
          valid = false;
        }
        if (valid) return;
        await assert.rejects(read(text, 'json', size), (error) => NnError.is(error));
      }),
      { numRuns: 1000 },
    );
  });
});
