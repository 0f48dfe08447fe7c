import assert from 'node:assert/strict';
import fc from 'fast-check';
import { csvCell } from '../../../src/base/csvCell.ts';
import { oneLine, withoutSteering } from '../../../src/base/plainText.ts';

/** C0 and C1 controls, DEL, line separators and what turns the direction, by their numbers. */
function steers(text: string): boolean {
  return Array.from(text).some((character) => {
    const code = character.codePointAt(0) ?? 0;
    return (
      code < 0x20 ||
      (code >= 0x7f && code <= 0x9f) ||
      (code >= 0x2028 && code <= 0x202e) ||
      (code >= 0x2066 && code <= 0x2069) ||
      [0x61c, 0x200e, 0x200f].includes(code)
    );
  });
}

describe('texts that are shown', () => {
  it('hold nothing that steers a terminal, turns the text or ends the line', () => {
    const hostile = 'n\u001b]0;pwned\u0007\u001b[2J\r\nFAKE\u009b31m\u202etxt\u2028';
    assert.equal(
      oneLine(hostile),
      'n\\u001b]0;pwned\\u0007\\u001b[2J\\u000d\\u000aFAKE\\u009b31m\\u202etxt\\u2028',
    );
    assert.equal(withoutSteering('a\tb\nc\rd'), 'a\tb\nc\\u000dd');
    assert.equal(oneLine('평범한 이름 – naïve 👩‍🔬 ✓'), '평범한 이름 – naïve 👩‍🔬 ✓');
    const text = fc.string({ unit: 'binary' });
    fc.assert(fc.property(text, (any) => !steers(oneLine(any)) && oneLine(oneLine(any)) === oneLine(any)));
  });

  it('mean the same as JSON', () => {
    const text = fc.string({ unit: 'binary' });
    fc.assert(fc.property(text, (any) => JSON.parse(oneLine(JSON.stringify(any))) === any));
  });
});

describe('cells of a CSV file', () => {
  it('are no formulas, and numbers stay numbers', () => {
    const formulas = [
      '=1+1',
      '+cmd',
      '-1+1',
      '@SUM(A1)',
      '\t=1',
      '\r=1',
      ' =1',
      '=HYPERLINK("http://evil")',
      '＝1',
    ];
    for (const formula of formulas) assert.match(csvCell(formula), /^"?'/, formula);
    for (const number of ['-1.5', '+2', '1e-5', '-1e-05', '0']) assert.equal(csvCell(number), number);
    for (const name of ['loss', 'dense1/gradientNorm', '손실', 'a-b', '']) assert.equal(csvCell(name), name);
    assert.equal(csvCell('a,"b"\n'), '"a,""b""\n"');
  });
});
