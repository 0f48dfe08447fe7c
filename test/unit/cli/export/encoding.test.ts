import assert from 'node:assert/strict';
import { NnError } from '../../../../src/base/errors.ts';
import { exportedEncoding } from '../../../../src/cli/export/encoding.ts';
import { call } from '../../../../src/base/python.ts';
import type { FeatureEncoder } from '../../../../src/data/types.ts';
import type { Plan } from '../../../../src/plan/types.ts';

const target = { kind: 'number', columns: ['y'], names: ['y'] } as const;
const number: FeatureEncoder = { kind: 'number', column: 'x', offset: [1], divisor: [2] };

const planOf = (features: number): Plan =>
  ({ data: { features, target }, spec: { loss: { type: 'meanSquaredError' } } }) as unknown as Plan;
const encoderOf = (feature: object, more: object = {}): unknown => ({ features: [feature], target, ...more });

function refusal(width: number, encoder: unknown): string {
  try {
    exportedEncoding(planOf(width), encoder);
  } catch (error) {
    assert.ok(NnError.is(error, 'NN-EXPORT-ENCODER'), String(error));
    return error.message;
  }
  return 'not refused';
}

describe('the encoding of an exported model', () => {
  it('has what stands for missing values, and an indicator counts as an input', () => {
    const filled = { ...number, missing: { policy: 'mean', fill: [3] } };
    assert.deepEqual(exportedEncoding(planOf(1), encoderOf(filled)).features, [filled]);
    const marked = { ...number, missing: { policy: 'indicator', fill: [3], indicator: true } };
    assert.deepEqual(exportedEncoding(planOf(2), encoderOf(marked)).features, [marked]);
    assert.match(refusal(1, encoderOf(marked)), /makes 2 inputs, the network has 1/);
    const names = { kind: 'category', column: 'c', values: ['a', 'b'], unknown: 'own' };
    const all = { ...names, missing: { policy: 'indicator', indicator: true } };
    assert.deepEqual(exportedEncoding(planOf(4), encoderOf(all)).features, [all]);
  });

  it('has the notation of the files and the shapes of arrays', () => {
    const more = { notation: { delimiter: ';', decimal: ',' }, arrays: [{ name: 'array', shape: [3] }] };
    const encoding = exportedEncoding(planOf(1), encoderOf(number, more));
    assert.deepEqual({ notation: encoding.notation, arrays: encoding.arrays }, more);
  });

  const refused: readonly (readonly [string, object, object, RegExp])[] = [
    ['parts of dates', { ...number, date: { parts: ['year'], order: 'ymd' } }, {}, /"date"/],
    ['a kind that it does not know', { kind: 'image', column: 'x' }, {}, /"image"/],
    [
      'a rule with a key of its own',
      { ...number, missing: { policy: 'mean', fill: [1], by: 2 } },
      {},
      /"by"/,
    ],
    [
      'a rule for too many numbers',
      { ...number, missing: { policy: 'mean', fill: [1, 2] } },
      {},
      /missing values/,
    ],
    ['an encoding that Python reads otherwise', number, { notation: { encoding: 'gb18030' } }, /gb18030/],
    ['cells that blanks separate', number, { notation: { delimiter: ' ' } }, /blanks/],
    ['a notation of its own', number, { notation: { sheet: 'A' } }, /"sheet"/],
    ['numbers that are none', { ...number, offset: ['1'] }, {}, /broken/],
    ['another key beside the features', number, { augment: true }, /"augment"/],
  ];
  for (const [what, feature, more, pattern] of refused) {
    it(`is refused for ${what}`, () => {
      assert.match(refusal(1, encoderOf(feature, more)), pattern);
    });
  }
});

describe('a call in Python', () => {
  it('names real numbers, which Keras demands, and puts whole ones first', () => {
    const args = { momentum: 0, rate: 1e-7, betas: [0.9, 1], on: true, none: undefined, name: 'a"b' };
    assert.equal(
      call('make', args, 3),
      'make(3, momentum=0.0, rate=1e-7, betas=[0.9, 1], on=True, name="a\\"b")',
    );
  });
});
