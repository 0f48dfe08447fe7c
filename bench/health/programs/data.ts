/** Inputs that are not scaled, batches, over-fitting and penalties. */
import type { Faulty } from '../program.ts';
import * as part from './parts.ts';

const { adam, binary, classifier, dense, epochs, hidden, regression, sgd } = part;

const NORMALIZE = 'data.features.0.normalize';
const RAW = [{ path: NORMALIZE, value: 'none' }];
const noisyMoons = (samples: number, validation: number): Readonly<Record<string, unknown>> => ({
  ...part.drawn('moons', samples, 0.35),
  split: { validation },
});

export const DATA: readonly Faulty[] = [
  {
    name: 'cancer-raw-inputs-sgd',
    kind: 'inputs not scaled',
    spec: binary({
      data: part.CANCER,
      layers: hidden(1, 16, 'relu'),
      optimizer: sgd(0.05),
      training: epochs(30),
    }),
    fault: RAW,
  },
  {
    name: 'wine-raw-inputs-tanh',
    kind: 'inputs not scaled',
    spec: classifier(3, {
      data: part.WINE,
      layers: hidden(1, 16, 'tanh'),
      optimizer: sgd(0.1),
      training: epochs(60, 16),
    }),
    fault: RAW,
  },
  {
    name: 'wine-raw-inputs-adam',
    kind: 'inputs not scaled',
    spec: classifier(3, {
      data: part.WINE,
      layers: hidden(2, 16, 'relu'),
      optimizer: adam(0.003),
      training: epochs(60, 16),
    }),
    fault: RAW,
  },
  {
    name: 'diabetes-raw-inputs-sgd',
    kind: 'inputs not scaled',
    spec: regression({
      data: part.DIABETES,
      layers: [],
      optimizer: sgd(0.02),
      training: epochs(60),
    }),
    fault: RAW,
  },
  {
    name: 'digits-inputs-times-1000',
    kind: 'inputs not scaled',
    spec: classifier(10, {
      data: part.DIGITS,
      layers: hidden(2, 32, 'relu'),
      optimizer: sgd(0.05),
      training: epochs(12),
    }),
    fault: [{ path: NORMALIZE, value: { scale: 60 } }],
  },
  {
    name: 'digits-inputs-tiny',
    kind: 'inputs not scaled',
    spec: classifier(10, {
      data: part.DIGITS,
      layers: hidden(1, 64, 'relu'),
      optimizer: sgd(0.1),
      training: epochs(15),
    }),
    fault: [{ path: NORMALIZE, value: { scale: 0.00001 } }],
  },
  {
    name: 'cancer-raw-inputs-sigmoid',
    kind: 'inputs not scaled',
    spec: binary({
      data: part.CANCER,
      layers: hidden(2, 24, 'sigmoid'),
      optimizer: adam(0.01),
      training: epochs(30),
    }),
    fault: RAW,
  },
  {
    name: 'iris-sorted-not-shuffled',
    kind: 'batches',
    source: 'DeepCrime (no shuffling)',
    spec: classifier(3, {
      data: part.IRIS,
      layers: hidden(1, 16, 'relu'),
      optimizer: sgd(0.1),
      training: epochs(30, 4),
    }),
    fault: [{ path: 'training.shuffle', value: false }],
  },
  {
    name: 'wine-sorted-not-shuffled',
    kind: 'batches',
    source: 'DeepCrime (no shuffling)',
    spec: classifier(3, {
      data: part.WINE,
      layers: hidden(1, 16, 'tanh'),
      optimizer: adam(0.02),
      training: epochs(30, 4),
    }),
    fault: [{ path: 'training.shuffle', value: false }],
  },
  {
    name: 'digits-full-batch',
    kind: 'batches',
    source: 'DeepCrime HBS (change batch size)',
    spec: classifier(10, {
      data: part.DIGITS,
      layers: hidden(1, 64, 'relu'),
      optimizer: sgd(0.05),
      training: epochs(15),
    }),
    fault: [{ path: 'training.batchSize', value: 'full' }],
    alsoRight: ['optimizer'],
  },
  {
    name: 'diabetes-batch-of-one',
    kind: 'batches',
    source: 'DeepCrime HBS (change batch size)',
    spec: regression({
      data: part.DIABETES,
      layers: [],
      optimizer: sgd(0.12),
      training: epochs(30, 32),
    }),
    fault: [{ path: 'training.batchSize', value: 1 }],
    alsoRight: ['optimizer'],
  },
  {
    name: 'moons-learnt-by-heart',
    kind: 'over-fitting',
    spec: classifier(2, {
      data: noisyMoons(200, 0.5),
      layers: [
        dense(128, 'relu', { id: 'hidden1', regularizer: { l2: 0.005 } }),
        { type: 'dropout', id: 'dropout1', rate: 0.3 },
        dense(128, 'relu', { id: 'hidden2', regularizer: { l2: 0.005 } }),
        { type: 'dropout', id: 'dropout2', rate: 0.3 },
      ],
      optimizer: adam(0.003),
      training: epochs(300, 16),
    }),
    fault: [
      { path: 'model.layers.hidden1.regularizer.l2', value: 0 },
      { path: 'model.layers.hidden2.regularizer.l2', value: 0 },
      { path: 'model.layers.dropout1.rate', value: 0 },
      { path: 'model.layers.dropout2.rate', value: 0 },
    ],
  },
  {
    name: 'moons-too-many-epochs',
    kind: 'over-fitting',
    spec: classifier(2, {
      data: noisyMoons(120, 0.5),
      layers: hidden(2, 96, 'relu'),
      optimizer: adam(0.003),
      training: epochs(15, 8),
    }),
    fault: [{ path: 'training.epochs', value: 400 }],
    alsoRight: ['model'],
  },
  {
    name: 'diabetes-too-large',
    kind: 'over-fitting',
    spec: regression({
      data: part.DIABETES,
      layers: hidden(1, 8, 'relu', { regularizer: { l2: 1 } }),
      optimizer: adam(0.01),
      training: epochs(150),
    }),
    fault: [
      { path: 'model.layers.hidden1.units', value: 512 },
      { path: 'model.layers.hidden1.regularizer.l2', value: 0 },
    ],
    alsoRight: ['model'],
  },
  {
    name: 'reviews-too-many-epochs',
    kind: 'over-fitting',
    spec: binary({
      data: part.REVIEWS,
      layers: hidden(1, 32, 'relu'),
      optimizer: adam(0.002),
      training: epochs(3),
    }),
    fault: [{ path: 'training.epochs', value: 30 }],
    alsoRight: ['model'],
  },
  {
    name: 'gaussians-few-rows',
    kind: 'over-fitting',
    source: 'DeepCrime TRD (remove training data)',
    spec: classifier(3, {
      data: { ...part.drawn('gaussians', 300, 1), split: { validation: 0.5 } },
      layers: hidden(2, 64, 'relu'),
      optimizer: adam(0.003),
      training: epochs(20, 16),
    }),
    fault: [
      { path: 'data.split.validation', value: 0.9 },
      { path: 'training.epochs', value: 400 },
    ],
    alsoRight: ['model'],
  },
  {
    name: 'digits-l1-too-strong',
    kind: 'regularization',
    source: 'DeepCrime RAW (add weights regularisation)',
    spec: classifier(10, {
      data: part.DIGITS,
      layers: hidden(2, 64, 'relu'),
      optimizer: adam(0.001),
      training: epochs(15),
    }),
    fault: [
      { path: 'model.layers.hidden1.regularizer', value: { l1: 0.3 } },
      { path: 'model.layers.hidden2.regularizer', value: { l1: 0.3 } },
    ],
  },
  {
    name: 'cancer-l2-too-strong',
    kind: 'regularization',
    source: 'DeepCrime RAW (add weights regularisation)',
    spec: binary({
      data: part.CANCER,
      layers: hidden(2, 32, 'relu'),
      optimizer: adam(0.003),
      training: epochs(30),
    }),
    fault: [
      { path: 'model.layers.hidden1.regularizer', value: { l2: 3 } },
      { path: 'model.layers.hidden2.regularizer', value: { l2: 3 } },
    ],
  },
  {
    name: 'digits-dropout-0.97',
    kind: 'regularization',
    source: 'DeepCrime RCD (change dropout rate)',
    spec: classifier(10, {
      data: part.DIGITS,
      layers: [dense(64, 'relu', { id: 'hidden1' }), { type: 'dropout', id: 'dropout1', rate: 0.2 }],
      optimizer: adam(0.002),
      training: epochs(15),
    }),
    fault: [{ path: 'model.layers.dropout1.rate', value: 0.97 }],
    alsoRight: ['model'],
  },
];
