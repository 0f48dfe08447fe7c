import assert from 'node:assert/strict';
import fc from 'fast-check';
import { EucKrDecoder } from '../../../../src/data/file/eucKr.ts';
import { loadSpec } from '../../../../src/format/load.ts';
import { encoderOf, numberIn } from './notationSupport.ts';
import { inputsOf, load, piecesHostOf, problemOf } from '../support.ts';

const cp949 = encoderOf((bytes) => new EucKrDecoder().decode(bytes, { stream: false }));
const utf8 = new TextEncoder();

function utf16(text: string, littleEndian: boolean): Uint8Array {
  const bytes = new Uint8Array(text.length * 2);
  const view = new DataView(bytes.buffer);
  for (let at = 0; at < text.length; at++) view.setUint16(at * 2, text.charCodeAt(at), littleEndian);
  return bytes;
}

const ENCODINGS: Readonly<Record<string, (text: string) => Uint8Array>> = {
  'utf-8': (text) => utf8.encode(text),
  'utf-16le': (text) => utf16(text, true),
  'utf-16be': (text) => utf16(text, false),
  cp949,
};

/** The problems of a spec with these keys of `data`. */
function problemsOf(data: Readonly<Record<string, unknown>>): (readonly [string, string])[] {
  const spec = {
    formatVersion: 1,
    data: { source: 'd.csv', target: 'y', ...data },
    model: { layers: [{ type: 'dense', units: 1 }] },
    loss: 'mse',
    optimizer: 'adam',
  };
  return loadSpec(JSON.stringify(spec), 'd').problems.map(({ code, message }) => [code, message] as const);
}

/** Inputs and targets of all rows, in their order. */
async function numbersOf(data: Readonly<Record<string, unknown>>, content: string | Uint8Array) {
  const split = { validation: 0, shuffle: false };
  const { train } = await load({ source: 'd.csv', split, ...data }, { 'd.csv': content }, 'meanSquaredError');
  return [inputsOf(train), Array.from(train.y.values)];
}

describe('the notation of a file', () => {
  describe('in the spec', () => {
    it('may be named as people do', () => {
      const names = [
        'CP949',
        'ms949',
        'UTF-8',
        'utf8',
        'Latin-1',
        'iso-8859-1',
        'sjis',
        'cp1252',
        'UTF_16',
        'euc_kr',
      ];
      for (const encoding of names) assert.deepEqual(problemsOf({ encoding }), []);
      for (const delimiter of [';', '|', '\t', 'tab', ' ']) assert.deepEqual(problemsOf({ delimiter }), []);
    });

    it('is refused where it cannot be', () => {
      const [[code, message] = []] = problemsOf({ encoding: 'cp94' });
      assert.equal(code, 'NN-SPEC-VALUE');
      assert.match(message ?? '', /Did you mean "cp949"/);
      assert.deepEqual(
        [
          { delimiter: '||' },
          { delimiter: '1' },
          { delimiter: '"' },
          { decimal: ',', thousands: ',' },
          { thousands: '.' },
          { sheet: 'Sheet1' },
          { source: 'd.npy', encoding: 'cp949' },
          { source: 'd.json', delimiter: ';' },
          { source: { builtin: 'xor' }, target: undefined, header: false },
        ].map((data) => problemsOf(data)[0]?.[0]),
        [
          'NN-SPEC-VALUE',
          'NN-SPEC-VALUE',
          'NN-SPEC-VALUE',
          'NN-SPEC-CONFLICT',
          'NN-SPEC-CONFLICT',
          'NN-SPEC-PLANNED',
          'NN-SPEC-CONFLICT',
          'NN-SPEC-CONFLICT',
          'NN-SPEC-CONFLICT',
        ],
      );
    });
  });

  it('is that of the validation rows, too, unless they have their own', async () => {
    const files = { 'd.csv': 'a;y\n1,5;2,5\n2,5;3\n', 'v.csv': 'a;y\n4,5;1\n', 'w.csv': 'a,y\n4.5,1\n' };
    const data = { source: 'd.csv', target: 'y', delimiter: ';', decimal: ',' };
    const same = await load({ ...data, validation: { source: 'v.csv' } }, files, 'meanSquaredError');
    assert.deepEqual(inputsOf(same.validation), [4.5]);
    const own = { source: 'w.csv', delimiter: ',', decimal: '.' };
    const other = await load({ ...data, validation: own }, files, 'meanSquaredError');
    assert.deepEqual(inputsOf(other.validation), [4.5]);
  });

  it('has marks of missing values, numbers among them', async () => {
    const data = { source: 'd.csv', target: 'y', missingMarks: ['-999', 'k.A.'] };
    for (const mark of ['-999', '-999.0', 'k.A.', '']) {
      const problem = await problemOf(load(data, { 'd.csv': `a,y\n1,2\n${mark},3\n` }, 'meanSquaredError'));
      assert.equal(problem.code, 'NN-DATA-MISSING-VALUE');
      assert.deepEqual(problem.location, { kind: 'file', file: 'd.csv', line: 3, column: 1 });
    }
  });

  it('names columns by number where there is no header, and leaves out comments', async () => {
    const content = '# made by hand\n5.1,3.5,0\n# more\n4.9,3.0,1\n';
    const data = { target: 2, header: false, comment: '#' };
    assert.deepEqual(await numbersOf(data, content), [[5.1, 3.5, 4.9, 3].map(Math.fround), [0, 1]]);
    const numbers = { columns: '*', as: 'number' };
    const bad = problemOf(
      load(
        { source: 'd.csv', ...data, features: numbers, split: { validation: 0 } },
        { 'd.csv': `${content}x,1,2\n` },
        'meanSquaredError',
      ),
    );
    assert.deepEqual((await bad).location, { kind: 'file', file: 'd.csv', line: 5, column: 1 });
  });

  it('may be blanks, of which any number separates', async () => {
    const content = '  a   b \t y\n 1  2.5    3\n4 5 6  \n';
    assert.deepEqual(await numbersOf({ target: 'y', delimiter: ' ' }, content), [
      [1, 2.5, 4, 5],
      [3, 6],
    ]);
  });

  it('is as the first line says, in the way of Excel', async () => {
    assert.deepEqual(await numbersOf({ target: 'y', decimal: ',' }, 'sep=;\r\na;y\r\n1,5;2\r\n3;4\r\n'), [
      [1.5, 3],
      [2, 4],
    ]);
  });

  it('is the same numbers, or an error, whatever it is', () => {
    const value = fc
      .tuple(fc.integer({ min: -9_999_999, max: 9_999_999 }), fc.integer({ min: 0, max: 4 }))
      .map(([whole, places]) => (whole / 10 ** places).toFixed(places));
    const notation = fc
      .record({
        delimiter: fc.constantFrom(',', ';', '\t', '|', ' '),
        decimal: fc.constantFrom('.', ','),
        thousands: fc.constantFrom('', ',', '.', ' ', "'", '_', '\u202F'),
        encoding: fc.constantFrom(...Object.keys(ENCODINGS)),
        lineEnd: fc.constantFrom('\n', '\r\n', '\r'),
        mark: fc.boolean(),
        quote: fc.boolean(),
        header: fc.boolean(),
        comment: fc.constantFrom('', '#', '//'),
        missing: fc.constantFrom('NA', '-999', 'k.A.'),
      })
      .filter(({ decimal, thousands }) => decimal !== thousands)
      .filter(({ encoding, thousands }) => encoding !== 'cp949' || thousands !== '\u202F');
    return fc.assert(
      fc.asyncProperty(
        notation,
        fc.array(fc.tuple(value, value, value), { minLength: 1, maxLength: 12 }),
        fc.option(fc.nat(11), { freq: 5 }),
        fc.integer({ min: 1, max: 50 }),
        async (how, rows, gap, piece) => {
          const { delimiter, decimal, thousands, encoding, lineEnd, header, comment } = how;
          const cell = (text: string): string =>
            how.quote || [delimiter, ' ', '\u202F'].some((one) => text.includes(one)) ? `"${text}"` : text;
          const line = (cells: readonly string[]): string => cells.map(cell).join(delimiter);
          const lines = rows.map((row, index) =>
            line(
              row.map((one, column) =>
                index === gap && column === 1 ? how.missing : numberIn(one, decimal, thousands),
              ),
            ),
          );
          const note = comment === '' ? [] : [`${comment} 성적 ${delimiter} x`];
          const text = [
            ...note,
            ...(header ? [line(['키', 'b 1', '결과'])] : []),
            ...note,
            ...lines,
            ...note,
          ].join(lineEnd);
          const encode = ENCODINGS[encoding] ?? (() => new Uint8Array());
          const marked = how.mark && encoding !== 'cp949';
          const content = encode((marked ? '\uFEFF' : '') + text);
          const data = {
            source: 'd.csv',
            split: { validation: 0, shuffle: false },
            features: header ? ['키', 'b 1'] : [0, 1],
            target: header ? '결과' : 2,
            delimiter,
            decimal,
            header,
            encoding,
            missingMarks: [how.missing],
            ...(thousands !== '' && { thousands: thousands === '\u202F' ? ' ' : thousands }),
            ...(comment !== '' && { comment }),
          };
          const loading = load(data, {}, 'meanSquaredError', piecesHostOf({ 'd.csv': content }, piece));
          if (
            rows.some((row, index) =>
              row.some(
                (one, column) =>
                  Number(one) === -999 && how.missing === '-999' && !(index === gap && column === 1),
              ),
            )
          )
            return;
          if (gap !== null && gap < rows.length) {
            const problem = await problemOf(loading);
            assert.equal(problem.code, 'NN-DATA-MISSING-VALUE');
            return;
          }
          const { train } = await loading;
          assert.deepEqual(
            inputsOf(train),
            rows.flatMap(([a, b]) => [Number(a), Number(b)]).map(Math.fround),
          );
          assert.deepEqual(
            Array.from(train.y.values),
            rows.map(([, , y]) => Math.fround(Number(y))),
          );
        },
      ),
      { numRuns: 300 },
    );
  });
});
