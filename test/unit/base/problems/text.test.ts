/** A problem in the user's language. */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { phrase } from '../../../../src/base/problems/phrase.ts';
import { sentence } from '../../../../src/base/problems/plan.ts';
import { isStoredText, textIn } from '../../../../src/base/problems/text.ts';

const KOREAN = JSON.parse(readFileSync('l10n/bundle.l10n.ko.json', 'utf8')) as Record<string, string>;

describe('a problem', () => {
  const told = sentence('NN-PLAN-UNITS.set', {
    outputs: phrase('{count} outputs', { count: 4 }),
    needed: phrase('{count} classes ({names})', { count: 3, names: ['a', 'b', 'c'] }),
    units: 3,
  });

  it('is told in English and in Korean', () => {
    assert.equal(
      told.message,
      'The model has 4 outputs, but the data has 3 classes (a, b, c). Set units to 3.',
    );
    assert.match(textIn(told, KOREAN), /출력 4개.*클래스 3개\(a, b, c\)/);
  });

  it('is told as it was stored where its parts are missing', () => {
    assert.equal(textIn({ message: 'As it was.' }, KOREAN), 'As it was.');
    assert.equal(textIn(told, {}), told.message);
    // Without one of its parts, too: no sentence is in two languages.
    const { 'NN-PLAN-UNITS.set': alone = '' } = KOREAN;
    assert.equal(textIn(told, { 'NN-PLAN-UNITS.set': alone }), told.message);
  });

  it('can be told from what a file holds in its place', () => {
    assert.ok(isStoredText(JSON.parse(JSON.stringify(told.text))));
    for (const odd of [null, 1, { row: 1 }, { row: 'a', params: { b: null } }]) assert.ok(!isStoredText(odd));
  });
});
