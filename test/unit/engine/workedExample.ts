/** The 2-2-2 network of the textbook. */
import { dense, type PlanOptions } from '../../support/plans.ts';

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
