/** Batches of text differ in size from step to step, and must still be known again by the team of threads. */
import assert from 'node:assert/strict';

import fc from 'fast-check';

import { roughly } from '../../../../src/engine/wasm/sparse.ts';

describe('the cost of an operation on sparse rows', () => {
  it('is the same for batches of about the same size', () => {
    const costs = new Set(Array.from({ length: 2000 }, (_, index) => roughly((8500 + index) * 256 * 0.25)));
    assert.ok(costs.size <= 2, `${String(costs.size)} costs`);
  });

  it('is right within a half', () => {
    fc.assert(
      fc.property(fc.double({ min: 1, max: 1e12, noNaN: true }), (nanoseconds) => {
        const ratio = roughly(nanoseconds) / nanoseconds;
        assert.ok(ratio > 0.7 && ratio < 1.42);
      }),
    );
    assert.equal(roughly(0), 1);
  });
});
