/** The facts of a run that the rules of training health need, from its plan and its data. */
import { activationKind } from '../../kinds/activations/table.ts';
import { layerKind } from '../../kinds/layers/table.ts';
import { lossKind } from '../../kinds/losses/table.ts';
import type { InputRange, Watched } from '../../kinds/rules/rule.ts';
import { sizeOf } from '../../kinds/shape.ts';
import type { InputRows } from '../../data/types.ts';
import type { Activation } from '../../format/types.ts';
import type { Plan } from '../../plan/types.ts';
import { activationLayers } from '../../run/activationLayers.ts';
import { LAYER_SERIES, STEP_SERIES } from '../../run/series.ts';
import { trainableLayers } from '../../run/tensorSnapshots.ts';

/** Rows and numbers of the inputs that are looked at, evenly spaced. */
const ROWS = 512;
const NUMBERS = 1 << 20;

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

/** The loss of a model that thinks all classes alike, where the loss is one of probabilities. */
function guessOf({ spec, outputs }: Plan): number | null {
  return lossKind(spec.loss).guess?.(outputs) ?? null;
}

/** `x`: the inputs of the training rows. */
export function watchedOf(plan: Plan, x: InputRows): Watched {
  const { spec, data, layers, batchSize, outputs } = plan;
  const last = layers.at(-1);
  const activation = last && layerKind(last.spec).activation?.(last.spec);
  const loss = lossKind(spec.loss);
  return {
    layers: trainableLayers(plan).map((id, index) => ({
      id,
      column: STEP_SERIES.length + index * LAYER_SERIES.length,
    })),
    activations: activationLayers(plan).map(({ id, activation: own }) => ({ id, dies: dies(own) })),
    guess: guessOf(plan),
    penalized: layers.some(({ parameters }) =>
      parameters.some(({ regularizer }) => regularizer.l1 > 0 || regularizer.l2 > 0),
    ),
    batchSize,
    inputs: scalesInputs(plan) ? [] : inputRanges(x, data.featureNames),
    output: {
      layer: last?.id ?? '',
      units: last ? sizeOf(last.output) : outputs,
      activation: activation?.type ?? 'linear',
      loss: spec.loss.type,
      wanted: loss.probabilities,
      probabilities: activation && activationKind(activation).probabilities,
    },
  };
}
