/** Text features against scikit-learn's, made by golden_text.py: the same tokens, columns and values. */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

import { textEntries, tokenize, VocabularyBuilder } from '../../src/data/text.ts';
import type { TextOptions } from '../../src/spec/types.ts';

interface Golden {
  readonly texts: readonly string[];
  readonly cases: readonly {
    readonly options: TextOptions;
    readonly tokens: readonly string[];
    /** Columns and values of each text. */
    readonly rows: readonly (readonly [readonly number[], readonly number[]])[];
  }[];
}

const { texts, cases } = JSON.parse(
  readFileSync(join(import.meta.dirname, 'golden', 'text.json'), 'utf8'),
) as Golden;

describe('text features of scikit-learn', () => {
  for (const { options, tokens, rows } of cases) {
    const { mode, tokenizer, ngrams, lowercase, minCount, vocabulary } = options;
    const name = `${mode} ${tokenizer} ${ngrams.join('–')}, ${lowercase ? 'lower case' : 'cased'}`;
    it(`${name}, at least ${String(minCount)} times, at most ${String(vocabulary)}`, () => {
      const builder = new VocabularyBuilder();
      const tokenized = texts.map((text) => tokenize(text, options));
      for (const found of tokenized) builder.add(found);
      const built = builder.build(options);
      assert.deepEqual(built.tokens, tokens);
      const index = new Map(built.tokens.map((token, position) => [token, position]));
      tokenized.forEach((found, row) => {
        const entries = textEntries(found, index, mode, built.idf);
        const [columns, values] = rows[row] ?? [[], []];
        assert.deepEqual(
          entries.map(([column]) => column),
          columns,
        );
        entries.forEach(([, value], place) => {
          const expected = values[place] ?? NaN;
          assert.ok(Math.abs(value - expected) <= 1e-12 * expected, `${String(value)} ≠ ${String(expected)}`);
        });
      });
    });
  }
});
