import assert from 'node:assert/strict';
import fc from 'fast-check';
import {
  formatBytes,
  formatCount,
  formatDuration,
  formatEpoch,
  formatPercent,
  formatShare,
  formatTick,
  formatValue,
} from '../../../src/base/numbers.ts';

/** The number that a text stands for. */
function read(text: string): number {
  return Number(text.replaceAll('−', '-').replaceAll(',', ''));
}

const ALL = fc.double({ min: -1e300, max: 1e300, noNaN: true });

describe('numbers in words', () => {
  it('are values of four digits with a real minus and grouped thousands', () => {
    const cases: readonly (readonly [number | null, string])[] = [
      [0, '0'],
      [-0, '0'],
      [0.073, '0.073'],
      [0.123456, '0.1235'],
      [-2.5, '−2.5'],
      [1e-4, '1e−4'],
      [1.5e-7, '1.5e−7'],
      [3.77e-14, '3.77e−14'],
      [-3.04e-5, '−3.04e−5'],
      [999.96, '1,000'],
      [20000, '20,000'],
      [12345.6, '12,346'],
      [999_999.6, '1e6'],
      [12345678, '1.23e7'],
      [NaN, '–'],
      [null, '–'],
      [Infinity, '∞'],
      [-Infinity, '−∞'],
    ];
    for (const [value, text] of cases) assert.equal(formatValue(value), text);
  });

  it('are as near to the value as four digits can be, and of the same sign', () => {
    fc.assert(
      fc.property(ALL, (value) => {
        const text = formatValue(value);
        assert.ok(!text.includes('-') && !text.includes('e+'), text);
        const shown = read(text);
        assert.ok(Math.abs(shown - value) <= Math.abs(value) * 5.1e-3, `${text} of ${String(value)}`);
        assert.ok(shown === 0 ? value === 0 : Math.sign(shown) === Math.sign(value));
      }),
    );
  });

  it('do not fall while the values rise', () => {
    fc.assert(
      fc.property(ALL, ALL, (a, b) => {
        const [low, high] = a < b ? [a, b] : [b, a];
        assert.ok(read(formatValue(low)) <= read(formatValue(high)));
      }),
    );
  });

  it('are ticks as short as they can be, in one unit for an axis', () => {
    const cases: readonly (readonly [number, string])[] = [
      [0, '0'],
      [0.25, '0.25'],
      [0.30000000000000004, '0.3'],
      [1e-4, '1e−4'],
      [5000, '5,000'],
      [20000, '20,000'],
      [250_000, '250k'],
      [1_500_000, '1.5M'],
      [-0.5, '−0.5'],
    ];
    for (const [value, text] of cases) assert.equal(formatTick(value), text);
    assert.deepEqual(
      [0, 50_000, 100_000].map((value) => formatTick(value, 100_000)),
      ['0', '50k', '100k'],
    );
    assert.deepEqual(
      [500_000, 1_000_000].map((value) => formatTick(value, 1_000_000)),
      ['0.5M', '1M'],
    );
  });

  it('are durations that never say 0 of something', () => {
    assert.deepEqual(
      [0, 0.0002, 0.012, 0.84, 1, 8.44, 9.96, 42.2, 59.7, 185, 344.2, 7385, NaN].map((seconds) =>
        formatDuration(seconds),
      ),
      [
        '0 s',
        'under 1 ms',
        '12 ms',
        '840 ms',
        '1 s',
        '8.4 s',
        '10 s',
        '42 s',
        '1:00',
        '3:05',
        '5:44',
        '2:03:05',
        '–',
      ],
    );
    fc.assert(
      fc.property(fc.double({ min: 1e-9, max: 1e7, noNaN: true }), (seconds) => {
        assert.doesNotMatch(formatDuration(seconds), /^0(\.0)? |:60/);
      }),
    );
    assert.equal(
      formatDuration(11, (text, count) => text.replace('{0} s', `${count}초`)),
      '11초',
    );
  });

  it('are epochs without digits that say nothing', () => {
    assert.deepEqual(
      [0.5, 1.333, 9.999, 51.34, 5134.07, NaN].map((epoch) => formatEpoch(epoch)),
      ['0.5', '1.33', '10', '51.3', '5,134', '–'],
    );
  });

  it('are shares, counts and bytes', () => {
    assert.equal(formatPercent(0.9664), '96.6\u00a0%');
    assert.equal(formatPercent(-0.0001), '0.0\u00a0%');
    assert.equal(formatPercent(-0.125), '−12.5\u00a0%');
    assert.equal(formatShare(0.002), '0.2\u00a0%');
    assert.equal(formatCount(1234567.4), '1,234,567');
    assert.equal(formatCount(-0.3), '0');
    assert.deepEqual([0, 1023, 1536, 2 ** 31].map(formatBytes), ['0 B', '1023 B', '1.5 KB', '2.0 GB']);
  });
});
