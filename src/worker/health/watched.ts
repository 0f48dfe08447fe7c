/** The facts of a run that the rules of training health need, from its plan and its data. */
import { activationKind, isLinear } from '../../kinds/activations/table.ts';
import { initializerKind } from '../../kinds/initializers/table.ts';
import { layerKind } from '../../kinds/layers/table.ts';
import { lossKind } from '../../kinds/losses/table.ts';
import type { InputRange, Watched } from '../../kinds/rules/rule.ts';
import { sizeOf } from '../../kinds/shape.ts';
import type { DenseMatrix, InputRows, Split } from '../../data/types.ts';
import type { Activation } from '../../format/types.ts';
import type { Plan } from '../../plan/types.ts';
import { activationLayers } from '../../run/activationLayers.ts';
import { LAYER_SERIES, STEP_SERIES } from '../../run/series.ts';
import { trainableLayers } from '../../run/tensorSnapshots.ts';

/** Rows and numbers of the inputs that are looked at, evenly spaced. */
const ROWS = 512;
const NUMBERS = 1 << 20;

/** Share of the targets' range that they may be beyond the ends: noise. */
const SLACK = 0.05;

/** Well below 0, where a unit that does not get back has no slope. */
const BELOW = -4;

function dies(activation: Activation): boolean {
  const kind = activationKind(activation);
  if (kind.of === 'row') return false;
  const value = kind.value(BELOW, activation);
  return value === 0 && kind.derivative(BELOW, value, activation) === 0;
}

/** A layer before the first weighted sum has weights of its own: it scales the inputs. */
function scalesInputs({ layers }: Plan): boolean {
  for (const { spec, parameters } of layers) {
    if (layerKind(spec).sums) return false;
    if (parameters.length > 0) return true;
  }
  return false;
}

function readerOf(x: Exclude<InputRows, { kind: 'sparse' }>): (row: number, column: number) => number {
  if (!('source' in x)) return (row, column) => x.values[row * x.columns + column] ?? NaN;
  const { values, source, stride, offset, table } = x;
  return (row, column) => {
    const value = values[(source[row] ?? 0) * stride + offset + column] ?? NaN;
    return table === null ? value : (table[value] ?? NaN);
  };
}

/** Ranges of the dense inputs over some training rows; of sparse rows none. */
function inputRanges(x: InputRows, names: readonly string[]): InputRange[] {
  if (x.kind === 'sparse' || x.rows === 0) return [];
  const read = readerOf(x);
  const count = Math.min(x.rows, ROWS, Math.max(1, Math.floor(NUMBERS / x.columns)));
  return Array.from({ length: Math.min(x.columns, NUMBERS) }, (_, column) => {
    let [least, largest, sum, squares] = [Infinity, -Infinity, 0, 0];
    for (let index = 0; index < count; index++) {
      const value = read(Math.floor((index * x.rows) / count), column);
      least = Math.min(least, value);
      largest = Math.max(largest, value);
      sum += value;
      squares += value * value;
    }
    const mean = sum / count;
    const deviation = Math.sqrt(Math.max(0, squares / count - mean * mean));
    return { name: names[column] ?? String(column + 1), least, largest, mean, deviation };
  });
}

/** Of a layer that sums, its units; else 0. */
function unitsOf({ layers }: Plan, id: string): number {
  const layer = layers.find((one) => one.id === id);
  return layer && layerKind(layer.spec).sums ? sizeOf(layer.output) : 0;
}

/** The loss of a model that thinks all classes alike, where the loss is one of probabilities. */
function guessOf({ spec, outputs }: Plan): number | null {
  return lossKind(spec.loss).guess?.(outputs) ?? null;
}

/** The loss of giving the means of the targets for each row, where it is one of single numbers. */
function constantLoss({ spec }: Plan, targets: readonly (readonly number[])[]): number | null {
  const kind = lossKind(spec.loss);
  if (kind.of === 'row' || targets.length === 0) return null;
  const pair = kind.pair(spec.semantics);
  const columns = targets[0]?.length ?? 0;
  const means = Array.from(
    { length: columns },
    (_, column) => targets.reduce((sum, row) => sum + (row[column] ?? NaN), 0) / targets.length,
  );
  const losses = targets.map((row) =>
    row.reduce((sum, target, column) => sum + pair.value(means[column] ?? NaN, target, spec.loss), 0),
  );
  const sum = losses.reduce((all, loss) => all + loss, 0) / targets.length;
  return kind.over === 'mean' ? sum / columns : sum;
}

/** Some of the training rows' targets, evenly spaced. */
function targetRows(y: DenseMatrix, rows: number): number[][] {
  const count = Math.min(rows, ROWS, Math.max(1, Math.floor(NUMBERS / Math.max(1, y.columns))));
  return Array.from({ length: rows === 0 ? 0 : count }, (_, index) => {
    const from = Math.floor((index * rows) / count) * y.columns;
    return Array.from(y.values.subarray(from, from + y.columns));
  });
}

/** Sums at which an activation is asked for its ends, and a value that has none. */
const ENDS = [-1e6, -1, -0.5, 0, 1e6];
const ENDLESS = 1e5;

/** The ends of an activation whose outputs are compared with numbers, and the targets beyond them. */
function reachOf(
  plan: Plan,
  activation: Activation | undefined,
  targets: readonly (readonly number[])[],
): Watched['output']['reach'] {
  const loss = lossKind(plan.spec.loss);
  if (!activation || loss.probabilities !== undefined || loss.threshold !== undefined) return null;
  const kind = activationKind(activation);
  const values = kind.of === 'row' ? [0, 1] : ENDS.map((z) => kind.value(z, activation));
  const [least, largest] = [Math.min(...values), Math.max(...values)];
  if (least < -ENDLESS) return null;
  const ends = { least, largest: largest > ENDLESS ? Infinity : largest };
  const all = targets.flat();
  const slack = SLACK * (Math.max(...all) - Math.min(...all));
  const beyond = all.filter((value) => value < ends.least - slack || value > ends.largest + slack);
  return { ...ends, beyond: beyond.length / Math.max(1, all.length) };
}

/** Hidden layers that sum, where no layer is anything but linear. */
function linearLayers({ layers }: Plan): string[] {
  const sums = layers.filter(({ spec }) => layerKind(spec).sums);
  const last = sums.at(-1);
  const hidden = last ? layers.slice(0, last.index) : [];
  const bends = hidden.some(({ spec }) => {
    const kind = layerKind(spec);
    const activation = kind.activation?.(spec);
    if (activation) return !isLinear(activation);
    return !(kind.sums ?? kind.dropsUnits ?? kind.normalizesBatch ?? false);
  });
  return bends ? [] : sums.slice(0, -1).map(({ id }) => id);
}

/** Hidden layers of several units whose weights, drawn and not from a file, are all the same. */
function equalLayers({ spec, layers }: Plan): string[] {
  if (spec.training.initialWeights !== null) return [];
  const sums = layers.filter(({ spec: layer }) => layerKind(layer).sums);
  return sums
    .slice(0, -1)
    .filter(
      ({ output, parameters }) =>
        sizeOf(output) > 1 &&
        parameters.some(({ role, initializer }) => role === 'kernel' && initializerKind(initializer).equal),
    )
    .map(({ id }) => id);
}

/** `train`: the training rows. */
export function watchedOf(plan: Plan, { x, y, count }: Pick<Split, 'x' | 'y' | 'count'>): Watched {
  const { spec, data, layers, batchSize, outputs } = plan;
  const targets = targetRows(y, count);
  const last = layers.at(-1);
  const activation = last && layerKind(last.spec).activation?.(last.spec);
  const loss = lossKind(spec.loss);
  const guess = guessOf(plan);
  const penalties = layers
    .filter(({ parameters }) =>
      parameters.some(({ regularizer }) => regularizer.l1 > 0 || regularizer.l2 > 0),
    )
    .map(({ id }) => id);
  return {
    layers: trainableLayers(plan).map((id, index) => ({
      id,
      column: STEP_SERIES.length + index * LAYER_SERIES.length,
      units: unitsOf(plan, id),
    })),
    activations: activationLayers(plan).map(({ id, activation: own }) => ({ id, dies: dies(own) })),
    guess,
    constant: guess === null ? constantLoss(plan, targets) : null,
    penalized: penalties.length > 0,
    penalties,
    linear: linearLayers(plan),
    equal: equalLayers(plan),
    batchSize,
    steps: plan.totalSteps,
    inputs: scalesInputs(plan) ? [] : inputRanges(x, data.featureNames),
    output: {
      layer: last?.id ?? '',
      units: last ? sizeOf(last.output) : outputs,
      activation: activation?.type ?? 'linear',
      loss: spec.loss.type,
      wanted: loss.probabilities,
      probabilities: activation && activationKind(activation).probabilities,
      reach: reachOf(plan, activation, targets),
    },
  };
}
