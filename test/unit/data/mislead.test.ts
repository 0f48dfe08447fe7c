import assert from 'node:assert/strict';
import { load, problemOf } from './support.ts';

const zip = (name: string): Uint8Array =>
  new Uint8Array([0x50, 0x4b, 3, 4, ...new Array<number>(26).fill(0), ...new TextEncoder().encode(name)]);

/** What a file holds, and the code and words of the one error that says so. */
const CASES: readonly (readonly [what: string, content: string | Uint8Array, code: string, says: RegExp])[] =
  [
    [
      'semicolons and decimal commas',
      'x;y\n1,5;2\n2,5;3\n',
      'NN-DATA-DELIMITER',
      /"delimiter": ";" and "decimal": ","/,
    ],
    ['bars', 'x|y\n1|2\n3|4\n', 'NN-DATA-DELIMITER', /"delimiter": "\|"/],
    ['blanks', 'x y\n1 2\n3 4\n', 'NN-DATA-DELIMITER', /"delimiter": " "/],
    [
      'tabs, with commas in the header',
      'x, in cm\ty\n1,5\t2\n3,4\t4\n',
      'NN-DATA-DELIMITER',
      /"delimiter": "\\t"/,
    ],
    ['a comment', '# made, by hand, today\nx,y\n1,2\n', 'NN-DATA-COMMENT', /"comment": "#"/],
    ['a row for a header', '5,3,2\n1,2,3\n4,5,6\n', 'NN-DATA-NO-HEADER', /"header": false/],
    [
      'flowers without a header',
      '5.1,3.5,setosa\n4.9,3.0,virginica\n',
      'NN-DATA-NO-HEADER',
      /"header": false/,
    ],
    ['delimiters at the ends of rows', 'x,y\n1,2,\n3,4,\n', 'NN-DATA-RAGGED-ROW', /ends with a delimiter/],
    ['a workbook', zip('[Content_Types].xml'), 'NN-DATA-NOT-TEXT', /Excel/],
    ['an archive', zip('d.csv'), 'NN-DATA-NOT-TEXT', /Unpack/],
    ['JSON', '[{"x":1}]\n', 'NN-DATA-NOT-TEXT', /"format": "json"/],
    ['carets', 'x^y\n1^2\n3^4\n', 'NN-DATA-DELIMITER', /"delimiter": "\^"/],
    [
      'a pointer of Git LFS',
      'version https://git-lfs.github.com/spec/v1\noid sha256:1\nsize 1\n',
      'NN-DATA-NOT-TEXT',
      /git lfs pull/,
    ],
    ['a web page', '<!DOCTYPE html>\n<p>\n', 'NN-DATA-NOT-TEXT', /web page/],
  ];

describe('a file that is not what it seems', () => {
  for (const [what, content, code, says] of CASES) {
    it(`is told to hold ${what}`, async () => {
      const problem = await problemOf(
        load({ source: 'd.csv', target: 'y' }, { 'd.csv': content }, 'meanSquaredError'),
      );
      assert.equal(problem.code, code, problem.message);
      assert.match(problem.message, says);
    });
  }

  it('has columns that count something', async () => {
    const { shape } = await load(
      { source: 'd.csv', target: 'y' },
      { 'd.csv': 'y,1990,1991,1992\n1,2,3,4\n2,3,4,5\n3,4,5,6\n4,4,4,4\n5,5,5,5\n' },
      'meanSquaredError',
    );
    assert.equal(shape.features, 3);
  });

  it('has blank lines before the header', async () => {
    const { shape } = await load(
      { source: 'd.csv', target: 'y', split: { validation: 0 } },
      { 'd.csv': '\n\r\nx,y\n1,2\n3,4\n' },
      'meanSquaredError',
    );
    assert.deepEqual(shape.featureNames, ['x']);
  });

  for (const word of ['NaN', 'Infinity', '-Infinity', 'nan']) {
    it(`is JSON with ${word}`, async () => {
      const content = `[\n{"x": 1, "y": 2},\n{"x": ${word}, "y": 2}\n]`;
      const problem = await problemOf(load({ source: 'd.json', target: 'y' }, { 'd.json': content }));
      assert.match(problem.message, /NaN and Infinity are no JSON/);
      assert.deepEqual(problem.location, { kind: 'file', file: 'd.json', line: 3, column: 7 });
    });
  }

  it('names columns in decomposed characters', async () => {
    const record = { ['키'.normalize('NFD')]: 1, ['점수'.normalize('NFD')]: 2 };
    const data = { source: 'd.json', target: '점수', features: ['키'], split: { validation: 0 } };
    const { shape } = await load(data, { 'd.json': JSON.stringify([record, record]) }, 'meanSquaredError');
    assert.deepEqual(shape.featureNames, ['키']);
  });
});
