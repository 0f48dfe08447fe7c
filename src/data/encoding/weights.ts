/** Weights of training rows in the loss: those of their classes and those of a column. */
import { sentence } from '../../base/problems/data.ts';
import type { ResolvedSpec } from '../../format/types.ts';
import { weightingOf } from '../../kinds/losses/weighting.ts';
import type { RowWeighting } from '../../plan/types.ts';
import { cellsOf, columnOf, FLOAT32_LARGEST } from '../cells/cells.ts';
import { positionsOf, similarHint } from '../cells/spellings.ts';
import { cellText, valueOf, type Table } from '../columns/table.ts';
import { checkMemory, fileError, quoted, specError } from '../problems.ts';
import type { DenseMatrix, RowWeights, TargetEncoder } from '../types.ts';
import { phrase } from '../../base/problems/phrase.ts';

const CLASS_WEIGHTS = ['data', 'target', 'classWeights'];

/** The classes of a target with one class a row; null for others. */
function classesOf(encoder: TargetEncoder): readonly string[] | null {
  if (encoder.kind === 'category' || encoder.kind === 'binary') return encoder.classes;
  return encoder.kind === 'distribution' && encoder.oneHot === true ? encoder.classes : null;
}

/** The place of a row's class: of one 0 or 1 it is that number, of several that of the 1. */
function classOf({ values, columns }: DenseMatrix, row: number): number {
  if (columns === 1) return values[row] ?? 0;
  let place = 0;
  while (place < columns && values[row * columns + place] !== 1) place++;
  return place;
}

/** Of each class how many rows have it. */
function countClasses(y: DenseMatrix, classes: number): number[] {
  const counts = new Array<number>(classes).fill(0);
  for (let row = 0; row < y.rows; row++) {
    const place = classOf(y, row);
    counts[place] = (counts[place] ?? 0) + 1;
  }
  return counts;
}

function classWeightsOf(
  { data: { target } }: ResolvedSpec,
  encoder: TargetEncoder,
  y: DenseMatrix,
): number[] | null {
  const { classWeights } = target;
  if (classWeights === undefined) return null;
  const classes = classesOf(encoder);
  if (classes === null) throw specError(sentence('NN-DATA-CLASS-WEIGHT.target'), CLASS_WEIGHTS);
  if (classWeights === 'balanced') {
    // A class without rows can only be one that a run which goes on has lost.
    return countClasses(y, classes.length).map((count) =>
      count > 0 ? y.rows / (classes.length * count) : 0,
    );
  }
  const weights = new Array<number>(classes.length).fill(1);
  const positionOf = positionsOf(classes);
  for (const [name, weight] of Object.entries(classWeights)) {
    const place = positionOf(name.normalize('NFC'));
    if (place === undefined) {
      const told = { name: quoted(name), hint: similarHint([name], classes) };
      throw specError(sentence('NN-DATA-CLASS-WEIGHT.unknown', told), [...CLASS_WEIGHTS, name]);
    }
    weights[place] = weight;
  }
  if (weights.every((weight) => weight === 0)) {
    throw specError(sentence('NN-DATA-CLASS-WEIGHT.none'), CLASS_WEIGHTS);
  }
  return weights;
}

/** The weight of a row in a column. Throws NN-DATA-SAMPLE-WEIGHT for what is no number of at least 0. */
function weightAt(table: Table, name: string, row: number): number {
  const column = columnOf(table, name);
  const value =
    column.kind === 'text' ? cellsOf(table).number(column.texts.at(row)) : valueOf(column, row, 0);
  if (value >= 0 && value <= FLOAT32_LARGEST) return value;
  throw fileError(
    sentence('NN-DATA-SAMPLE-WEIGHT.cell', { column: quoted(name), text: quoted(cellText(column, row)) }),
    table.file,
    table.place(row, name),
  );
}

/**
 * The weights of the training rows `rows`, whose targets are `y`; undefined if the spec has none. Throws NN-DATA-CLASS-WEIGHT or
 * NN-DATA-SAMPLE-WEIGHT for weights that make no sense.
 */
export function weightsOf(
  spec: ResolvedSpec,
  encoder: TargetEncoder,
  y: DenseMatrix,
  table: Table,
  rows: Uint32Array,
  memoryLimit: number,
): { readonly rows: RowWeights; readonly shape: RowWeighting } | undefined {
  const column = spec.data.sampleWeight?.normalize('NFC') ?? null;
  const classes = classWeightsOf(spec, encoder, y);
  if (classes === null && column === null) return undefined;
  checkMemory(rows.length * 8, memoryLimit, phrase('The encoded data'));
  const factor = new Float32Array(rows.length);
  const counted = new Float32Array(rows.length);
  const { inTargets } = weightingOf(spec.loss, spec.semantics);
  rows.forEach((row, index) => {
    const own = column === null ? 1 : weightAt(table, column, row);
    const ofClass = classes === null ? 1 : (classes[classOf(y, index)] ?? 1);
    factor[index] = inTargets ? own : own * ofClass;
    counted[index] = own * ofClass;
  });
  if (column !== null && factor.every((weight) => weight === 0) && counted.every((weight) => weight === 0)) {
    throw specError(sentence('NN-DATA-SAMPLE-WEIGHT.none', { column: quoted(column) }), [
      'data',
      'sampleWeight',
    ]);
  }
  return { rows: { factor, counted }, shape: { classes, column } };
}
