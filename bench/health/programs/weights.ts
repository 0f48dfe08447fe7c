/** First weights, depth, and units that die. */
import type { Faulty } from '../program.ts';
import * as part from './parts.ts';

const { adam, binary, classifier, epochs, hidden, regression, sgd } = part;

const layer = (index: number, key: string): string => `model.layers.hidden${String(index)}.${key}`;
/** The same value at each hidden layer. */
const all = (count: number, key: string, value: unknown): Faulty['fault'] =>
  Array.from({ length: count }, (_, index) => ({ path: layer(index + 1, key), value }));
const normal = (stddev: number): unknown => ({ type: 'randomNormal', stddev });

export const WEIGHTS: readonly Faulty[] = [
  {
    name: 'digits-all-zeros',
    kind: 'initialization',
    source: 'DeepCrime WCI (change weights initialisation)',
    spec: classifier(10, {
      data: part.DIGITS,
      layers: hidden(2, 64, 'relu'),
      optimizer: sgd(0.1),
      training: epochs(15),
    }),
    fault: [...all(2, 'kernelInitializer', 'zeros')],
  },
  {
    name: 'digits-first-layer-zeros',
    kind: 'initialization',
    source: 'DeepCrime WCI (change weights initialisation)',
    spec: classifier(10, {
      data: part.DIGITS,
      layers: hidden(3, 48, 'relu'),
      optimizer: adam(0.002),
      training: epochs(15),
    }),
    fault: [{ path: layer(1, 'kernelInitializer'), value: 'zeros' }],
  },
  {
    name: 'digits-ones-deep',
    kind: 'initialization',
    source: 'DeepCrime WCI (change weights initialisation)',
    spec: classifier(10, {
      data: part.DIGITS,
      layers: hidden(3, 64, 'relu', { kernelInitializer: 'heNormal' }),
      optimizer: sgd(0.05),
      training: epochs(15),
    }),
    fault: all(3, 'kernelInitializer', 'ones'),
  },
  {
    name: 'digits-weights-too-large',
    kind: 'initialization',
    spec: classifier(10, {
      data: part.DIGITS,
      layers: hidden(6, 32, 'relu', { kernelInitializer: 'heNormal' }),
      optimizer: sgd(0.03),
      training: epochs(20),
    }),
    fault: all(6, 'kernelInitializer', normal(0.7)),
  },
  {
    name: 'digits-weights-too-small',
    kind: 'initialization',
    spec: classifier(10, {
      data: part.DIGITS,
      layers: hidden(5, 32, 'relu', { kernelInitializer: 'heNormal' }),
      optimizer: sgd(0.05),
      training: epochs(20),
    }),
    fault: all(5, 'kernelInitializer', normal(0.001)),
  },
  {
    name: 'digits-tanh-weights-too-large',
    kind: 'initialization',
    spec: classifier(10, {
      data: part.DIGITS,
      layers: hidden(3, 48, 'tanh'),
      optimizer: sgd(0.1),
      training: epochs(15),
    }),
    fault: all(3, 'kernelInitializer', normal(3)),
  },
  {
    name: 'wine-weights-too-small',
    kind: 'initialization',
    spec: classifier(3, {
      data: part.WINE,
      layers: hidden(3, 16, 'tanh'),
      optimizer: sgd(0.1),
      training: epochs(60, 16),
    }),
    fault: all(3, 'kernelInitializer', normal(0.001)),
  },
  {
    name: 'moons-all-zeros',
    kind: 'initialization',
    source: 'DeepCrime WCI (change weights initialisation)',
    spec: binary({
      data: { ...part.drawn('moons', 400, 0.15), target: { as: 'binary' } },
      layers: hidden(2, 24, 'relu', { kernelInitializer: 'heNormal' }),
      optimizer: adam(0.01),
      training: epochs(60),
    }),
    fault: all(2, 'kernelInitializer', 'zeros'),
  },
  {
    name: 'cancer-weights-too-large',
    kind: 'initialization',
    spec: binary({
      data: part.CANCER,
      layers: hidden(4, 32, 'relu', { kernelInitializer: 'heNormal' }),
      optimizer: sgd(0.02),
      training: epochs(40),
    }),
    fault: all(4, 'kernelInitializer', normal(1)),
  },
  {
    name: 'sine-constant-weights',
    kind: 'initialization',
    spec: regression({
      data: part.drawn('sine', 400, 0.1),
      layers: hidden(2, 32, 'relu'),
      optimizer: adam(0.01),
      training: epochs(200),
    }),
    fault: all(2, 'kernelInitializer', { type: 'constant', value: 2 }),
  },
  {
    name: 'digits-eight-sigmoids',
    kind: 'depth of sigmoid or tanh',
    source: 'AUTOTRAINER, vanishing gradient',
    spec: classifier(10, {
      data: part.DIGITS,
      layers: hidden(8, 32, 'relu', { kernelInitializer: 'heNormal' }),
      optimizer: sgd(0.05),
      training: epochs(25),
    }),
    fault: all(8, 'activation', 'sigmoid'),
  },
  {
    name: 'digits-five-sigmoids-adam',
    kind: 'depth of sigmoid or tanh',
    source: 'AUTOTRAINER, vanishing gradient',
    spec: classifier(10, {
      data: part.DIGITS,
      layers: hidden(10, 32, 'relu', { kernelInitializer: 'heNormal' }),
      optimizer: adam(0.001),
      training: epochs(12),
    }),
    fault: all(10, 'activation', 'sigmoid'),
  },
  {
    name: 'wine-six-sigmoids',
    kind: 'depth of sigmoid or tanh',
    source: 'AUTOTRAINER, vanishing gradient',
    spec: classifier(3, {
      data: part.WINE,
      layers: hidden(6, 16, 'relu', { kernelInitializer: 'heNormal' }),
      optimizer: sgd(0.05),
      training: epochs(60, 16),
    }),
    fault: all(6, 'activation', 'sigmoid'),
  },
  {
    name: 'cancer-seven-hard-sigmoids',
    kind: 'depth of sigmoid or tanh',
    source: 'DeepCrime ACH (change activation function)',
    spec: binary({
      data: part.CANCER,
      layers: hidden(7, 24, 'relu', { kernelInitializer: 'heNormal' }),
      optimizer: sgd(0.03),
      training: epochs(40),
    }),
    fault: all(7, 'activation', 'hardSigmoid'),
  },
  {
    name: 'spiral-five-sigmoids',
    kind: 'depth of sigmoid or tanh',
    spec: classifier(3, {
      data: part.drawn('spiral', 600, 0.02, { classes: 3 }),
      layers: hidden(5, 32, 'relu', { kernelInitializer: 'heNormal' }),
      optimizer: adam(0.005),
      training: epochs(80),
    }),
    fault: all(5, 'activation', 'sigmoid'),
  },
  {
    name: 'digits-tanh-twelve-large',
    kind: 'depth of sigmoid or tanh',
    spec: classifier(10, {
      data: part.DIGITS,
      layers: hidden(12, 32, 'tanh', { kernelInitializer: 'glorotNormal' }),
      optimizer: sgd(0.05),
      training: epochs(20),
    }),
    fault: all(12, 'kernelInitializer', normal(0.02)),
  },
  {
    name: 'digits-relu-bias-minus-5',
    kind: 'dead relu',
    source: 'AUTOTRAINER, dying relu',
    spec: classifier(10, {
      data: part.DIGITS,
      layers: hidden(2, 48, 'relu'),
      optimizer: sgd(0.05),
      training: epochs(15),
    }),
    fault: [{ path: layer(2, 'biasInitializer'), value: { type: 'constant', value: -10 } }],
  },
  {
    name: 'cancer-relu-bias-minus-20',
    kind: 'dead relu',
    source: 'AUTOTRAINER, dying relu',
    spec: binary({
      data: part.CANCER,
      layers: hidden(1, 32, 'relu'),
      optimizer: adam(0.003),
      training: epochs(20),
    }),
    fault: [{ path: layer(1, 'biasInitializer'), value: { type: 'constant', value: -30 } }],
  },
  {
    name: 'wine-relu-negative-weights',
    kind: 'dead relu',
    source: 'AUTOTRAINER, dying relu',
    spec: classifier(3, {
      data: part.WINE,
      layers: hidden(3, 24, 'relu'),
      optimizer: sgd(0.05),
      training: epochs(60, 16),
    }),
    fault: [
      { path: layer(2, 'kernelInitializer'), value: { type: 'randomNormal', mean: -0.5, stddev: 0.1 } },
    ],
  },
  {
    name: 'diabetes-relu-negative-weights',
    kind: 'dead relu',
    source: 'AUTOTRAINER, dying relu',
    spec: regression({
      data: part.DIABETES,
      layers: hidden(2, 24, 'relu'),
      optimizer: adam(0.01),
      training: epochs(60),
    }),
    fault: [
      { path: layer(2, 'kernelInitializer'), value: { type: 'randomUniform', minval: -1, maxval: -0.5 } },
    ],
  },
];
