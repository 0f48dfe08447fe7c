import assert from 'node:assert/strict';
import fc from 'fast-check';
import { spread } from '../../../../webview/views/chart/lineEnds.ts';

describe('labels at the ends of lines', () => {
  it('stay where their lines end if there is room', () => {
    assert.deepEqual(spread([20, 60], 24, 0, 170), [20, 60]);
  });

  it('move apart, and back from the lower end', () => {
    assert.deepEqual(spread([150, 151, 169], 24, 0, 170), [110, 134, 158]);
  });

  it('never cover each other nor leave the chart while they fit', () => {
    const heights = fc.array(fc.double({ min: -50, max: 250, noNaN: true }), { maxLength: 7 });
    fc.assert(
      fc.property(heights, (ys) => {
        const sorted = [...ys].sort((a, b) => a - b);
        const middles = spread(sorted, 24, 0, 170);
        middles.forEach((middle, index) => {
          assert.ok(middle >= 12 - 1e-9 && middle <= 158 + 1e-9);
          assert.ok(index === 0 || middle - (middles[index - 1] ?? 0) >= 24 - 1e-9);
        });
      }),
    );
  });
});
