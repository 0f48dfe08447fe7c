/**
 * The shape of a row: the axes behind the samples' one. Rows of another shape than those that the network is trained on
 * would be read with a wrong stride, so shapes are compared where a source is opened.
 */
import { phrase } from '../../base/problems/phrase.ts';
import type { Text, Param, CodedText } from '../../base/problems/text.ts';
import { sentence } from '../../base/problems/data.ts';
import type { SpecPath } from '../../base/errors.ts';
import { widthOf } from '../cells/cells.ts';
import { fileError, specError } from '../problems.ts';
import type { Column, RowArray, Table } from './table.ts';
import type { DataEncoder, FeatureEncoder, TargetEncoder } from '../types.ts';

type Shape = readonly number[];

/** The required shapes of rows. */
export interface RowShapes {
  /** The source of the rows that the network is trained on. */
  readonly file: string;
  readonly columns: readonly { readonly name: string; readonly shape: Shape }[];
  readonly arrays: readonly RowArray[];
}

/** Axes of a row of the column; none for one number or text. */
export function shapeOf(column: Column): Shape {
  if (column.kind === 'text') return [];
  return column.shape ?? (column.width === 1 ? [] : [column.width]);
}

/** True if a row of the column is more than one value. */
export function isWide(column: Column): boolean {
  return widthOf(column) !== 1;
}

function shapesByName({ columns }: Table): Map<string, Shape> {
  return new Map(columns.map((column) => [column.name, shapeOf(column)]));
}

/** The shapes of the training rows, of the columns that are used. */
export function shapesOf(table: Table, names: readonly string[]): RowShapes {
  const shapes = shapesByName(table);
  const columns = names.map((name) => ({ name, shape: shapes.get(name) ?? [] }));
  return { file: table.file, columns, arrays: table.arrays ?? [] };
}

/** The shapes that the encoders of a trained network take. */
function encodedShapes({ features, arrays = [] }: DataEncoder, file: string): RowShapes {
  const columns = features.map((feature) => ({ name: feature.column, shape: featureShape(feature) }));
  return { file, columns, arrays };
}

function featureShape(feature: FeatureEncoder): Shape {
  if (feature.kind !== 'number') return [];
  return feature.shape ?? (feature.offset.length === 1 ? [] : [feature.offset.length]);
}

/** Axes of length 1 change nothing about which number is which. */
function same(a: Shape, b: Shape): boolean {
  const plain = (shape: Shape): string => shape.filter((size) => size !== 1).join();
  return plain(a) === plain(b);
}

/** `3 numbers`, `64 numbers (8 × 8)`, `one value`. */
function shapeText(shape: Shape): Text {
  const count = shape.reduce((product, size) => product * size, 1);
  if (shape.length === 0) return phrase('one value');
  const numbers = count === 1 ? phrase('{count} number', { count }) : phrase('{count} numbers', { count });
  return shape.length === 1 ? numbers : phrase('{numbers} ({shape})', { numbers, shape: shape.join(' × ') });
}

/** The difference of `table` in shape, in words; undefined if there is none. */
function difference(trained: RowShapes, table: Table, fits: typeof same): CodedText | undefined {
  for (const { name, shape } of trained.arrays) {
    const other = table.arrays?.find((array) => array.name === name);
    if (other && !fits(shape, other.shape))
      return words(phrase('the {name}', { name }), trained.file, shape, table.file, other.shape);
  }
  const shapes = shapesByName(table);
  for (const { name, shape } of trained.columns) {
    const other = shapes.get(name) ?? [];
    if (!same(shape, other)) return words(`“${name}”`, trained.file, shape, table.file, other);
  }
  return undefined;
}

function words(what: Param, trainedFile: string, trained: Shape, file: string, shape: Shape): CodedText {
  const trainedShape = shapeText(trained);
  return sentence('NN-DATA-SHAPE', { what, shape: shapeText(shape), file, trainedShape, trainedFile });
}

/** Throws NN-DATA-SHAPE at the spec's `path` if the rows of a validation or test source have another shape. */
export function refuseOtherShapes(trained: RowShapes, table: Table, path: SpecPath): void {
  const told = difference(trained, table, same);
  if (told !== undefined) throw specError(told, path);
}

/** As `refuseOtherShapes`, for new rows, in whose array the target may be left out if it stands last. */
export function refuseOtherRows(encoder: DataEncoder, table: Table, trainedFile: string): void {
  const fits = (trained: Shape, shape: Shape): boolean =>
    same(trained, shape) || same(withoutTarget(encoder.target, trained), shape);
  const told = difference(encodedShapes(encoder, trainedFile), table, fits);
  if (told !== undefined) throw fileError(told, table.file, { line: 1, column: 1 });
}

/** The shape of an array whose last columns are the target, without them. */
function withoutTarget(target: TargetEncoder, shape: Shape): Shape {
  const [width = 0, ...more] = shape;
  const names = 'columns' in target ? target.columns : [target.column];
  const last = names.every((name) => Number(name) >= width - names.length);
  return last && more.length === 0 ? [width - names.length] : shape;
}
