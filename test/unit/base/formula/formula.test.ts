import assert from 'node:assert/strict';
import { compute, namesIn, shown, valueOf } from '../../../../src/base/formula/formula.ts';

describe('formulas as they are written', () => {
  it('are computed by the usual rules', () => {
    const names = { a: 2, b: 3, m̂: 5, 'β₁ᵗ': 0.5, 'w′': 7 };
    const cases: readonly (readonly [string, number])[] = [
      ['a + b·a', 8],
      ['−a^2', -4],
      ['a − b − 1', -2],
      ['a/b/2', 1 / 3],
      ['√(a + 2)·|−b|', 6],
      ['max(a, b, 1) − min(a, b)', 1],
      ['m̂/(1 − β₁ᵗ)', 10],
      ['w′ − sign(−a)', 8],
      ['1.5e-3·a', 0.003],
      ['2^−a', 0.25],
    ];
    for (const [text, expected] of cases) assert.equal(compute(text, names), expected, text);
  });

  it('are refused where they cannot be read', () => {
    for (const text of ['a +', '(a', 'a b', 'max(a', ''])
      assert.throws(() => compute(text, { a: 1, b: 1 }), SyntaxError, text);
  });

  it('have NaN where a name is unknown', () => {
    assert.ok(Number.isNaN(compute('a + 1', {})));
  });

  it('are shown with names and with numbers', () => {
    const parts = { o: { name: 'o1', value: 0.5 }, t: { name: 't1', value: -2 } };
    const formula = { text: 'exp(o) − o·t', parts };
    assert.equal(
      shown(formula, ({ name }) => name),
      'exp(o1) − o1·t1',
    );
    assert.equal(
      shown(formula, ({ value }) => `(${String(value)})`),
      'exp((0.5)) − (0.5)·(-2)',
    );
    assert.equal(valueOf(formula), Math.exp(0.5) + 1);
    assert.deepEqual(namesIn(formula.text), ['o', 't']);
  });
});
