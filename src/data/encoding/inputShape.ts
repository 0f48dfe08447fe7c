/**
 * The axes of an encoded input row. They come from the file: IDX images are 28 × 28, an array of an npz is as it was saved.
 * A table of columns has one axis, unless the names of its columns say more; `namedGrid` is the only rule for that.
 */
import type { FeatureEncoder } from '../types.ts';
import { featureWidth } from './encode.ts';

type NumberFeature = Extract<FeatureEncoder, { kind: 'number' }>;

/** Axes of a row, outermost first; their product is the number of inputs. */
export function inputShape(features: readonly FeatureEncoder[]): readonly number[] {
  const inputs = features.reduce((sum, feature) => sum + featureWidth(feature), 0);
  if (!features.every(isPlainNumber)) return [inputs];
  const [only] = features;
  if (features.length === 1 && only) return only.shape ?? [inputs];
  const isTable = features.every(({ offset }) => offset.length === 1);
  return (isTable ? namedGrid(features.map(({ column }) => column)) : null) ?? [inputs];
}

/** Numbers of the data and nothing else: no parts of dates, no inputs that mark missing values. */
function isPlainNumber(feature: FeatureEncoder): feature is NumberFeature {
  return feature.kind === 'number' && feature.date === undefined && feature.missing?.indicator !== true;
}

/**
 * The rows and columns that names tell; null if they tell none:
 * - two numbers in each name, row and column, counted through row by row: `pixel_0_0`, `pixel_0_1` … or `1x1`, `1x2` …;
 * - one number in each name, counted through, of names that speak of pixels: `pixel1` … `pixel784`, `px_0` …. A square is
 *   meant, as in the tables of MNIST; another number of pixels tells no sides.
 */
function namedGrid(names: readonly string[]): readonly number[] | null {
  return gridOfTwo(names) ?? squareOfPixels(names);
}

const TWO_NUMBERS = /^(\D*)(\d+)(\D+)(\d+)(\D*)$/;
const PIXEL_NUMBER = /^(\D*pix\D*|\D*px\D*)(\d+)$/i;

function gridOfTwo(names: readonly string[]): readonly number[] | null {
  const [first = '', last = ''] = [names[0], names.at(-1)];
  const start = TWO_NUMBERS.exec(first);
  const end = TWO_NUMBERS.exec(last);
  if (start === null || end === null) return null;
  const [, head = '', top = '', between = '', left = '', tail = ''] = start;
  const rows = Number(end[2]) - Number(top) + 1;
  const columns = Number(end[4]) - Number(left) + 1;
  if (rows < 2 || columns < 2 || rows * columns !== names.length) return null;
  const isNamed = names.every((name, index) => {
    const [, one = '', row = '', middle = '', column = '', rest = ''] = TWO_NUMBERS.exec(name) ?? [];
    return (
      [one, middle, rest].join('\0') === [head, between, tail].join('\0') &&
      Number(row) === Number(top) + Math.floor(index / columns) &&
      Number(column) === Number(left) + (index % columns)
    );
  });
  return isNamed ? [rows, columns] : null;
}

function squareOfPixels(names: readonly string[]): readonly number[] | null {
  const side = Math.round(Math.sqrt(names.length));
  const [, stem, from] = PIXEL_NUMBER.exec(names[0] ?? '') ?? [];
  if (side * side !== names.length || stem === undefined) return null;
  const isNamed = names.every((name, index) => {
    const [, one, number] = PIXEL_NUMBER.exec(name) ?? [];
    return one === stem && Number(number) === Number(from) + index;
  });
  return isNamed ? [side, side] : null;
}
