/**
 * L-BFGS (Nocedal 1980): torch/optim/lbfgs.py with one iteration a step and no line search; Keras has none, so both semantics
 * follow it. It is for full batches: the differences of two batches' gradients say nothing about curvature.
 */
import { phrase } from '../../../base/problems/phrase.ts';
import { optional } from '../../../base/schema/composites.ts';
import { integer, number } from '../../../base/schema/primitives.ts';
import { at, type Values } from '../../../base/values.ts';
import { learningRate, weightDecay } from '../common.ts';
import { optimizerOf, slotAt } from '../optimizer.ts';
import { alongDirection } from './along.ts';

/** A pair of less curvature is not remembered. */
const LEAST_CURVATURE = 1e-10;

/** One vector of all parameters, in pieces. */
type Vector = readonly Values[];

/** Σ a·b in float64. */
function dot(a: Vector, b: Vector): number {
  let sum = 0;
  for (const [piece, values] of a.entries()) {
    const others = slotAt(b, piece);
    for (let index = 0; index < values.length; index++) sum += at(values, index) * at(others, index);
  }
  return sum;
}

function copy(to: Vector, from: Vector): void {
  for (const [piece, values] of to.entries()) values.set(slotAt(from, piece));
}

/** vector = factor·vector. */
function scale(vector: Vector, factor: number): void {
  for (const values of vector)
    for (let index = 0; index < values.length; index++) values[index] = factor * at(values, index);
}

/** to += share·from. */
function add(to: Vector, from: Vector, share: number): void {
  for (const [piece, values] of to.entries()) {
    const others = slotAt(from, piece);
    for (let index = 0; index < values.length; index++)
      values[index] = at(values, index) + share * at(others, index);
  }
}

function largestOf(vector: Vector): number {
  let largest = 0;
  for (const values of vector) for (const value of values) largest = Math.max(largest, Math.abs(value));
  return largest;
}

function sumOf(vector: Vector): number {
  let sum = 0;
  for (const values of vector) for (const value of values) sum += Math.abs(value);
  return sum;
}

/** The most remembered pairs of steps s and changes of the gradient y, the newest last; those never filled are 0. */
class History {
  readonly #steps: Vector;
  readonly #changes: Vector;
  readonly #size: number;

  constructor(steps: Vector, changes: Vector, size: number) {
    this.#steps = steps;
    this.#changes = changes;
    this.#size = size;
  }

  #at(all: Vector, place: number): Vector {
    return all.map((values) => {
      const length = values.length / this.#size;
      return values.subarray(place * length, (place + 1) * length);
    });
  }

  step(place: number): Vector {
    return this.#at(this.#steps, place);
  }

  change(place: number): Vector {
    return this.#at(this.#changes, place);
  }

  /** Forgets the oldest pair and remembers a new one. */
  push(step: Vector, change: Vector): void {
    for (const all of [this.#steps, this.#changes])
      for (const values of all) values.copyWithin(0, values.length / this.#size);
    copy(this.step(this.#size - 1), step);
    copy(this.change(this.#size - 1), change);
  }
}

/** direction = H·gradient by the two loops over the remembered pairs, H being the estimate of the inverse Hessian. */
function multiplyByInverse(history: History, size: number, direction: Vector): void {
  const factors = new Float64Array(size);
  const curvatures = Float64Array.from({ length: size }, (_, place) =>
    dot(history.change(place), history.step(place)),
  );
  for (let place = size - 1; place >= 0; place--) {
    const curvature = at(curvatures, place);
    if (curvature <= LEAST_CURVATURE) continue;
    const factor = dot(history.step(place), direction) / curvature;
    factors[place] = factor;
    add(direction, history.change(place), -factor);
  }
  const newest = history.change(size - 1);
  const curvature = at(curvatures, size - 1);
  if (curvature > LEAST_CURVATURE) scale(direction, curvature / dot(newest, newest));
  for (let place = 0; place < size; place++) {
    const curvature = at(curvatures, place);
    if (curvature <= LEAST_CURVATURE) continue;
    const share = dot(history.change(place), direction) / curvature;
    add(direction, history.step(place), at(factors, place) - share);
  }
}

/** Keras has none. */
const KERAS = String.raw`
class LBFGS(keras.optimizers.Optimizer):
    """torch.optim.LBFGS with one iteration a step and no line search."""

    def __init__(self, learning_rate, history_size, tolerance_grad, tolerance_change, **options):
        super().__init__(learning_rate=learning_rate, name="lbfgs", **options)
        self.history, self.tolerances = history_size, (tolerance_grad, tolerance_change)

    def build(self, variables):
        if not self.built:
            super().build(variables)
            size = sum(int(np.prod(variable.shape)) for variable in variables)
            named = {"changes": (self.history, size), "steps": (self.history, size), "old": (size,), "moved": (size,)}
            self.kept = {name: self.add_variable(shape, "zeros", name=name) for name, shape in named.items()}

    def _backend_update_step(self, grads, trainable_variables, learning_rate):
        ops = keras.ops
        kept = {name: ops.convert_to_tensor(variable) for name, variable in self.kept.items()}
        g = ops.concatenate([ops.reshape(one, (-1,)) for one in grads])
        old, steps, changes = kept["old"], kept["steps"], kept["changes"]
        goes = ops.max(ops.abs(g)) > self.tolerances[0]
        first = ops.logical_not(ops.any(old != 0))
        y, s = g - old, kept["moved"]
        keep = ops.logical_and(goes, ops.logical_and(ops.logical_not(first), ops.sum(y * s) > 1e-10))
        changes = ops.where(keep, ops.concatenate([changes[1:], y[None]]), changes)
        steps = ops.where(keep, ops.concatenate([steps[1:], s[None]]), steps)
        curvatures = ops.sum(steps * changes, axis=1)
        inverse = ops.where(curvatures > 1e-10, 1 / ops.maximum(curvatures, 1e-10), 0)
        q, factors = -g, {}
        for place in reversed(range(self.history)):
            factors[place] = ops.sum(steps[place] * q) * inverse[place]
            q = q - factors[place] * changes[place]
        newest = ops.sum(changes[-1] ** 2)
        q = ops.where(inverse[-1] > 0, q * curvatures[-1] / ops.maximum(newest, 1e-38), q)
        for place in range(self.history):
            q = q + steps[place] * (factors[place] - ops.sum(changes[place] * q) * inverse[place])
        t = ops.where(first, ops.minimum(1.0, 1 / ops.sum(ops.abs(g))), 1.0) * learning_rate
        for name, value in (("changes", changes), ("steps", steps), ("old", g), ("moved", q * t)):
            self.kept[name].assign(ops.where(goes, value, kept[name]))
        goes = ops.logical_and(goes, ops.sum(g * q) <= -self.tolerances[1])
        move, start = ops.where(goes, q * t, 0), 0
        for variable in trainable_variables:
            end = start + int(np.prod(variable.shape))
            variable.assign(variable + ops.reshape(move[start:end], variable.shape))
            start = end
`;

/** torch's asks for the loss again unless it does one iteration; the gradients are there already. */
const PYTORCH = String.raw`
class LBFGS(torch.optim.LBFGS):
    """torch.optim.LBFGS that takes one step with the gradients that are there."""

    def __init__(self, parameters, lr, weight_decay=0, **options):
        super().__init__(parameters, lr=lr, max_iter=1, **options)

    def step(self):
        return super().step(lambda: torch.zeros(()))
`;

/** Steps by an estimate of the curvature, from the last steps and gradients. */
export const lbfgs = optimizerOf({
  summary: 'Steps by the curvature that the last steps have shown; for full batches only (Nocedal 1980).',
  keys: {
    learningRate: learningRate(1, 1),
    historySize: optional(
      integer({ minimum: 1, maximum: 1000 }),
      100,
      'Most pairs of steps and gradient changes that are remembered; each takes two numbers a weight.',
    ),
    gradientTolerance: optional(
      number({ minimum: 0 }),
      1e-7,
      'No step is made where no gradient is larger than this.',
    ),
    changeTolerance: optional(
      number({ minimum: 0 }),
      1e-9,
      'No step is made along which the loss falls slower than this.',
    ),
    weightDecay: weightDecay(),
  },
  formula:
    'd = −H·g, H by the last s = Δw and y = Δg (two loops; first H = sᵀy/yᵀy); w += lr·d, in the first step lr·min(1, 1/Σ|g|)·d',
  decay: 'decoupled',
  needsFullBatch: true,
  slots: ({ historySize }, _semantics, shape) => [
    { name: 'previousGradient', initial: 0 },
    { name: 'lastStep', initial: 0 },
    { name: 'steps', initial: 0, shape: [historySize, ...shape] },
    { name: 'gradientChanges', initial: 0, shape: [historySize, ...shape] },
  ],
  ...alongDirection(),
  prepareDirecting({ historySize, gradientTolerance, changeTolerance }, _semantics, parameters) {
    return {
      scratch: [],
      direct(operations, { learningRate }) {
        const gradient = parameters.map((one) => operations.view(one.gradient));
        const direction = parameters.map((one) => operations.view(one.direction));
        const slots = parameters.map((one) => one.slots.map((slot) => operations.view(slot)));
        const slot = (place: number): Vector => slots.map((own) => slotAt(own, place));
        const [previous, lastStep] = [slot(0), slot(1)];
        if (largestOf(gradient) <= gradientTolerance) {
          for (const values of direction) values.fill(0);
          return;
        }
        const first = largestOf(previous) === 0;
        const history = new History(slot(2), slot(3), historySize);
        // Its place has the change until the step is known.
        const change = previous;
        scale(change, -1);
        add(change, gradient, 1);
        if (!first && dot(change, lastStep) > LEAST_CURVATURE) history.push(lastStep, change);
        copy(direction, gradient);
        if (!first) multiplyByInverse(history, historySize, direction);
        const falls = dot(gradient, direction);
        if (first) scale(direction, Math.min(1, 1 / sumOf(gradient)));
        copy(previous, gradient);
        copy(lastStep, direction);
        scale(lastStep, -learningRate);
        if (falls < changeTolerance) for (const values of direction) values.fill(0);
      },
    };
  },
  fault: ({ weightDecay }) =>
    weightDecay > 0
      ? {
          key: 'weightDecay',
          text: phrase(
            'L-BFGS has no weight decay. Set `weightDecay` to 0; `l2` in the `regularizer` of layers does much the same.',
          ),
        }
      : undefined,
  keras: ({ historySize, gradientTolerance, changeTolerance }) => ({
    name: 'LBFGS',
    args: {
      history_size: { whole: historySize },
      tolerance_grad: gradientTolerance,
      tolerance_change: changeTolerance,
    },
    source: KERAS,
  }),
  pytorch: ({ historySize, gradientTolerance, changeTolerance }) => ({
    name: 'LBFGS',
    args: {
      history_size: { whole: historySize },
      tolerance_grad: gradientTolerance,
      tolerance_change: changeTolerance,
    },
    source: PYTORCH,
  }),
});
