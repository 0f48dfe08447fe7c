import assert from 'node:assert/strict';
import fc from 'fast-check';
import { loadDataset } from '../../../../src/data/load.ts';
import { propose } from '../../../../src/data/propose/propose.ts';
import { SAMPLE_BYTES, sampledHost } from '../../../../src/data/propose/sample.ts';
import { formatOf } from '../../../../src/format/keys/sources.ts';
import { loadSpec } from '../../../../src/format/load.ts';
import { hostOf, piecesHostOf } from '../support.ts';

const options = (path: string, target: string | null = null) => {
  const format = formatOf(path);
  assert.ok(format);
  return { path, format, name: 'rows', target };
};

/** Proposes a spec for the rows and loads its data by it. */
async function loaded(path: string, content: string, target: string | null = null) {
  const proposal = await propose(options(path, target), piecesHostOf({ [path]: content }, 1000));
  const { spec, problems } = loadSpec(proposal.text, 'rows.nnspec.json');
  assert.ok(spec, `${JSON.stringify(problems)}\n${proposal.text}`);
  const dataset = await loadDataset(spec, hostOf({ [path]: content }));
  return { ...proposal, spec: spec, dataset };
}

const rowsOf = (count: number, row: (index: number) => string): string =>
  Array.from({ length: count }, (_, index) => row(index)).join('\n');

describe('a proposed spec', () => {
  it('predicts the column named like a class and leaves out identifiers and constants, with the reason', async () => {
    const csv = `id,class,size,same,place\n${rowsOf(40, (at) => `${at + 1},${at % 2 ? 'yes' : 'no'},${(at * 7) % 11},x,${at % 3 ? 'a' : 'b'}`)}\n`;
    const { target, spec, text, dataset } = await loaded('rows.csv', csv);
    assert.equal(target, 'class');
    assert.equal(spec.loss.type, 'binaryCrossentropy');
    assert.match(text, /Left out: "id", as each row has another value/);
    assert.match(text, /Left out: "same", as every row has the same value/);
    assert.equal(dataset.shape.features, 3);
  });

  it('is the same for the same file, and takes another target', async () => {
    const csv = `a,b,y\n${rowsOf(30, (at) => `${at * 1.5},${at % 3},${at * at * 0.37}`)}\n`;
    const first = await loaded('rows.csv', csv);
    assert.equal(first.text, (await loaded('rows.csv', csv)).text);
    assert.equal(first.target, 'y');
    assert.equal(first.spec.loss.type, 'meanSquaredError');
    assert.equal((await loaded('rows.csv', csv, 'b')).spec.loss.type, 'categoricalCrossentropy');
  });

  it('fills missing numbers and names, and leaves out rows without a target', async () => {
    const csv = `a,b,y\n${rowsOf(40, (at) => `${at % 7 ? at : ''},${at % 5 ? 'p' : ''},${at % 9 ? (at % 2 ? 'u' : 'v') : ''}`)}\n`;
    const { dataset } = await loaded('rows.csv', csv);
    assert.equal(dataset.train.count + dataset.validation.count, 35);
  });

  it('reads semicolons and decimal commas', async () => {
    const { spec } = await loaded(
      'rows.csv',
      `a;y\n${rowsOf(20, (at) => `${at},5;${at % 2 ? 'u' : 'v'}`)}\n`,
    );
    assert.ok(spec.data.source.kind === 'file');
    assert.deepEqual(spec.data.source.notation, { delimiter: ';', decimal: ',' });
  });

  for (const { title, cells, notation } of [
    {
      title: 'separators of thousands',
      cells: (at: number) => `"${at + 1},234.5"`,
      notation: { thousands: ',' },
    },
    {
      title: 'decimal commas with points between thousands',
      cells: (at: number) => `"${at + 1}.234,5"`,
      notation: { decimal: ',', thousands: '.' },
    },
    {
      title: 'blanks between thousands',
      cells: (at: number) => `${at + 1} 234`,
      notation: { thousands: ' ' },
    },
    {
      title: 'marks of missing values',
      cells: (at: number) => (at % 7 === 0 ? 'n.a.' : at % 11 === 0 ? 'NA' : String(at * 3)),
      notation: { missingMarks: ['n.a.', 'NA'] },
    },
    {
      title: 'a number for missing values',
      cells: (at: number) => (at % 7 === 0 ? '-999' : String(at * 3)),
      notation: { missingMarks: ['-999'] },
    },
    {
      title: 'nothing where only the usual marks stand',
      cells: (at: number) => (at % 7 ? String(at) : 'NA'),
    },
  ]) {
    it(`offers ${title} where the file shows them`, async () => {
      const rows = rowsOf(60, (at) => `${cells(at)},${(at * 7) % 13},${at % 3 ? 'u' : 'v'}`);
      const { spec } = await loaded('rows.csv', `a,b,y\n${rows}\n`);
      assert.ok(spec.data.source.kind === 'file');
      assert.deepEqual(spec.data.source.notation, notation);
      assert.equal(spec.data.features[0]?.as, 'number');
    });
  }

  it('takes dates with the day first, and leaves out those whose order no day tells', async () => {
    const rows = rowsOf(
      60,
      (at) => `${1 + (at % 28)}.3.2024,${1 + (at % 12)}/4/2024,${at % 5},${at % 3 ? 'u' : 'v'}`,
    );
    const { spec, text } = await loaded('rows.csv', `day,odd,b,y\n${rows}\n`);
    const day = spec.data.features.find(({ as }) => as === 'date');
    assert.ok(day?.as === 'date');
    assert.equal(day.order, 'dmy');
    assert.match(text, /Left out: "odd", as no day of its dates is over 12/);
  });

  it('takes free text as text', async () => {
    const rows = rowsOf(30, (at) => JSON.stringify({ say: `a film of ${at} good bad words`, label: at % 2 }));
    const { spec } = await loaded('rows.jsonl', rows);
    assert.equal(spec.data.features[0]?.as, 'text');
  });

  it('holds no name of a column outside of a string or one line of a comment', async () => {
    await fc.assert(
      fc.asyncProperty(fc.string({ unit: 'binary', minLength: 1, maxLength: 60 }), async (name) => {
        const rows = rowsOf(20, (at) => JSON.stringify({ [`${name}*/\n"}`]: 1, a: at % 4, label: at % 2 }));
        const { spec } = await loaded('rows.jsonl', rows);
        assert.deepEqual(spec.data.target.columns, ['label']);
      }),
      { numRuns: 50 },
    );
  });

  it('is refused for a target that is not there, and for a file without one', async () => {
    const host = piecesHostOf({ 'rows.csv': 'a,y\n1,2\n1,2\n' }, 100);
    await assert.rejects(propose(options('rows.csv', 'z'), host), { code: 'NN-DATA-PROPOSE' });
    await assert.rejects(propose(options('rows.csv'), host), { code: 'NN-DATA-PROPOSE' });
  });
});

describe('the sample of a table', () => {
  it('ends with a whole line, and is all of a short file', async () => {
    const host = piecesHostOf({ 'rows.csv': 'a,b\n1,2\n3,4\n5,6\n' }, 5);
    const read = async (most: number): Promise<string> => {
      let text = '';
      const { pieces } = sampledHost(host, 'csv', most).host;
      for await (const { bytes } of pieces?.('rows.csv') ?? []) text += new TextDecoder().decode(bytes);
      return text;
    };
    assert.equal(await read(SAMPLE_BYTES), 'a,b\n1,2\n3,4\n5,6\n');
    assert.equal(await read(6), 'a,b\n1,2\n');
  });
});
