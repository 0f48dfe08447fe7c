import assert from 'node:assert/strict';
import {
  formatCount,
  formatDuration,
  formatPercent,
  formatTick,
  formatValue,
} from '../../../webview/look/format.ts';

describe('formatting', () => {
  it('writes values with four digits and a real minus', () => {
    const cases: readonly (readonly [number | null, string])[] = [
      [0, '0'],
      [0.123456, '0.1235'],
      [-2.5, '−2.5'],
      [1e-4, '1e−4'],
      [1.5e-7, '1.5e−7'],
      [-3.04e-5, '−3.04e−5'],
      [12345678, '1.23e7'],
      [NaN, '–'],
      [null, '–'],
      [Infinity, '∞'],
    ];
    for (const [value, text] of cases) assert.equal(formatValue(value), text);
  });

  it('writes ticks as short as they can be', () => {
    const cases: readonly (readonly [number, string])[] = [
      [0, '0'],
      [0.25, '0.25'],
      [0.30000000000000004, '0.3'],
      [1e-4, '1e−4'],
      [20000, '20k'],
      [1_500_000, '1.5M'],
      [-0.5, '−0.5'],
    ];
    for (const [value, text] of cases) assert.equal(formatTick(value), text);
  });

  it('writes durations, shares and counts', () => {
    assert.deepEqual([0.84, 42.2, 185, 7385, NaN].map(formatDuration), [
      '0.8 s',
      '42 s',
      '3:05',
      '2:03:05',
      '–',
    ]);
    assert.equal(formatDuration(59.7), '1:00');
    assert.equal(formatPercent(0.9664), '96.6\u00a0%');
    assert.equal(formatCount(1234567.4), '1,234,567');
  });
});
