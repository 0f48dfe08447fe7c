/**
 * Faults of public benchmarks that the format can say: layers, activations, losses, optimizers, rates and batches as
 * published, on data that comes with NNSpec where theirs does not. Humbatova et al. 2025, "An Empirical Study of Fault
 * Localisation Techniques for Deep Neural Networks" (the parameters of its ALT_GT folder: mutants M1 to M3 of MNIST and R2 to
 * R7 of Reuters, and questions on Stack Overflow from the benchmark of DeepFD, Cao et al., ICSE 2022).
 */
import type { Faulty } from '../program.ts';
import * as part from './parts.ts';

const { adam, binary, classifier, dense, epochs, hidden, regression, sgd } = part;

const OUTPUT = 'model.layers.output.activation';
const PAIR = ['loss', 'model.layers.output'];
const HUMBATOVA = 'Humbatova et al. 2025';

/** 512 units and three epochs, as their Reuters program. */
const reuters = (more: Readonly<Record<string, unknown>> = {}): Faulty['spec'] =>
  classifier(10, {
    data: part.DIGITS,
    layers: [dense(512, 'relu', { id: 'hidden1' })],
    optimizer: adam(0.001),
    training: epochs(6),
    ...more,
  });

/** Dropout and Adadelta of rate 1, as their MNIST program, without its convolutions. */
const mnist = classifier(10, {
  data: part.DIGITS,
  layers: [
    dense(128, 'relu', { id: 'hidden1' }),
    { type: 'dropout', id: 'dropout1', rate: 0.25 },
    dense(128, 'relu', { id: 'hidden2' }),
    { type: 'dropout', id: 'dropout2', rate: 0.5 },
  ],
  optimizer: { type: 'adadelta', learningRate: 1 },
  training: epochs(24, 64),
});

export const PUBLISHED: readonly Faulty[] = [
  {
    name: 'M1-adadelta-rate-0.001',
    kind: 'learning rate too low',
    source: `${HUMBATOVA}, M1`,
    spec: mnist,
    fault: [{ path: 'optimizer.learningRate', value: 0.001 }],
  },
  {
    name: 'M2-first-kernel-zeros',
    kind: 'initialization',
    source: `${HUMBATOVA}, M2`,
    spec: mnist,
    fault: [{ path: 'model.layers.hidden1.kernelInitializer', value: 'zeros' }],
  },
  {
    name: 'M3-linear-output',
    kind: 'loss and output',
    source: `${HUMBATOVA}, M3`,
    spec: mnist,
    fault: [{ path: OUTPUT, value: 'linear' }],
    alsoRight: PAIR,
  },
  {
    name: 'R2-softsign-output',
    kind: 'loss and output',
    source: `${HUMBATOVA}, R2`,
    spec: reuters(),
    fault: [{ path: OUTPUT, value: 'softsign' }],
    alsoRight: PAIR,
  },
  {
    name: 'R3-adam-rate-1',
    kind: 'learning rate too high',
    source: `${HUMBATOVA}, R3`,
    spec: reuters(),
    fault: [{ path: 'optimizer.learningRate', value: 1 }],
  },
  {
    name: 'R5-plain-sgd',
    kind: 'optimizer',
    source: `${HUMBATOVA}, R5`,
    spec: reuters(),
    fault: [{ path: 'optimizer', value: sgd(0.001) }],
  },
  {
    name: 'R6-first-kernel-ones',
    kind: 'initialization',
    source: `${HUMBATOVA}, R6`,
    spec: reuters(),
    fault: [{ path: 'model.layers.hidden1.kernelInitializer', value: 'ones' }],
  },
  {
    name: 'R7-linear-output',
    kind: 'loss and output',
    source: `${HUMBATOVA}, R7`,
    spec: reuters(),
    fault: [{ path: OUTPUT, value: 'linear' }],
    alsoRight: PAIR,
  },
  {
    name: 'C3-second-kernel-zeros',
    kind: 'initialization',
    source: `${HUMBATOVA}, C3, its dense layers`,
    spec: classifier(10, {
      data: part.DIGITS,
      layers: hidden(4, 64, 'relu'),
      optimizer: adam(0.001),
      training: epochs(12, 64),
    }),
    fault: [{ path: 'model.layers.hidden2.kernelInitializer', value: 'zeros' }],
  },
  {
    name: 'SO-31880720-softmax-of-one',
    kind: 'loss and output',
    source: `Stack Overflow 31880720; ${HUMBATOVA}`,
    spec: binary({
      data: part.CANCER,
      layers: hidden(2, 64, 'relu'),
      optimizer: { type: 'rmsprop', learningRate: 0.001 },
      training: epochs(10),
    }),
    fault: [{ path: OUTPUT, value: 'softmax' }],
    alsoRight: PAIR,
  },
  {
    name: 'SO-48385830-linear-rate-3',
    kind: 'learning rate too high',
    source: `Stack Overflow 48385830; ${HUMBATOVA}`,
    spec: classifier(10, {
      data: { ...part.DIGITS, target: { column: 'digit', as: 'category' } },
      layers: [dense(30, 'sigmoid', { id: 'hidden1' })],
      optimizer: sgd(0.5),
      training: epochs(12, 10),
    }),
    fault: [
      { path: 'optimizer.learningRate', value: 3 },
      { path: 'loss', value: 'meanSquaredError' },
      { path: 'model.layers.hidden1.activation', value: 'linear' },
      { path: OUTPUT, value: 'linear' },
    ],
  },
  {
    name: 'SO-50306988-two-sigmoids-rate-0.001',
    kind: 'learning rate too low',
    source: `Stack Overflow 50306988; ${HUMBATOVA}`,
    spec: classifier(2, {
      data: part.drawn('moons', 400, 0.1),
      layers: [dense(4, 'sigmoid', { id: 'hidden1' })],
      optimizer: adam(0.1),
      training: epochs(15),
    }),
    fault: [{ path: 'optimizer.learningRate', value: 0.0001 }],
  },
  {
    name: 'SO-51181393-line-rate-0.001',
    kind: 'learning rate too low',
    source: `Stack Overflow 51181393; ${HUMBATOVA}`,
    spec: regression({
      data: part.drawn('line', 128, 0.1),
      layers: [],
      optimizer: { type: 'rmsprop', learningRate: 0.01 },
      training: epochs(200),
    }),
    fault: [{ path: 'optimizer.learningRate', value: 0.0001 }],
  },
  {
    name: 'SO-068-softmax-of-one-batch-1',
    kind: 'loss and output',
    source: `${HUMBATOVA}, 068`,
    spec: binary({
      data: { ...part.drawn('circles', 300, 0.08), target: { as: 'binary' } },
      layers: [
        dense(50, 'relu', { id: 'hidden1' }),
        { type: 'dropout', rate: 0.2 },
        dense(50, 'relu', { id: 'hidden2' }),
        { type: 'dropout', rate: 0.2 },
      ],
      optimizer: { type: 'rmsprop', learningRate: 0.001 },
      training: epochs(5, 1),
    }),
    fault: [{ path: OUTPUT, value: 'softmax' }],
    alsoRight: PAIR,
  },
  {
    name: 'SO-099-sigmoids-with-categorical',
    kind: 'loss and output',
    source: `${HUMBATOVA}, 099`,
    spec: classifier(3, {
      data: part.IRIS,
      layers: [dense(4, 'relu', { id: 'hidden1' })],
      optimizer: adam(0.005),
      training: epochs(100, 5),
    }),
    fault: [{ path: OUTPUT, value: 'sigmoid' }],
    alsoRight: PAIR,
  },
  {
    name: 'SO-48221692-sigmoid-for-numbers',
    kind: 'loss and output',
    source: `Stack Overflow 48221692; ${HUMBATOVA}`,
    spec: regression({
      data: part.DIABETES,
      layers: [dense(5, 'sigmoid', { id: 'hidden1' })],
      optimizer: sgd(0.01),
      training: epochs(150, 150),
    }),
    fault: [{ path: OUTPUT, value: 'sigmoid' }],
    alsoRight: PAIR,
  },
  {
    name: 'SO-31556268-xor-absolute-errors',
    kind: 'optimizer',
    source: 'Stack Overflow 31556268; DeepFD',
    spec: {
      ...regression({
        data: { ...part.drawn('xor', 200, 0.05), target: { as: 'binary' } },
        layers: [dense(4, 'sigmoid', { id: 'hidden1' })],
        optimizer: adam(0.05),
        training: epochs(150, 4),
      }),
      model: {
        layers: [dense(4, 'sigmoid', { id: 'hidden1' }), dense(1, 'sigmoid', { id: 'output' })],
      },
    },
    fault: [
      { path: 'loss', value: 'meanAbsoluteError' },
      { path: 'optimizer', value: sgd(0.01, { momentum: 0.11, nesterov: true }) },
    ],
  },
];
