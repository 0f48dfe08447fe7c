import assert from 'node:assert/strict';
import fc from 'fast-check';
import { NnError } from '../../../../src/base/errors.ts';
import { TextRows } from '../../../../src/data/columns/textRows.ts';
import { isUtf8 } from '../../../../src/data/file/utf8.ts';

const encoder = new TextEncoder();

function accepts(bytes: Uint8Array): boolean {
  try {
    new TextDecoder('utf-8', { fatal: true }).decode(bytes);
    return true;
  } catch {
    return false;
  }
}

describe('UTF-8', () => {
  it('is what the decoder takes', () => {
    // Bytes at the edges of what may follow each other, and any others.
    const edges = [
      0, 0x7f, 0x80, 0x8f, 0x90, 0x9f, 0xa0, 0xbf, 0xc1, 0xc2, 0xe0, 0xed, 0xef, 0xf0, 0xf4, 0xf5,
    ];
    const byte = fc.oneof(fc.constantFrom(...edges), fc.nat(255));
    fc.assert(
      fc.property(fc.array(byte, { maxLength: 6 }), (list) => {
        const bytes = Uint8Array.from(list);
        assert.equal(isUtf8(bytes, 0, bytes.length), accepts(bytes));
      }),
      { numRuns: 20_000 },
    );
  });
});

describe('the texts of a column', () => {
  const text = fc.oneof(
    fc.constantFrom('', 'yes', 'no', '영화', '\ud800', '\udc00a', '🙂'),
    fc.string({ unit: 'binary', maxLength: 60 }),
  );

  it('are what was put, few or many, as texts or as bytes, the last row perhaps twice', () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(text, fc.boolean(), fc.boolean()), { maxLength: 700 }), (rows) => {
        const texts = new TextRows(0, 1e9, 'd.csv');
        rows.forEach(([value, asBytes, twice], row) => {
          if (twice) texts.put(row, 'begun');
          const bytes = encoder.encode(value);
          if (asBytes && !/\p{Surrogate}/u.test(value)) assert(texts.putBytes(row, bytes, 0, bytes.length));
          else texts.put(row, value);
        });
        rows.forEach(([value], row) => {
          assert.equal(texts.at(row), value);
        });
      }),
      { numRuns: 50 },
    );
  });

  it('may be longer than what they are stored in', () => {
    const texts = new TextRows(300, 1e9, 'd.csv');
    const of = (row: number): string => `${String(row)}${row % 100 === 7 ? '가'.repeat(900_000) : ''}`;
    for (let row = 0; row < 300; row++) texts.put(row, of(row));
    for (let row = 0; row < 300; row++) assert.equal(texts.at(row), of(row));
  });

  it('say where bytes are no text', () => {
    const texts = new TextRows(0, 1e9, 'd.csv');
    const broken = Uint8Array.of(97, 0xff);
    assert.equal(texts.putBytes(0, broken, 0, 2), false);
    for (let row = 0; row < 400; row++) texts.put(row, String(row));
    assert.equal(texts.putBytes(400, broken, 0, 2), false);
    assert.equal(texts.putBytes(400, broken, 0, 1), true);
    assert.equal(texts.at(400), 'a');
  });

  it('are refused before they take more than the limit', () => {
    const texts = new TextRows(0, 4 << 20, 'd.csv');
    assert.throws(
      () => {
        for (let row = 0; row < 10_000; row++) texts.put(row, String(row).padStart(1000));
      },
      (error) => NnError.is(error) && error.problems[0]?.code === 'NN-DATA-MEMORY',
    );
  });
});
