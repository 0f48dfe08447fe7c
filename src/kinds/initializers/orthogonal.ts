import type { RandomStream } from '../../base/philox.ts';
import { optional } from '../../base/schema/composites.ts';
import { number } from '../../base/schema/primitives.ts';
import { at } from '../../base/values.ts';
import { initializerOf } from './initializer.ts';

/**
 * `count` orthonormal vectors: modified Gram–Schmidt on normal ones, done twice for precision, is the QR decomposition whose R
 * has a positive diagonal.
 */
function orthonormal(count: number, length: number, random: RandomStream): Float64Array[] {
  const vectors: Float64Array[] = [];
  for (let index = 0; index < count; index++) {
    const vector = Float64Array.from({ length }, () => random.normal());
    for (let pass = 0; pass < 2; pass++) {
      for (const other of vectors) {
        let dot = 0;
        for (let item = 0; item < length; item++) dot += at(vector, item) * at(other, item);
        for (let item = 0; item < length; item++) vector[item] = at(vector, item) - dot * at(other, item);
      }
    }
    const norm = Math.sqrt(vector.reduce((sum, value) => sum + value * value, 0));
    vectors.push(vector.map((value) => value / norm));
  }
  return vectors;
}

/** Orthonormal columns, or rows if there are fewer. */
export const orthogonal = initializerOf({
  summary: 'Orthogonal matrix (Saxe et al. 2014).',
  keys: { gain: optional(number(), 1, 'Factor on every weight.') },
  formula: 'gain · Q of the QR decomposition of a normal matrix',
  fill({ out, shape, random }, { gain }) {
    const [rows = 1, columns = 1] = shape;
    const vectors = orthonormal(Math.min(rows, columns), Math.max(rows, columns), random);
    vectors.forEach((vector, index) => {
      for (let item = 0; item < vector.length; item++) {
        const position = rows >= columns ? item * columns + index : index * columns + item;
        out[position] = gain * at(vector, item);
      }
    });
  },
});
