/** The 2-2-2 network of the textbook. */
import { dense, type PlanOptions } from './plans.ts';

const SIGMOID = { activation: { type: 'sigmoid' }, useBias: false } as const;

export const WORKED_EXAMPLE: PlanOptions = {
  x: [[0.1, 0.2]],
  y: [[0.4, 0.6]],
  layers: [dense('dense1', 2, SIGMOID), dense('dense2', 2, SIGMOID)],
  loss: { type: 'halfSquaredError' },
  optimizer: { type: 'sgd', learningRate: 0.5, weightDecay: 0, momentum: 0, nesterov: false },
  training: { epochs: 1, batchSize: 'full' },
};

export const WORKED_WEIGHTS = [
  { name: 'dense1.kernel', shape: [2, 2], values: Float32Array.of(0.3, 0.4, 0.25, 0.35) },
  { name: 'dense2.kernel', shape: [2, 2], values: Float32Array.of(0.45, 0.7, 0.4, 0.6) },
];

/** One weight by hand: its chain rule's factors, and its value before and after the step. */
export interface HandWeight {
  readonly factors: readonly [number, number, number];
  readonly before: number;
  readonly after: number;
}

const sigmoid = (z: number): number => 1 / (1 + Math.exp(-z));

type Pair = readonly [number, number];
type Kernel = readonly [number, number, number, number];

function forwardByHand(w: Kernel, v: Kernel) {
  const [x, t] = [[0.1, 0.2] as const, [0.4, 0.6] as const];
  const h = [sigmoid(x[0] * w[0] + x[1] * w[2]), sigmoid(x[0] * w[1] + x[1] * w[3])] as const;
  const o = [sigmoid(h[0] * v[0] + h[1] * v[2]), sigmoid(h[0] * v[1] + h[1] * v[3])] as const;
  return { x, t, h, o, error: 0.5 * ((t[0] - o[0]) ** 2 + (t[1] - o[1]) ** 2) };
}

/** A step of a kernel `[in, out]`, row-major: ∂E/∂unit, ∂unit/∂z and the input of each weight. */
function stepByHand(kernel: Kernel, gradient: Pair, derivative: Pair, input: Pair): HandWeight[] {
  return kernel.map((before, index) => {
    const [from, to] = [index >> 1, index & 1] as [0 | 1, 0 | 1];
    const factors = [gradient[to], derivative[to], input[from]] as const;
    return { factors, before, after: before - 0.5 * factors[0] * factors[1] * factors[2] };
  });
}

/** The same example in plain double arithmetic, without the engine. */
export function byHand() {
  const w = [0.3, 0.4, 0.25, 0.35] as const;
  const v = [0.45, 0.7, 0.4, 0.6] as const;
  const { x, t, h, o, error } = forwardByHand(w, v);
  const slope = (a: Pair): Pair => [a[0] * (1 - a[0]), a[1] * (1 - a[1])];
  const dEdo = [o[0] - t[0], o[1] - t[1]] as const;
  const d = [dEdo[0] * slope(o)[0], dEdo[1] * slope(o)[1]] as const;
  const dEdh = [d[0] * v[0] + d[1] * v[1], d[0] * v[2] + d[1] * v[3]] as const;
  const hidden = stepByHand(w, dEdh, slope(h), x);
  const output = stepByHand(v, dEdo, slope(o), h);
  const kernelOf = (weights: readonly HandWeight[]) => weights.map(({ after }) => after) as unknown as Kernel;
  return { h, o, error, hidden, output, errorAfter: forwardByHand(kernelOf(hidden), kernelOf(output)).error };
}
