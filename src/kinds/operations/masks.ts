/** Dropout: a mask from the counter-based generator, and the product with it on the way back. */
import { philox, STREAM } from '../../base/philox.ts';
import { at } from '../../base/values.ts';
import { operation, reads, writes } from './operation.ts';

/** The identity of a dropout mask: same words, same mask, on every backend. */
export interface MaskKey {
  readonly seed: number;
  /** hash32 of the layer id. */
  readonly layer: number;
  step: number;
}

/**
 * y = x ⊙ mask. Element i of the batch is kept where word `i & 3` of philox block (i >> 2, key.layer, step low, step high)
 * under (key.seed, STREAM.dropout) is ≥ rate·2³². The mask is written as 0 or 1/(1 − rate).
 */
export const dropout = operation({
  name: 'dropout',
  operands: { x: reads('rows', 'units'), y: writes('rows', 'units'), mask: writes('rows', 'units') },
  cut: 'elements',
  nanoseconds: 3,
  examples: [{ rate: 0.3, key: { seed: 3, layer: 5, step: 7 } }],
  reference({ x, y, mask, rate, key, units }, rows) {
    const threshold = rate * 0x1_0000_0000;
    const kept = 1 / (1 - rate);
    const words = new Uint32Array(4);
    const stepHigh = Math.floor(key.step / 0x1_0000_0000);
    for (let index = 0; index < rows * units; index++) {
      const lane = index & 3;
      if (lane === 0) philox(key.seed, STREAM.dropout, index >>> 2, key.layer, key.step, stepHigh, words);
      mask[index] = (words[lane] ?? 0) >= threshold ? kept : 0;
      y[index] = at(x, index) * at(mask, index);
    }
    return 0;
  },
});

/** out = a ⊙ b. */
export const multiply = operation({
  name: 'multiply',
  operands: { a: reads('rows', 'units'), b: reads('rows', 'units'), out: writes('rows', 'units') },
  cut: 'elements',
  nanoseconds: 0.5,
  examples: [{}],
  reference({ a, b, out, units }, rows) {
    for (let index = 0; index < rows * units; index++) out[index] = at(a, index) * at(b, index);
    return 0;
  },
});
