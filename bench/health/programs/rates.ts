/** Learning rates, optimizers and their constants. */
import type { Faulty } from '../program.ts';
import * as part from './parts.ts';

const { adam, binary, classifier, dense, epochs, hidden, regression, sgd } = part;

const RATE = 'optimizer.learningRate';

export const RATES: readonly Faulty[] = [
  {
    name: 'digits-sgd-rate-2',
    kind: 'learning rate too high',
    spec: classifier(10, {
      data: part.DIGITS,
      layers: hidden(2, 64, 'relu'),
      optimizer: sgd(0.05),
      training: epochs(15),
    }),
    fault: [{ path: RATE, value: 2 }],
  },
  {
    name: 'digits-adam-rate-1',
    kind: 'learning rate too high',
    spec: classifier(10, {
      data: part.DIGITS,
      layers: hidden(1, 128, 'relu'),
      optimizer: adam(0.001),
      training: epochs(15),
    }),
    fault: [{ path: RATE, value: 1 }],
  },
  {
    name: 'digits-tanh-adam-rate-0.3',
    kind: 'learning rate too high',
    spec: classifier(10, {
      data: part.DIGITS,
      layers: hidden(3, 48, 'tanh'),
      optimizer: adam(0.002),
      training: epochs(15),
    }),
    fault: [{ path: RATE, value: 0.3 }],
  },
  {
    name: 'iris-sgd-rate-30',
    kind: 'learning rate too high',
    spec: classifier(3, {
      data: part.IRIS,
      layers: hidden(1, 16, 'relu'),
      optimizer: sgd(0.1),
      training: epochs(80, 16),
    }),
    fault: [{ path: RATE, value: 30 }],
  },
  {
    name: 'wine-momentum-rate-10',
    kind: 'learning rate too high',
    spec: classifier(3, {
      data: part.WINE,
      layers: hidden(2, 24, 'relu'),
      optimizer: sgd(0.02, { momentum: 0.9 }),
      training: epochs(60, 16),
    }),
    fault: [{ path: RATE, value: 10 }],
  },
  {
    name: 'cancer-rmsprop-rate-1',
    kind: 'learning rate too high',
    spec: binary({
      data: part.CANCER,
      layers: hidden(2, 32, 'relu'),
      optimizer: { type: 'rmsprop', learningRate: 0.001 },
      training: epochs(30),
    }),
    fault: [{ path: RATE, value: 1 }],
  },
  {
    name: 'diabetes-sgd-rate-1',
    kind: 'learning rate too high',
    spec: regression({
      data: part.DIABETES,
      layers: [],
      optimizer: sgd(0.02),
      training: epochs(40),
    }),
    fault: [{ path: RATE, value: 1 }],
  },
  {
    name: 'line-full-batch-rate-1.5',
    kind: 'learning rate too high',
    spec: regression({
      data: part.drawn('line', 200, 0.2),
      layers: [],
      optimizer: sgd(0.1),
      training: epochs(200, 'full'),
    }),
    fault: [{ path: RATE, value: 1.5 }],
  },
  {
    name: 'spiral-adam-rate-1',
    kind: 'learning rate too high',
    spec: classifier(3, {
      data: part.drawn('spiral', 600, 0.02, { classes: 3 }),
      layers: hidden(2, 64, 'relu', { kernelInitializer: 'heNormal' }),
      optimizer: adam(0.005),
      training: epochs(60),
    }),
    fault: [{ path: RATE, value: 1 }],
  },
  {
    name: 'sine-adam-rate-1',
    kind: 'learning rate too high',
    spec: regression({
      data: part.drawn('sine', 400, 0.1),
      layers: hidden(2, 32, 'tanh'),
      optimizer: adam(0.005),
      training: epochs(80),
    }),
    fault: [{ path: RATE, value: 1 }],
  },
  {
    name: 'moons-sgd-rate-100',
    kind: 'learning rate too high',
    spec: classifier(2, {
      data: part.drawn('moons', 400, 0.15),
      layers: hidden(2, 24, 'relu'),
      optimizer: sgd(0.1),
      training: epochs(100),
    }),
    fault: [{ path: RATE, value: 100 }],
  },
  {
    name: 'reviews-adam-rate-3',
    kind: 'learning rate too high',
    spec: binary({
      data: part.REVIEWS,
      layers: hidden(1, 16, 'relu'),
      optimizer: adam(0.003),
      training: epochs(4),
    }),
    fault: [{ path: RATE, value: 3 }],
  },
  {
    name: 'digits-sgd-rate-0.00001',
    kind: 'learning rate too low',
    spec: classifier(10, {
      data: part.DIGITS,
      layers: hidden(2, 64, 'relu'),
      optimizer: sgd(0.1),
      training: epochs(15),
    }),
    fault: [{ path: RATE, value: 1e-5 }],
  },
  {
    name: 'digits-adam-rate-0.000001',
    kind: 'learning rate too low',
    spec: classifier(10, {
      data: part.DIGITS,
      layers: hidden(1, 128, 'relu'),
      optimizer: adam(0.001),
      training: epochs(15),
    }),
    fault: [{ path: RATE, value: 1e-6 }],
  },
  {
    name: 'iris-sgd-rate-0.0001',
    kind: 'learning rate too low',
    spec: classifier(3, {
      data: part.IRIS,
      layers: hidden(1, 16, 'tanh'),
      optimizer: sgd(0.1),
      training: epochs(80, 16),
    }),
    fault: [{ path: RATE, value: 1e-4 }],
  },
  {
    name: 'cancer-sgd-rate-0.00003',
    kind: 'learning rate too low',
    spec: binary({
      data: part.CANCER,
      layers: hidden(1, 16, 'relu'),
      optimizer: sgd(0.05),
      training: epochs(40),
    }),
    fault: [{ path: RATE, value: 3e-5 }],
  },
  {
    name: 'diabetes-adam-rate-0.00001',
    kind: 'learning rate too low',
    spec: regression({
      data: part.DIABETES,
      layers: hidden(1, 32, 'relu'),
      optimizer: adam(0.01),
      training: epochs(150),
    }),
    fault: [{ path: RATE, value: 1e-5 }],
  },
  {
    name: 'sine-adam-rate-0.000003',
    kind: 'learning rate too low',
    spec: regression({
      data: part.drawn('sine', 400, 0.1),
      layers: hidden(2, 32, 'tanh'),
      optimizer: adam(0.005),
      training: epochs(80),
    }),
    fault: [{ path: RATE, value: 3e-6 }],
  },
  {
    name: 'wine-momentum-rate-0.00001',
    kind: 'learning rate too low',
    spec: classifier(3, {
      data: part.WINE,
      layers: hidden(1, 16, 'relu'),
      optimizer: sgd(0.02, { momentum: 0.9 }),
      training: epochs(60, 16),
    }),
    fault: [{ path: RATE, value: 1e-5 }],
  },
  {
    name: 'digits-momentum-0.999',
    kind: 'optimizer',
    spec: classifier(10, {
      data: part.DIGITS,
      layers: hidden(1, 64, 'relu'),
      optimizer: sgd(0.05, { momentum: 0.9 }),
      training: epochs(15),
    }),
    fault: [
      { path: 'optimizer.momentum', value: 0.999 },
      { path: RATE, value: 0.5 },
    ],
  },
  {
    name: 'digits-adam-epsilon-100',
    kind: 'optimizer',
    spec: classifier(10, {
      data: part.DIGITS,
      layers: hidden(1, 64, 'relu'),
      optimizer: adam(0.001),
      training: epochs(15),
    }),
    fault: [{ path: 'optimizer.epsilon', value: 100 }],
  },
  {
    name: 'spiral-adam-to-plain-sgd',
    kind: 'optimizer',
    source: 'DeepCrime OCH (change optimisation function)',
    spec: classifier(3, {
      data: part.drawn('spiral', 600, 0.02, { classes: 3 }),
      layers: hidden(2, 64, 'relu', { kernelInitializer: 'heNormal' }),
      optimizer: adam(0.005),
      training: epochs(60),
    }),
    fault: [{ path: 'optimizer', value: sgd(0.0001) }],
  },
  {
    name: 'diabetes-weight-decay-30',
    kind: 'optimizer',
    spec: regression({
      data: part.DIABETES,
      layers: hidden(1, 32, 'relu'),
      optimizer: { type: 'adamw', learningRate: 0.02, weightDecay: 0.01 },
      training: epochs(60),
    }),
    fault: [{ path: 'optimizer.weightDecay', value: 30 }],
  },
  {
    name: 'digits-rate-decays-at-once',
    kind: 'learning rate too low',
    spec: classifier(10, {
      data: part.DIGITS,
      layers: hidden(1, 64, 'relu'),
      optimizer: sgd(0.1),
      training: epochs(15, 32, {
        learningRateSchedule: { type: 'exponential', decayRate: 0.5, decaySteps: 300 },
      }),
    }),
    fault: [{ path: 'training.learningRateSchedule.decaySteps', value: 2 }],
    alsoRight: ['optimizer'],
  },
  {
    name: 'circles-mlp-rate-50',
    kind: 'learning rate too high',
    spec: classifier(2, {
      data: part.drawn('circles', 400, 0.08),
      layers: [dense(32, 'tanh', { id: 'hidden1' })],
      optimizer: sgd(0.3),
      training: epochs(120),
    }),
    fault: [{ path: RATE, value: 50 }],
  },
];
