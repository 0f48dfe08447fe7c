/**
 * Adafactor (Shazeer & Stern 2018): keras/optimizers/adafactor.py, torch/optim/_adafactor.py. Of a matrix's mean squared
 * gradients it keeps the means of rows and columns only. Keras adds ε to g² and measures the weights after their decay; PyTorch
 * bounds the estimate by ε² and measures them before.
 */
import { bySemantics, optional } from '../../../base/schema/composites.ts';
import { number } from '../../../base/schema/primitives.ts';
import { at, type Values } from '../../../base/values.ts';
import type { Semantics } from '../../kind.ts';
import { learningRate, weightDecay } from '../common.ts';
import { optimizerOf, slotAt } from '../optimizer.ts';
import { alongDirection, rootMeanSquare } from './along.ts';
import type { DirectedStep } from './directing.ts';

interface AdafactorOptions {
  readonly beta2Decay: number;
  readonly epsilon: number;
  readonly leastScale: number;
  readonly clipThreshold: number;
  readonly weightDecay: number;
}

/** PyTorch's ε unless told: that of float32. */
const FLOAT_EPSILON = 2 ** -23;

/** The rate of a step: never above 1/√t. */
const rateOf = ({ learningRate, step }: DirectedStep): number => Math.min(learningRate, 1 / Math.sqrt(step));

/** The last two axes are factored. */
function isFactored(shape: readonly number[]): boolean {
  return shape.length >= 2;
}

/** The estimate of E[g²] at a place, from slots that have taken `gradient` in. */
type Estimate = (index: number) => number;

/** `fresh` is the weight of the newest g². */
function vectorEstimate(gradient: Values, v: Values, fresh: number, epsilon: number): Estimate {
  for (let index = 0; index < gradient.length; index++) {
    const square = at(gradient, index) ** 2 + epsilon;
    v[index] = at(v, index) + fresh * (square - at(v, index));
  }
  return (index) => at(v, index);
}

/** @param leastMean the mean by which the product is divided is no smaller */
function matrixEstimate(
  gradient: Values,
  rows: Values,
  columns: Values,
  fresh: number,
  epsilon: number,
  leastMean: number,
): Estimate {
  const width = columns.length;
  const height = rows.length;
  const columnSums = new Float64Array(width);
  let mean = 0;
  for (let row = 0; row < height; row++) {
    let sum = 0;
    for (let column = 0; column < width; column++) {
      const square = at(gradient, row * width + column) ** 2 + epsilon;
      sum += square;
      columnSums[column] = at(columnSums, column) + square;
    }
    rows[row] = at(rows, row) + fresh * (sum / width - at(rows, row));
    mean += at(rows, row) / height;
  }
  for (let column = 0; column < width; column++)
    columns[column] = at(columns, column) + fresh * (at(columnSums, column) / height - at(columns, column));
  const divisor = Math.max(mean, leastMean);
  return (index) => (at(rows, Math.floor(index / width)) / divisor) * at(columns, index % width);
}

function estimateOf(
  { epsilon }: AdafactorOptions,
  semantics: Semantics,
  gradient: Values,
  slots: readonly Values[],
  fresh: number,
): Estimate {
  const keras = semantics === 'keras';
  const added = keras ? epsilon : 0;
  const estimate =
    slots.length === 1
      ? vectorEstimate(gradient, slotAt(slots, 0), fresh, added)
      : matrixEstimate(gradient, slotAt(slots, 0), slotAt(slots, 1), fresh, added, keras ? 0 : epsilon);
  return keras ? estimate : (index) => Math.max(estimate(index), epsilon * epsilon);
}

/** Steps in the size of the weights, with little memory. */
export const adafactor = optimizerOf({
  summary:
    'Steps in the size of the weights; of a matrix it keeps means of rows and columns only (Shazeer & Stern 2018).',
  keys: {
    learningRate: learningRate(0.001, 0.01),
    beta2Decay: optional(
      number({ maximum: 0 }),
      -0.8,
      'Power of the step by which the weight of the newest g² falls.',
    ),
    epsilon: bySemantics(
      number({ minimum: 0 }),
      1e-30,
      FLOAT_EPSILON,
      'Keeps the division finite: added to g² in keras; in pytorch its square is the least v.',
    ),
    leastScale: optional(number({ minimum: 0 }), 1e-3, 'Least size of the weights that a step goes by.'),
    clipThreshold: optional(
      number({ minimum: 1 }),
      1,
      'Greatest root mean square of g/√v; steps above are shortened.',
    ),
    weightDecay: weightDecay(),
  },
  formula:
    'v = (1 − tᵖ)v + tᵖg² with p = beta2Decay, of a matrix by rows r and columns c: v = r·c/mean(r); u = g/√v; w −= min(lr, 1/√t)·max(leastScale, rms(w))·u/max(1, rms(u)/clipThreshold)',
  decay: 'decoupled',
  slots: (_options, _semantics, shape) =>
    isFactored(shape)
      ? [
          { name: 'rows', initial: 0, shape: shape.slice(0, -1) },
          { name: 'columns', initial: 0, shape: shape.slice(-1) },
        ]
      : [{ name: 'v', initial: 0 }],
  ...alongDirection(rateOf),
  prepareDirecting: (options, semantics, parameters) => ({
    scratch: [],
    direct(operations, { step, learningRate }) {
      const fresh = step ** options.beta2Decay;
      const kept = semantics === 'keras' ? 1 - learningRate * options.weightDecay : 1;
      for (const { value, gradient, direction, slots } of parameters) {
        const g = operations.view(gradient);
        const u = operations.view(direction);
        const own = slots.map((slot) => operations.view(slot));
        const estimate = estimateOf(options, semantics, g, own, fresh);
        for (let index = 0; index < u.length; index++) u[index] = at(g, index) / Math.sqrt(estimate(index));
        const size = Math.max(options.leastScale, Math.abs(kept) * rootMeanSquare(operations.view(value)));
        const factor = size / Math.max(1, rootMeanSquare(u) / options.clipThreshold);
        for (let index = 0; index < u.length; index++) u[index] = at(u, index) * factor;
      }
    },
  }),
  keras: ({ beta2Decay, epsilon, leastScale, clipThreshold }) => ({
    name: 'Adafactor',
    args: {
      beta_2_decay: beta2Decay,
      epsilon_1: epsilon,
      epsilon_2: leastScale,
      clip_threshold: clipThreshold,
    },
  }),
  pytorch: ({ beta2Decay, epsilon, leastScale, clipThreshold }) => ({
    name: 'torch.optim.Adafactor',
    args: { beta2_decay: beta2Decay, eps: [epsilon, leastScale], d: clipThreshold },
  }),
});
