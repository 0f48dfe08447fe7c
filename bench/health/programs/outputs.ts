/** Outputs and losses that do not fit each other or the targets; layers that are linear. */
import type { Faulty } from '../program.ts';
import * as part from './parts.ts';

const { adam, binary, classifier, dense, epochs, hidden, regression, sgd } = part;

const OUTPUT = 'model.layers.output.activation';
const PAIR = ['loss', 'model.layers.output'];

export const OUTPUTS: readonly Faulty[] = [
  {
    name: 'cancer-softmax-of-one',
    kind: 'loss and output',
    spec: binary({
      data: part.CANCER,
      layers: hidden(1, 32, 'relu'),
      optimizer: adam(0.003),
      training: epochs(20),
    }),
    fault: [{ path: OUTPUT, value: 'softmax' }],
    alsoRight: PAIR,
  },
  {
    name: 'digits-linear-before-cross-entropy',
    kind: 'loss and output',
    source: 'DeepCrime ARM (remove activation function)',
    spec: classifier(10, {
      data: part.DIGITS,
      layers: hidden(1, 64, 'relu'),
      optimizer: adam(0.001),
      training: epochs(12),
    }),
    fault: [{ path: OUTPUT, value: 'linear' }],
    alsoRight: PAIR,
  },
  {
    name: 'iris-relu-before-cross-entropy',
    kind: 'loss and output',
    source: 'DeepCrime ACH (change activation function)',
    spec: classifier(3, {
      data: part.IRIS,
      layers: hidden(1, 16, 'relu'),
      optimizer: adam(0.005),
      training: epochs(60, 16),
    }),
    fault: [{ path: OUTPUT, value: 'relu' }],
    alsoRight: PAIR,
  },
  {
    name: 'moons-linear-before-binary-cross-entropy',
    kind: 'loss and output',
    source: 'DeepCrime ARM (remove activation function)',
    spec: binary({
      data: { ...part.drawn('moons', 400, 0.15), target: { as: 'binary' } },
      layers: hidden(2, 24, 'relu'),
      optimizer: sgd(0.3),
      training: epochs(60),
    }),
    fault: [{ path: OUTPUT, value: 'linear' }],
    alsoRight: PAIR,
  },
  {
    name: 'cancer-tanh-before-binary-cross-entropy',
    kind: 'loss and output',
    source: 'DeepCrime ACH (change activation function)',
    spec: binary({
      data: part.CANCER,
      layers: hidden(1, 16, 'relu'),
      optimizer: sgd(0.1),
      training: epochs(30),
    }),
    fault: [{ path: OUTPUT, value: 'tanh' }],
    alsoRight: PAIR,
  },
  {
    name: 'diabetes-sigmoid-output',
    kind: 'loss and output',
    source: 'the kind of Stack Overflow 48221692',
    spec: regression({
      data: part.DIABETES,
      layers: hidden(1, 32, 'relu'),
      optimizer: adam(0.01),
      training: epochs(120),
    }),
    fault: [{ path: OUTPUT, value: 'sigmoid' }],
    alsoRight: PAIR,
  },
  {
    name: 'diabetes-tanh-output',
    kind: 'loss and output',
    spec: regression({
      data: part.DIABETES,
      layers: hidden(2, 24, 'relu'),
      optimizer: adam(0.01),
      training: epochs(120),
    }),
    fault: [{ path: OUTPUT, value: 'tanh' }],
    alsoRight: PAIR,
  },
  {
    name: 'diabetes-softmax-output',
    kind: 'loss and output',
    spec: regression({
      data: part.DIABETES,
      layers: hidden(1, 24, 'tanh'),
      optimizer: adam(0.02),
      training: epochs(120),
    }),
    fault: [{ path: OUTPUT, value: 'softmax' }],
    alsoRight: PAIR,
  },
  {
    name: 'sine-relu-output',
    kind: 'loss and output',
    source: 'DeepCrime ACH (change activation function)',
    spec: regression({
      data: part.drawn('sine', 400, 0.1),
      layers: hidden(2, 32, 'tanh'),
      optimizer: adam(0.005),
      training: epochs(80),
    }),
    fault: [{ path: OUTPUT, value: 'relu' }],
    alsoRight: PAIR,
  },
  {
    name: 'line-sigmoid-output',
    kind: 'loss and output',
    spec: regression({
      data: part.drawn('line', 300, 0.1),
      layers: hidden(1, 16, 'tanh'),
      optimizer: sgd(0.1),
      training: epochs(80),
    }),
    fault: [{ path: OUTPUT, value: 'sigmoid' }],
    alsoRight: PAIR,
  },
  {
    name: 'digits-softmax-with-binary-cross-entropy-and-sgd',
    kind: 'loss and output',
    source: 'DeepCrime LCH (change loss function)',
    spec: classifier(10, {
      data: part.DIGITS,
      layers: hidden(1, 64, 'relu'),
      optimizer: sgd(0.05),
      training: epochs(15),
    }),
    fault: [
      { path: 'loss', value: 'meanAbsoluteError' },
      { path: 'data.target', value: { column: 'digit', as: 'category' } },
    ],
    alsoRight: PAIR,
  },
  {
    name: 'digits-squared-errors-of-softmax',
    kind: 'loss and output',
    source: 'DeepCrime LCH (change loss function)',
    spec: classifier(10, {
      data: part.DIGITS,
      layers: hidden(2, 32, 'tanh'),
      optimizer: sgd(0.05),
      training: epochs(15),
    }),
    fault: [
      { path: 'loss', value: 'meanSquaredError' },
      { path: 'data.target', value: { column: 'digit', as: 'category' } },
    ],
    alsoRight: PAIR,
  },
  {
    name: 'digits-hidden-softmax',
    kind: 'loss and output',
    spec: classifier(10, {
      data: part.DIGITS,
      layers: hidden(2, 48, 'relu'),
      optimizer: sgd(0.05),
      training: epochs(15),
    }),
    fault: [
      { path: 'model.layers.hidden1.activation', value: 'softmax' },
      { path: 'model.layers.hidden2.activation', value: 'softmax' },
    ],
  },
  {
    name: 'spiral-linear-layers',
    kind: 'missing non-linearity',
    source: 'DeepCrime ARM (remove activation function)',
    spec: classifier(3, {
      data: part.drawn('spiral', 600, 0.02, { classes: 3 }),
      layers: hidden(2, 64, 'relu', { kernelInitializer: 'heNormal' }),
      optimizer: adam(0.005),
      training: epochs(60),
    }),
    fault: [
      { path: 'model.layers.hidden1.activation', value: 'linear' },
      { path: 'model.layers.hidden2.activation', value: 'linear' },
    ],
  },
  {
    name: 'circles-linear-layers',
    kind: 'missing non-linearity',
    source: 'DeepCrime ARM (remove activation function)',
    spec: classifier(2, {
      data: part.drawn('circles', 400, 0.08),
      layers: hidden(2, 32, 'tanh'),
      optimizer: adam(0.01),
      training: epochs(80),
    }),
    fault: [
      { path: 'model.layers.hidden1.activation', value: 'linear' },
      { path: 'model.layers.hidden2.activation', value: 'linear' },
    ],
  },
  {
    name: 'xor-linear-layer',
    kind: 'missing non-linearity',
    source: 'DeepCrime ARM (remove activation function)',
    spec: binary({
      data: { ...part.drawn('xor', 200, 0.1), target: { as: 'binary' } },
      layers: [dense(8, 'tanh', { id: 'hidden1' })],
      optimizer: adam(0.02),
      training: epochs(80),
    }),
    fault: [{ path: 'model.layers.hidden1.activation', value: 'linear' }],
  },
  {
    name: 'sine-linear-layers',
    kind: 'missing non-linearity',
    source: 'DeepCrime ARM (remove activation function)',
    spec: regression({
      data: part.drawn('sine', 400, 0.1),
      layers: hidden(2, 32, 'relu'),
      optimizer: adam(0.01),
      training: epochs(100),
    }),
    fault: [
      { path: 'model.layers.hidden1.activation', value: 'linear' },
      { path: 'model.layers.hidden2.activation', value: 'linear' },
    ],
  },
];
