/** Programs without a fault, of every kind that has made a rule cry wolf or might. */
import type { Healthy } from '../program.ts';
import * as part from './parts.ts';

const { adam, binary, classifier, dense, epochs, hidden, regression, sgd } = part;

const labelled = (builtin: string, samples: number, noise: number): Readonly<Record<string, unknown>> => ({
  ...part.drawn(builtin, samples, noise),
  target: { as: 'binary' },
});

export const HEALTHY: readonly Healthy[] = [
  {
    name: 'healthy-digits-zero-loss',
    spec: classifier(10, {
      data: part.DIGITS,
      layers: hidden(1, 128, 'relu'),
      optimizer: adam(0.003),
      training: epochs(60),
    }),
  },
  {
    name: 'healthy-digits-momentum-dropout',
    spec: classifier(10, {
      data: part.DIGITS,
      layers: [
        dense(96, 'relu', { kernelInitializer: 'heNormal' }),
        { type: 'dropout', rate: 0.4 },
        dense(64, 'relu', { kernelInitializer: 'heNormal' }),
        { type: 'dropout', rate: 0.4 },
      ],
      optimizer: sgd(0.03, { momentum: 0.9 }),
      training: epochs(30),
    }),
  },
  {
    name: 'healthy-digits-batch-normalization',
    spec: classifier(10, {
      data: part.DIGITS,
      layers: [
        dense(64, 'linear', { useBias: false }),
        { type: 'batchNormalization' },
        { type: 'activation', activation: 'relu' },
        dense(64, 'linear', { useBias: false }),
        { type: 'batchNormalization' },
        { type: 'activation', activation: 'relu' },
      ],
      optimizer: sgd(0.1),
      training: epochs(20),
    }),
  },
  {
    name: 'healthy-digits-layer-normalization',
    spec: classifier(10, {
      data: part.DIGITS,
      layers: [
        dense(64, 'gelu'),
        { type: 'layerNormalization' },
        dense(64, 'gelu'),
        { type: 'layerNormalization' },
      ],
      optimizer: { type: 'adamw', learningRate: 0.002 },
      training: epochs(20),
    }),
  },
  {
    name: 'healthy-digits-selu-deep',
    spec: classifier(10, {
      data: part.DIGITS,
      layers: hidden(8, 32, 'selu', { kernelInitializer: 'lecunNormal' }),
      optimizer: sgd(0.02),
      training: epochs(25),
    }),
  },
  {
    name: 'healthy-digits-two-sigmoids',
    spec: classifier(10, {
      data: part.DIGITS,
      layers: hidden(2, 48, 'sigmoid'),
      optimizer: adam(0.005),
      training: epochs(25),
    }),
  },
  {
    name: 'healthy-digits-plain-softmax',
    spec: classifier(10, { data: part.DIGITS, layers: [], optimizer: sgd(0.2), training: epochs(25) }),
  },
  {
    name: 'healthy-digits-lion',
    spec: classifier(10, {
      data: part.DIGITS,
      layers: hidden(2, 64, 'silu'),
      optimizer: { type: 'lion', learningRate: 0.0005 },
      training: epochs(20),
    }),
  },
  {
    name: 'healthy-digits-warmup-cosine',
    spec: classifier(10, {
      data: part.DIGITS,
      layers: hidden(3, 64, 'relu'),
      optimizer: adam(0.005),
      training: epochs(25, 32, { learningRateSchedule: { type: 'cosine', warmupSteps: 150 } }),
    }),
  },
  {
    name: 'healthy-digits-rate-drops',
    spec: classifier(10, {
      data: part.DIGITS,
      layers: hidden(2, 48, 'leakyRelu'),
      optimizer: sgd(0.1),
      training: epochs(40, 32, { learningRateSchedule: { type: 'step', stepSize: 12, gamma: 0.1 } }),
    }),
  },
  {
    name: 'healthy-digits-slow-but-sure',
    spec: classifier(10, {
      data: part.DIGITS,
      layers: hidden(1, 64, 'relu'),
      optimizer: sgd(0.01),
      training: epochs(40),
    }),
  },
  {
    name: 'healthy-iris-batch-of-one',
    spec: classifier(3, {
      data: part.IRIS,
      layers: hidden(1, 8, 'tanh'),
      optimizer: sgd(0.02),
      training: epochs(40, 1),
    }),
  },
  {
    name: 'healthy-iris-full-batch',
    spec: classifier(3, {
      data: part.IRIS,
      layers: hidden(1, 16, 'relu'),
      optimizer: sgd(0.2),
      training: epochs(400, 'full'),
    }),
  },
  {
    name: 'healthy-iris-pytorch',
    spec: classifier(3, {
      data: part.IRIS,
      layers: hidden(1, 16, 'relu'),
      optimizer: adam(0.01),
      training: epochs(80, 16),
      more: { semantics: 'pytorch' },
    }),
  },
  {
    name: 'healthy-wine-adamax',
    spec: classifier(3, {
      data: part.WINE,
      layers: hidden(2, 16, 'elu'),
      optimizer: { type: 'adamax', learningRate: 0.005 },
      training: epochs(60, 16),
    }),
  },
  {
    name: 'healthy-wine-clipped',
    spec: classifier(3, {
      data: part.WINE,
      layers: hidden(1, 24, 'softplus'),
      optimizer: sgd(0.1),
      training: epochs(60, 16, { gradientClipping: { globalNorm: 1 } }),
    }),
  },
  {
    name: 'healthy-wine-long-at-zero',
    spec: classifier(3, {
      data: part.WINE,
      layers: hidden(1, 32, 'relu'),
      optimizer: adam(0.01),
      training: epochs(400, 16),
    }),
  },
  {
    name: 'healthy-cancer-early-stopping',
    spec: binary({
      data: part.CANCER,
      layers: hidden(2, 32, 'relu'),
      optimizer: adam(0.003),
      training: epochs(100, 32, {
        earlyStopping: { monitor: 'validation.loss', patience: 5, restoreBest: true },
      }),
    }),
  },
  {
    name: 'healthy-cancer-nesterov',
    spec: binary({
      data: part.CANCER,
      layers: hidden(1, 16, 'relu'),
      optimizer: sgd(0.005, { momentum: 0.9, nesterov: true }),
      training: epochs(25),
    }),
  },
  {
    name: 'healthy-cancer-penalties',
    spec: binary({
      data: part.CANCER,
      layers: hidden(1, 24, 'relu', { regularizer: { l2: 0.01 } }),
      optimizer: adam(0.003),
      training: epochs(40),
    }),
  },
  {
    name: 'healthy-cancer-hinge',
    spec: {
      ...binary({ data: part.CANCER, layers: [], optimizer: sgd(0.02), training: epochs(40) }),
      model: { layers: [dense(16, 'relu'), dense(1, 'linear', { id: 'output' })] },
      loss: 'hinge',
    },
  },
  {
    name: 'healthy-diabetes-large-targets',
    spec: regression({
      data: part.DIABETES,
      layers: hidden(1, 32, 'relu', { regularizer: { l2: 1 } }),
      optimizer: adam(0.01),
      training: epochs(120),
    }),
  },
  {
    name: 'healthy-diabetes-huber',
    spec: {
      ...regression({
        data: part.DIABETES,
        layers: hidden(1, 16, 'relu'),
        optimizer: adam(0.05),
        training: epochs(80),
      }),
      loss: { type: 'huber', delta: 10 },
    },
  },
  {
    name: 'healthy-diabetes-absolute-errors',
    spec: {
      ...regression({
        data: part.DIABETES,
        layers: hidden(1, 16, 'relu'),
        optimizer: { type: 'nadam', learningRate: 0.03 },
        training: epochs(80),
      }),
      loss: 'meanAbsoluteError',
    },
  },
  {
    name: 'healthy-line-adagrad',
    spec: regression({
      data: part.drawn('line', 300, 0.2),
      layers: [],
      optimizer: { type: 'adagrad', learningRate: 0.3 },
      training: epochs(60),
    }),
  },
  {
    name: 'healthy-sine-full-batch',
    spec: regression({
      data: part.drawn('sine', 200, 0.05),
      layers: hidden(2, 24, 'tanh'),
      optimizer: adam(0.01),
      training: epochs(1200, 'full'),
    }),
  },
  {
    name: 'healthy-xor-plateau',
    spec: binary({
      data: { ...labelled('xor', 4, 0), split: { validation: 0 } },
      layers: [dense(4, 'tanh')],
      optimizer: adam(0.02),
      training: epochs(1500, 'full'),
    }),
  },
  {
    name: 'healthy-xor-sgd-plateau',
    spec: binary({
      data: { ...labelled('xor', 200, 0.05) },
      layers: [dense(8, 'tanh')],
      optimizer: sgd(0.5),
      training: epochs(120, 16),
    }),
  },
  {
    name: 'healthy-spiral-three-layers',
    spec: classifier(3, {
      data: part.drawn('spiral', 900, 0.02, { classes: 3 }),
      layers: hidden(3, 48, 'relu', { kernelInitializer: 'heNormal' }),
      optimizer: adam(0.003),
      training: epochs(60),
    }),
  },
  {
    name: 'healthy-gaussians-overlap',
    spec: classifier(4, {
      data: part.drawn('gaussians', 800, 1, { classes: 4 }),
      layers: hidden(1, 16, 'relu'),
      optimizer: adam(0.005),
      training: epochs(40),
    }),
  },
  {
    name: 'healthy-moons-noisy',
    spec: binary({
      data: labelled('moons', 1000, 0.35),
      layers: hidden(1, 16, 'relu'),
      optimizer: adam(0.01),
      training: epochs(40),
    }),
  },
  {
    name: 'healthy-circles-sgd',
    spec: binary({
      data: labelled('circles', 500, 0.1),
      layers: hidden(2, 16, 'tanh'),
      optimizer: sgd(0.2),
      training: epochs(120, 16),
    }),
  },
  {
    name: 'healthy-reviews',
    spec: binary({
      data: part.REVIEWS,
      layers: [dense(16, 'relu'), { type: 'dropout', rate: 0.5 }],
      optimizer: adam(0.002),
      training: epochs(5),
    }),
  },
];
