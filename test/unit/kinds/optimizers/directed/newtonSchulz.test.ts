import assert from 'node:assert/strict';

import {
  orthogonalization,
  roundToBfloat16,
  scratchOf,
} from '../../../../../src/kinds/optimizers/directed/newtonSchulz.ts';
import { numbers } from '../../../../../src/kinds/shape.ts';
import { createReferenceBackend } from '../../../../../src/engine/reference/backend.ts';

/** `values` of [rows, columns] after the iteration. */
function orthogonal(values: readonly number[], shape: readonly [number, number], half: boolean): number[] {
  const backend = createReferenceBackend(1024, half ? 32 : 64);
  const scratch = backend.allocate(numbers(scratchOf(shape)));
  const found = Float64Array.from(values);
  const divisor = (norm: number): number => Math.max(norm, 1e-7);
  orthogonalization(shape, scratch, 5, divisor, half)(backend, found, 1);
  return [...found];
}

describe('the iteration of Newton and Schulz', () => {
  const matrix = [0.5, -1.5, 2, 0.25, 1, -0.75];

  it('gives a matrix whose rows are nearly of length 1 and at right angles', () => {
    const [a = 0, b = 0, c = 0, d = 0, e = 0, f = 0] = orthogonal(matrix, [2, 3], false);
    for (const length of [a * a + b * b + c * c, d * d + e * e + f * f])
      assert.ok(length > 0.4 && length < 1.5, String(length));
    assert.ok(Math.abs(a * d + b * e + c * f) < 0.35);
  });

  it('turns a tall matrix and back', () => {
    const [a = 0, b = 0, c = 0, d = 0, e = 0, f = 0] = matrix;
    const wide = orthogonal(matrix, [2, 3], false);
    const tall = orthogonal([a, d, b, e, c, f], [3, 2], false);
    const turned = [0, 2, 4, 1, 3, 5].map((place) => tall[place] ?? NaN);
    for (const [place, value] of turned.entries()) assert.ok(Math.abs(value - (wide[place] ?? NaN)) < 1e-12);
  });

  it('is that of PyTorch 2.15 in bfloat16, bit for bit', () => {
    // torch.optim._muon._zeropower_via_newtonschulz(torch.tensor([[.5, -1.5, 2], [.25, 1, -.75]]), (3.4445, -4.775, 2.0315), 5, 1e-7)
    assert.deepEqual(
      orthogonal(matrix, [2, 3], true),
      [0.376953125, -0.240234375, 0.6171875, 0.609375, 0.61328125, -0.0030975341796875],
    );
  });

  it('rounds to bfloat16 as PyTorch does: to even in the middle, and what is no number stays', () => {
    const values = Float32Array.of(1 + 2 ** -8, 1 + 3 * 2 ** -8, -1 - 2 ** -9, NaN, Infinity, 3e-39);
    roundToBfloat16(values);
    assert.deepEqual([...values], [1, 1 + 2 ** -6, -1, NaN, Infinity, Math.fround(3.03057137321371e-39)]);
  });
});
