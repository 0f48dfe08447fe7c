/**
 * The predictions of the network for a split, in eval mode: confusion, scatter, the worst samples, the plane of two
 * inputs.
 */
import type { Boundary, Predictions, WorstSample } from '../../run/predictions.ts';
import { gatherDense } from '../../data/batches.ts';
import type { Split } from '../../data/types.ts';
import { lossKind, thresholdOf } from '../../kinds/losses/table.ts';
import type { Plan } from '../../plan/types.ts';
import { inOrder } from './evaluation.ts';
import { rawInput } from '../../data/encoding/raw.ts';
import { forward, loadBatch, predict } from '../network.ts';
import type { Inspection } from '../types.ts';

/** Multiplications and additions that one look may take, and samples whatever they take. */
const WORK = 1e10;
const FEWEST_ROWS = 256;
const MOST_ROWS = 20_000;
const SCATTER_POINTS = 2000;
const WORST = 12;
/** Of more classes only the pairs are told. */
const MATRIX_CLASSES = 128;
const PAIRS = 12;
const GRID = 64;
const BOUNDARY_POINTS = 1000;
/** Room around the training samples, as a share of their range. */
const MARGIN = 0.1;
/** Probabilities are float32. */
const LEAST_PROBABILITY = 1e-12;

/** A worst sample before it has a view. */
export type WorstPrediction = Omit<WorstSample, 'view'> & { readonly index: number };

export type PredictionAssessment = Omit<Predictions, 'worst' | 'milliseconds' | 'step' | 'epoch'> & {
  readonly worst: readonly WorstPrediction[];
};

function evenly(count: number, most: number): Uint32Array {
  const used = Math.min(count, most);
  return Uint32Array.from({ length: used }, (_, index) => Math.floor((index * count) / used));
}

/** Calls `visit` with prediction and target of each of `rows`; the arrays hold one row at `at`. */
function eachPrediction(
  { network, pass }: Inspection,
  split: Split,
  rows: Uint32Array,
  visit: (index: number, prediction: ArrayLike<number>, target: ArrayLike<number>, at: number) => void,
): void {
  const { capacity, plan } = network;
  pass.training = false;
  for (let start = 0; start < rows.length; start += capacity) {
    const count = Math.min(capacity, rows.length - start);
    loadBatch(network, pass, split, rows, start, count);
    forward(network, pass);
    predict(network, pass);
    const prediction = pass.backend.view(network.prediction);
    const target = pass.backend.view(network.target);
    for (let row = 0; row < count; row++) {
      visit(rows[start + row] ?? 0, prediction, target, row * plan.outputs);
    }
  }
}

/** Index of the largest of `count` values from `at` on. */
function argmax(values: ArrayLike<number>, at: number, count: number): number {
  let best = 0;
  for (let index = 1; index < count; index++) {
    if ((values[at + index] ?? 0) > (values[at + best] ?? 0)) best = index;
  }
  return best;
}

/** Keeps the `WORST` items of highest loss, worst first. */
class WorstList {
  readonly items: WorstPrediction[] = [];

  offer(loss: number, make: () => WorstPrediction): void {
    // A loss that is not a number is as bad as can be.
    const rank = Number.isNaN(loss) ? Infinity : loss;
    const last = this.items.at(-1);
    if (this.items.length === WORST && last !== undefined && rank <= last.loss) return;
    const item = { ...make(), loss: rank };
    const place = this.items.findIndex((other) => other.loss < rank);
    if (place < 0) this.items.push(item);
    else this.items.splice(place, 0, item);
    this.items.length = Math.min(this.items.length, WORST);
  }
}

/** Names of the classes if classes are predicted: two of a single output, else one per output. */
function classesOf(inside: Inspection): readonly string[] | null {
  const { target } = inside.network.plan.data;
  return target.kind === 'number' ? null : target.classes;
}

function judgeClasses(
  inside: Inspection,
  split: Split,
  rows: Uint32Array,
  classes: readonly string[],
): Pick<PredictionAssessment, 'confusion' | 'confused' | 'worst'> {
  const count = classes.length;
  const { plan } = inside.network;
  const { outputs } = plan;
  const decide = decisionOf(plan);
  const counts = new Uint32Array(count * count);
  const worst = new WorstList();
  eachPrediction(inside, split, rows, (index, prediction, target, at) => {
    const single = outputs === 1;
    const p = prediction[at] ?? NaN;
    const actual = single ? Number((target[at] ?? 0) > 0.5) : argmax(target, at, outputs);
    const predicted = single ? Number(p > decide.threshold) : argmax(prediction, at, outputs);
    const probability = (of: number): number =>
      single ? (of === 1 ? p : 1 - p) : (prediction[at + of] ?? NaN);
    const cell = actual * count + predicted;
    counts[cell] = (counts[cell] ?? 0) + 1;
    const loss = decide.byScore
      ? distance(prediction, at, outputs, actual, decide.threshold)
      : -Math.log(Math.max(LEAST_PROBABILITY, probability(actual)));
    // Only what was taken for something else is misjudged.
    if (actual === predicted) return;
    worst.offer(loss, () => ({
      index,
      row: split.sourceRows[index] ?? index,
      loss,
      target: classes[actual] ?? '',
      prediction: classes[predicted] ?? '',
      confidence: decide.byScore ? null : probability(predicted),
      targetConfidence: decide.byScore ? null : probability(actual),
    }));
  });
  const told = count <= MATRIX_CLASSES ? counts.buffer : new ArrayBuffer(0);
  return { confusion: { classes, counts: told }, confused: pairsOf(counts, classes), worst: worst.items };
}

/** The rule by which an output says a class. */
interface Decision {
  readonly threshold: number;
  /** Outputs are scores of any size, not probabilities. */
  readonly byScore: boolean;
}

function decisionOf({ spec }: Plan): Decision {
  return { threshold: thresholdOf(spec.loss), byScore: lossKind(spec.loss).threshold !== undefined };
}

/** Distance by which the scores of a row are on the wrong side of the class `actual`. */
function distance(
  scores: ArrayLike<number>,
  at: number,
  outputs: number,
  actual: number,
  threshold: number,
): number {
  if (outputs > 1) return (scores[at + argmax(scores, at, outputs)] ?? NaN) - (scores[at + actual] ?? NaN);
  const over = (scores[at] ?? NaN) - threshold;
  return actual === 1 ? -over : over;
}

/** The cells off the diagonal with most samples. */
function pairsOf(counts: Uint32Array, classes: readonly string[]): PredictionAssessment['confused'] {
  const cells: { cell: number; count: number }[] = [];
  counts.forEach((count, cell) => {
    if (count > 0 && cell % (classes.length + 1) !== 0) cells.push({ cell, count });
  });
  return cells
    .sort((a, b) => b.count - a.count)
    .slice(0, PAIRS)
    .map(({ cell, count }) => ({
      target: classes[Math.floor(cell / classes.length)] ?? '',
      prediction: classes[cell % classes.length] ?? '',
      count,
    }));
}

function judgeNumbers(
  inside: Inspection,
  split: Split,
  rows: Uint32Array,
  names: readonly string[],
): Pick<PredictionAssessment, 'scatter' | 'worst'> {
  const { outputs } = inside.network.plan;
  const every = Math.max(1, Math.ceil(rows.length / SCATTER_POINTS));
  const points = new Float32Array(Math.ceil(rows.length / every) * 2 * outputs);
  const worst = new WorstList();
  let seen = 0;
  let written = 0;
  const text = (values: ArrayLike<number>, at: number): string =>
    Array.from({ length: outputs }, (_, output) =>
      Number((values[at + output] ?? NaN).toPrecision(5)).toString(),
    ).join(', ');
  eachPrediction(inside, split, rows, (index, prediction, target, at) => {
    let loss = 0;
    for (let output = 0; output < outputs; output++) {
      loss += ((prediction[at + output] ?? NaN) - (target[at + output] ?? NaN)) ** 2 / outputs;
    }
    if (seen++ % every === 0) {
      for (let output = 0; output < outputs; output++) {
        points[written++] = target[at + output] ?? NaN;
        points[written++] = prediction[at + output] ?? NaN;
      }
    }
    worst.offer(loss, () => ({
      index,
      row: split.sourceRows[index] ?? index,
      loss,
      target: text(target, at),
      prediction: text(prediction, at),
      confidence: null,
      targetConfidence: null,
    }));
  });
  return { scatter: { names, points: points.slice(0, written).buffer }, worst: worst.items };
}

/** Lowest and highest of one of two columns, with a margin. */
function rangeOf(values: Float32Array, column: number): [number, number] {
  let low = Infinity;
  let high = -Infinity;
  for (let at = column; at < values.length; at += 2) {
    const value = values[at] ?? 0;
    if (value < low) low = value;
    if (value > high) high = value;
  }
  const room = (high - low || 1) * MARGIN;
  return [low - room, high + room];
}

/** A score as a shade from one half to 1, which is reached at a margin of 1. */
function shadeOf(margin: number): number {
  return 0.5 + 0.5 * Math.min(1, Math.abs(margin));
}

/** The plane of two inputs: what the network says at each of 64 × 64 places around the training samples. */
function boundaryOf(inside: Inspection, classes: readonly string[] | null): Boundary | null {
  const { network, dataset } = inside;
  const { features, featureNames } = network.plan.data;
  const { x: inputs, y: targets, count } = dataset.train;
  if (features !== 2 || inputs.kind === 'sparse' || count === 0) return null;
  const coordinates = new Float32Array(count * 2);
  gatherDense(inputs, inOrder(count), 0, count, coordinates);
  const [xLow, xHigh] = rangeOf(coordinates, 0);
  const [yLow, yHigh] = rangeOf(coordinates, 1);
  const cells = GRID * GRID;
  const values = new Float32Array(cells * 2);
  for (let cell = 0; cell < cells; cell++) {
    values[cell * 2] = xLow + (((cell % GRID) + 0.5) / GRID) * (xHigh - xLow);
    values[cell * 2 + 1] = yLow + ((Math.floor(cell / GRID) + 0.5) / GRID) * (yHigh - yLow);
  }
  const { outputs } = network.plan;
  const grid: Split = {
    count: cells,
    x: { kind: 'dense', rows: cells, columns: 2, values },
    y: { kind: 'dense', rows: cells, columns: outputs, values: new Float32Array(cells * outputs) },
    sourceRows: new Uint32Array(0),
  };
  const decide = decisionOf(network.plan);
  const said = new Float32Array(cells);
  const chosen = new Uint8Array(cells);
  eachPrediction(inside, grid, evenly(cells, cells), (index, prediction, _target, at) => {
    if (classes === null || outputs === 1) {
      const p = prediction[at] ?? NaN;
      chosen[index] = Number(p > decide.threshold);
      if (classes !== null && decide.byScore) said[index] = shadeOf(p - decide.threshold);
      else said[index] = classes === null || p > 0.5 ? p : 1 - p;
    } else {
      const best = argmax(prediction, at, outputs);
      chosen[index] = best;
      const p = prediction[at + best] ?? NaN;
      said[index] = decide.byScore ? shadeOf(p) : p;
    }
  });
  const shown = evenly(count, BOUNDARY_POINTS);
  const points = new Float32Array(shown.length * 3);
  const raw = (column: number, value: number): number => rawInput(dataset.encoder.features, column, value);
  shown.forEach((row, index) => {
    const at = row * targets.columns;
    const target = targets.values[at] ?? 0;
    points[index * 3] = raw(0, coordinates[row * 2] ?? 0);
    points[index * 3 + 1] = raw(1, coordinates[row * 2 + 1] ?? 0);
    points[index * 3 + 2] =
      classes === null
        ? target
        : targets.columns === 1
          ? Number(target > 0.5)
          : argmax(targets.values, at, targets.columns);
  });
  return {
    names: [featureNames[0] ?? '', featureNames[1] ?? ''],
    x: [raw(0, xLow), raw(0, xHigh)],
    y: [raw(1, yLow), raw(1, yHigh)],
    columns: GRID,
    rows: GRID,
    classes: classes === null ? null : chosen.buffer,
    values: said.buffer,
    points: points.buffer,
  };
}

/** Looks at the validation samples, or, where there are none, at those of the test or the training. */
export function assessPredictions(inside: Inspection): PredictionAssessment {
  const { network, dataset } = inside;
  const split = (['validation', 'test', 'train'] as const).find((name) => dataset[name].count > 0) ?? 'train';
  const samples = dataset[split];
  const flops = network.plan.layers.reduce((sum, layer) => sum + layer.flops, 0);
  const affordable = Math.max(FEWEST_ROWS, Math.floor(WORK / Math.max(1, flops)));
  const rows = evenly(samples.count, Math.min(MOST_ROWS, affordable));
  const classes = classesOf(inside);
  const { target } = network.plan.data;
  const found =
    classes === null
      ? {
          confusion: null,
          confused: [],
          ...judgeNumbers(inside, samples, rows, target.kind === 'number' ? target.names : []),
        }
      : { scatter: null, ...judgeClasses(inside, samples, rows, classes) };
  return { split, total: samples.count, used: rows.length, ...found, boundary: boundaryOf(inside, classes) };
}
