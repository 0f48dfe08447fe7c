/** Encoded inputs back in the units of the data, and whether they are the pixels of a picture. */
import { featureWidth } from './encode.ts';
import type { FeatureEncoder } from '../types.ts';

/** Sides of square pictures that are recognized. */
const SMALLEST_SIDE = 8;
const LARGEST_SIDE = 64;

type NumberFeature = Extract<FeatureEncoder, { kind: 'number' }>;

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

function isNumber(feature: FeatureEncoder): feature is NumberFeature {
  return feature.kind === 'number';
}

/** Columns that are one thing: a wide column, or names that differ in a number only (`p0`, `p1`, …). */
function isOneThing(features: readonly NumberFeature[]): boolean {
  if (features.length === 1) return true;
  const stems = new Set(features.map(({ column }) => column.replace(/\d+/g, '#')));
  return stems.size === 1 && features.every(({ column }) => /\d/.test(column));
}

/** Width and height if the inputs are the pixels of a square picture, else 0. */
export function imageSide(features: readonly FeatureEncoder[]): number {
  const numbers = features.filter(isNumber);
  if (numbers.length !== features.length || !isOneThing(numbers)) return 0;
  if (numbers.some(({ date, missing }) => date !== undefined || missing?.indicator === true)) return 0;
  const inputs = numbers.reduce((sum, feature) => sum + feature.offset.length, 0);
  const side = Math.round(Math.sqrt(inputs));
  return side * side === inputs && side >= SMALLEST_SIDE && side <= LARGEST_SIDE ? side : 0;
}
