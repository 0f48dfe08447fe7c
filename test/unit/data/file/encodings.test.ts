import assert from 'node:assert/strict';
import { EucKrDecoder } from '../../../../src/data/file/eucKr.ts';
import { guessedEncoding } from '../../../../src/data/file/guessEncoding.ts';
import { encoderOf } from '../cells/notationSupport.ts';
import { load, piecesHostOf, problemOf } from '../support.ts';

const cp949 = encoderOf((bytes) => new EucKrDecoder().decode(bytes, { stream: false }));
const decoded = (label: string) => (bytes: Uint8Array) => {
  const decoder = new TextDecoder(label, { fatal: true });
  return decoder.decode(bytes, { stream: true }) + decoder.decode();
};
const sjis = encoderOf(decoded('shift_jis'));
const gbk = encoderOf(decoded('gbk'));
const latin1 = encoderOf(decoded('windows-1252'));

const STUDENTS = '이름,나이,합격\n김하늘,20,불합격\n쀍똠방,21,합격\n이도윤,22,불합격\n박서준,23,합격\n';

describe('encodings', () => {
  it('have every syllable of Korean, as Windows writes them', () => {
    const all = Array.from({ length: 11_172 }, (_, index) => String.fromCharCode(0xac00 + index)).join('');
    assert.equal(new EucKrDecoder().decode(cp949(all), { stream: false }), all);
    // 똠 is none of the standard's: https://encoding.spec.whatwg.org/#euc-kr-decoder
    assert.deepEqual(
      Array.from(cp949('똠가힝')),
      [0x8c, 0x63, 0xb0, 0xa1, 0xc6, 0x52].slice(0, 4).concat(Array.from(cp949('힝'))),
    );
    for (const bytes of [[0x80], [0xb0], [0xb0, 0x20], [0xc9, 0x41]]) {
      assert.throws(() => new EucKrDecoder().decode(Uint8Array.from(bytes), { stream: false }));
    }
  });

  it('are read in pieces that cut characters', async () => {
    const data = {
      source: 'd.csv',
      target: '합격',
      features: ['나이', '이름'],
      encoding: 'cp949',
      split: { validation: 0 },
    };
    for (const size of [1, 2, 3, 7, 1000]) {
      const host = piecesHostOf({ 'd.csv': cp949(STUDENTS) }, size);
      const { encoder } = await load(data, {}, 'binaryCrossentropy', host);
      assert.deepEqual(encoder.target, { kind: 'binary', column: '합격', classes: ['불합격', '합격'] });
      assert.equal(encoder.features.length, 2);
    }
  });

  it('are guessed for the message only', async () => {
    const cases: readonly (readonly [Uint8Array, string])[] = [
      [cp949(STUDENTS), 'cp949'],
      [sjis('名前,点\n佐藤さん,3\n鈴木くん,4\nテスト,5\n'), 'shift_jis'],
      [gbk('姓名,年龄,城市\n张伟,20,北京\n李娜,21,上海\n刘洋,23,重庆\n'), 'gbk'],
      [latin1('name,größe\nJürgen,3\nAndré,4\nZoë,5\n'), 'latin1'],
      [latin1('ville,y\nOrléans,1\nBesançon,2\nMálaga,3\nKöln,4\nÉvry,1\nGenève,1\nNîmes,2\n'), 'latin1'],
      [encoderOf(decoded('windows-1251'))('город,y\nМосква,3\nКазань,4\nсамара,5\n'), 'windows-1251'],
      [encoderOf(decoded('koi8-r'))('город,y\nМосква,3\nКазань,4\nсамара,5\n'), 'koi8-r'],
    ];
    for (const [bytes, name] of cases) {
      assert.equal(guessedEncoding(bytes)?.name, name);
      const problem = await problemOf(load({ source: 'd.csv', target: 'y' }, { 'd.csv': bytes }));
      assert.equal(problem.code, 'NN-DATA-ENCODING');
      assert.ok(problem.message.includes(`add "encoding": "${name}"`), problem.message);
    }
  });

  it('say where a file is not what the spec says', async () => {
    const bytes = new Uint8Array([...cp949('이름,y\n가,1\n나,2\n'), 0xff, 0xff, 44, 49, 10]);
    const problem = await problemOf(
      load({ source: 'd.csv', target: 'y', encoding: 'cp949' }, { 'd.csv': bytes }),
    );
    assert.equal(problem.code, 'NN-DATA-ENCODING');
    assert.deepEqual(problem.location, { kind: 'file', file: 'd.csv', line: 4, column: 1 });
  });

  it('are one a file: a line in another one is named', async () => {
    const head = new TextEncoder().encode('도시,y\n서울,0\n부산,1\n대구,1\n인천,0\n');
    const bytes = new Uint8Array([...head, ...cp949('제주,1\n')]);
    const problem = await problemOf(load({ source: 'd.csv', target: 'y' }, { 'd.csv': bytes }));
    assert.match(problem.message, /Most of the file is: write this line/);
    assert.deepEqual(problem.location, { kind: 'file', file: 'd.csv', line: 6, column: 1 });
  });

  it('that switch by escapes are refused', async () => {
    const text = 'name,y\n\u001b$B3u1\u001b(B,1\n\u001b$B3t2\u001b(B,2\n';
    const problem = await problemOf(load({ source: 'd.csv', target: 'y' }, { 'd.csv': text }));
    assert.equal(problem.code, 'NN-DATA-ENCODING');
    assert.match(problem.message, /ISO-2022/);
  });

  it('may be UTF-16 without a mark, if the spec says so', async () => {
    const text = 'a,y\n1,2\n3,4\n5,6\n';
    for (const encoding of ['utf-16le', 'utf-16be']) {
      const bytes = Uint8Array.from(
        Array.from(text).flatMap((one) =>
          encoding === 'utf-16le' ? [one.charCodeAt(0), 0] : [0, one.charCodeAt(0)],
        ),
      );
      const problem = await problemOf(load({ source: 'd.csv', target: 'y' }, { 'd.csv': bytes }));
      assert.ok(problem.message.includes(`"encoding": "${encoding}"`), problem.message);
      const { train } = await load(
        { source: 'd.csv', target: 'y', encoding, split: { validation: 0 } },
        { 'd.csv': bytes },
        'mse',
      );
      assert.equal(train.count, 3);
    }
  });
});
