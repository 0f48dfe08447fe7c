/** Text features against scikit-learn's, made by golden_text.py: the same tokens, columns and values. */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

import { TextWriter, VocabularyBuilder } from '../../src/data/text/text.ts';
import type { TextOptions } from '../../src/format/types.ts';

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
      const release = (): void => undefined;
      const builder = new VocabularyBuilder(options, release);
      for (const text of texts) builder.add(text);
      const built = builder.build();
      assert.deepEqual(built.tokens, tokens);
      const writer = new TextWriter(options, built, release);
      texts.forEach((text, row) => {
        const entries: [number, number][] = [];
        writer.write(text, (position, value) => entries.push([position, value]));
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
