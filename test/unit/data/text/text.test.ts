import assert from 'node:assert/strict';
import { Tokenizer } from '../../../../src/data/text/tokenizer.ts';
import fc from 'fast-check';
import { TokenTable } from '../../../../src/data/text/tokenTable.ts';
import type { TextOptions } from '../../../../src/format/types.ts';
import { load } from '../support.ts';

const word: TextOptions = {
  mode: 'multiHot',
  vocabulary: 100,
  tokenizer: 'word',
  ngrams: [1, 1],
  lowercase: true,
  minCount: 1,
};

function tokenize(text: string, options: TextOptions): string[] {
  const tokenizer = new Tokenizer(options);
  const count = tokenizer.cut(text);
  const { units, starts, ends } = tokenizer;
  return Array.from({ length: count }, (_, index) =>
    String.fromCharCode(...units.subarray(starts[index], ends[index])),
  );
}

describe('tokenizers', () => {
  it('cut words in any script, composed, with inner apostrophes', () => {
    const decomposed = '영화'.normalize('NFD');
    assert.deepEqual(tokenize(`${decomposed}는 GOOD! Don't 2번 naïve…`, word), [
      '영화는',
      'good',
      "don't",
      '2번',
      'naïve',
    ]);
  });

  it('join runs of words', () => {
    assert.deepEqual(tokenize('a b c', { ...word, ngrams: [1, 2] }), ['a', 'b', 'c', 'a b', 'b c']);
  });

  it('cut characters by code point, white space collapsed', () => {
    assert.deepEqual(tokenize(' 가  🙂', { ...word, tokenizer: 'char' }), ['가', ' ', '🙂']);
  });

  it('cut n-grams inside padded words, as scikit-learn’s char_wb', () => {
    const tokens = tokenize('영화 참', { ...word, tokenizer: 'charNgram', ngrams: [2, 3] });
    assert.deepEqual(tokens, [' 영', '영화', '화 ', ' 영화', '영화 ', ' 참', '참 ', ' 참 ']);
  });
});

/** The tokens by regular expressions and strings. */
function plainTokens(text: string, { tokenizer, ngrams: [low, high], lowercase }: TextOptions): string[] {
  const normal = text.normalize('NFC');
  const cased = lowercase ? normal.toLowerCase() : normal;
  const runs = (parts: readonly string[], glue: string): string[] => {
    const tokens: string[] = [];
    for (let length = low; length <= high; length++) {
      for (let start = 0; start + length <= parts.length; start++)
        tokens.push(parts.slice(start, start + length).join(glue));
    }
    return tokens;
  };
  if (tokenizer === 'word')
    return runs(cased.match(/[\p{L}\p{M}\p{N}_]+(?:['’][\p{L}\p{M}]+)*/gu) ?? [], ' ');
  if (tokenizer === 'char') return runs(Array.from(cased.trim().replace(/\s+/gu, ' ')), '');
  const words = cased.match(/\S+/gu) ?? [];
  return words.flatMap((one) => runs([' ', ...Array.from(one), ' '], '').filter((token) => token !== ' '));
}

describe('tokens as code units', () => {
  const piece = fc.constantFrom(
    ...["don't", 'İ', 'ß', '’', "'", ' ', '\t', '\u3000', '\ufeff', '_', '2번', '영화', '\u1112\u1161\u11ab'],
    ...['🙂', '𝒳', '\ud835', '\udc9c', 'e\u0301', '-', 'A1'],
  );
  const options = fc.record({
    tokenizer: fc.constantFrom('word', 'char', 'charNgram'),
    ngrams: fc.constantFrom<[number, number]>([1, 1], [1, 3], [2, 2], [3, 4]),
    lowercase: fc.boolean(),
  });

  it('are those of regular expressions', () => {
    fc.assert(
      fc.property(
        fc.array(fc.oneof(piece, fc.string({ unit: 'binary' })), { maxLength: 30 }),
        options,
        (parts, some) => {
          const all = { ...word, ...some } as TextOptions;
          assert.deepEqual(tokenize(parts.join(''), all), plainTokens(parts.join(''), all));
        },
      ),
      { numRuns: 2000 },
    );
  });

  it('have numbers in the order in which they came, and are found and compared as strings', () => {
    const unitsOf = (text: string): Uint16Array =>
      Uint16Array.from({ length: text.length }, (_, at) => text.charCodeAt(at));
    const texts = Array.from({ length: 5000 }, (_, index) =>
      String(index * 7919)
        .split('')
        .reverse()
        .join(''),
    );
    const table = new TokenTable(() => undefined);
    for (const text of [...texts, ...texts]) table.add(unitsOf(text), 0, text.length);
    assert.equal(table.size, new Set(texts).size);
    [...new Set(texts)].forEach((text, number) => {
      assert.equal(table.find(unitsOf(text), 0, text.length), number);
      assert.equal(table.text(number), text);
      const [other = ''] = texts;
      assert.equal(Math.sign(table.compare(number, 0)), text < other ? -1 : text > other ? 1 : 0);
    });
    assert.equal(table.find(unitsOf('x'), 0, 1), -1);
  });
});

describe('text features', () => {
  const files = { 'd.csv': 't,n,y\nb a a,1,p\nb c,2,q\na unseen,3,p\n' };
  const split = { validation: 0.34, shuffle: false, stratify: false };
  const data = (mode: string) => ({
    source: 'd.csv',
    features: [{ column: 't', as: 'text', mode }, 'n'],
    target: 'y',
    split,
  });

  it('order the vocabulary by frequency, then code unit, and drop what training has not', async () => {
    const { shape, train, validation } = await load(data('count'), files);
    assert.deepEqual(shape.featureNames, ['t:a', 't:b', 't:c', 'n']);
    assert.equal(shape.sparse, true);
    assert.ok(train.x.kind === 'sparse' && validation.x.kind === 'sparse');
    assert.deepEqual(Array.from(train.x.indptr), [0, 3, 6]);
    assert.deepEqual(Array.from(train.x.indices), [0, 1, 3, 1, 2, 3]);
    assert.deepEqual(Array.from(train.x.values), [2, 1, 1, 1, 1, 2]);
    assert.deepEqual(Array.from(validation.x.indices), [0, 3]);
    assert.equal(shape.nonZeros, 8);
  });

  it('weigh as scikit-learn’s TfidfVectorizer', async () => {
    const { train } = await load(data('tfidf'), files);
    // idf: a and c ln(3/2) + 1, b ln(3/3) + 1; each text to length 1.
    const a = 2 * (Math.log(1.5) + 1);
    const c = Math.log(1.5) + 1;
    const expected = [
      a / Math.hypot(a, 1),
      1 / Math.hypot(a, 1),
      1,
      1 / Math.hypot(1, c),
      c / Math.hypot(1, c),
      2,
    ];
    assert.deepEqual(Array.from(train.x.values), Array.from(Float32Array.from(expected)));
  });
});

describe('a long text', () => {
  it('is weighted and scaled, however many words it has', async () => {
    const words = Array.from({ length: 200_000 }, (_, index) => `w${String(index)}`).join(' ');
    const dataset = await load(
      {
        source: 'd.csv',
        features: [{ column: 't', as: 'text', mode: 'tfidf', vocabulary: 300_000 }],
        target: 'y',
        split: { validation: 0 },
      },
      { 'd.csv': `t,y\n${words},a\nw1 w2,b\n` },
    );
    const { x } = dataset.train;
    assert.ok(x.kind === 'sparse');
    const squares = x.values.reduce((sum, value) => sum + value * value, 0);
    assert.ok(Math.abs(squares - 2) < 1e-4, String(squares));
  });
});
