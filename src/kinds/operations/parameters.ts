/** Passes over a parameter and its gradient before an optimizer's step: penalties, clipping, decay, and their sums. */
import { at } from '../../base/values.ts';
import { changes, operation, reads } from './operation.ts';

/** Σ|w| and Σw². */
export const PENALTY_SUMS = { absolute: 0, squares: 1 } as const;

/** Adds l1·sign(w) + l2·w to g; the sums are those of w, for the penalty. */
export const penalize = operation({
  name: 'penalize',
  operands: { w: reads('elements'), g: changes('elements') },
  cut: 'chunks',
  nanoseconds: 0.5,
  examples: [{ l1: 0.001, l2: 0.002 }],
  sums: PENALTY_SUMS,
  reference({ w, g, l1, l2, elements }, _rows, sums) {
    let absolute = 0;
    let squares = 0;
    for (let index = 0; index < elements; index++) {
      const weight = at(w, index);
      g[index] = at(g, index) + l1 * Math.sign(weight) + l2 * weight;
      absolute += Math.abs(weight);
      squares += weight * weight;
    }
    sums[PENALTY_SUMS.absolute] = absolute;
    sums[PENALTY_SUMS.squares] = squares;
    return 0;
  },
});

/** Σx² in float64. */
export const sumSquares = operation({
  name: 'sumSquares',
  operands: { x: reads('elements') },
  cut: 'chunks',
  nanoseconds: 0.5,
  examples: [{}],
  reference({ x, elements }) {
    let sum = 0;
    for (let index = 0; index < elements; index++) sum += at(x, index) ** 2;
    return sum;
  },
});

/** Σ|x| in float64. */
export const sumAbsolute = operation({
  name: 'sumAbsolute',
  operands: { x: reads('elements') },
  cut: 'chunks',
  nanoseconds: 0.5,
  examples: [{}],
  reference({ x, elements }) {
    let sum = 0;
    for (let index = 0; index < elements; index++) sum += Math.abs(at(x, index));
    return sum;
  },
});

/** g = factor·g. */
export const scale = operation({
  name: 'scale',
  operands: { g: changes('elements') },
  cut: 'elements',
  nanoseconds: 0.5,
  examples: [{ factor: 0.7 }],
  keepsZeros: ({ factor }) => Number.isFinite(factor),
  reference({ g, factor, elements }) {
    for (let index = 0; index < elements; index++) g[index] = at(g, index) * factor;
    return 0;
  },
});

/** g limited to [−limit, limit]. */
export const clipValue = operation({
  name: 'clipValue',
  operands: { g: changes('elements') },
  cut: 'elements',
  nanoseconds: 0.5,
  examples: [{ limit: 0.8 }],
  keepsZeros: () => true,
  reference({ g, limit, elements }) {
    for (let index = 0; index < elements; index++) g[index] = Math.min(Math.max(at(g, index), -limit), limit);
    return 0;
  },
});

/** g += factor·w, such as decay inside the gradient. */
export const addScaled = operation({
  name: 'addScaled',
  operands: { g: changes('elements'), w: reads('elements') },
  cut: 'elements',
  nanoseconds: 0.5,
  examples: [{ factor: 0.01 }],
  reference({ g, w, factor, elements }) {
    for (let index = 0; index < elements; index++) g[index] = at(g, index) + factor * at(w, index);
    return 0;
  },
});
