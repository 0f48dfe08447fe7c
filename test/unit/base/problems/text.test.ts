/** A problem in the user's language. */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { phrase } from '../../../../src/base/problems/phrase.ts';
import { sentence as dataSentence } from '../../../../src/base/problems/data.ts';
import { sentence } from '../../../../src/base/problems/plan.ts';
import { ENGLISH } from '../../../../src/base/problems/table.ts';
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

  it('tells a part of any area, and never the name of a row', () => {
    const values = (template: string): Record<string, string> =>
      Object.fromEntries([...template.matchAll(/\{(\w+)\}/g)].map(([, name = '']) => [name, '7']));
    const outer = 'NN-PLAN-UNITS.set';
    for (const [row, template] of Object.entries(ENGLISH)) {
      const part = { row, params: values(template) };
      const whole = sentence(outer, { outputs: part, needed: '8', units: 3 });
      assert.ok(!whole.message.includes('NN-'), `${row}: ${whole.message}`);
      assert.ok(!textIn(whole, KOREAN).includes('NN-'), row);
      assert.notEqual(textIn(whole, KOREAN), whole.message, row);
    }
    const rows = dataSentence('NN-DATA-NO-ROWS.rows', { file: 'a.csv' });
    assert.ok(
      sentence(outer, { outputs: rows.text ?? '', needed: '8', units: 3 }).message.includes(rows.message),
    );
  });

  it('can be told from what a file holds in its place', () => {
    assert.ok(isStoredText(JSON.parse(JSON.stringify(told.text))));
    for (const odd of [null, 1, { row: 1 }, { row: 'a', params: { b: null } }]) assert.ok(!isStoredText(odd));
  });
});
