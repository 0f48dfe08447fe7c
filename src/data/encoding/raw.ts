/** Encoded inputs back in the units of the data. */
import { featureWidth } from './encode.ts';
import type { FeatureEncoder } from '../types.ts';

/** An encoded input in the units of the data; inputs that are no numbers stay as they are. */
export function rawInput(features: readonly FeatureEncoder[], column: number, value: number): number {
  let first = 0;
  for (const feature of features) {
    if (feature.kind !== 'number') {
      first += featureWidth(feature);
      continue;
    }
    const element = column - first;
    if (element < feature.offset.length) {
      return value * (feature.divisor[element] ?? 1) + (feature.offset[element] ?? 0);
    }
    first += featureWidth(feature);
    if (column < first) return value;
  }
  return value;
}
