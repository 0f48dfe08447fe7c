/** Specs that do not learn as they should. */
import * as part from '../../../../bench/health/programs/parts.ts';
import { example, WINE_AS_IT_IS, written, type MendCase } from './mendCase.ts';

const { adam, binary, classifier, epochs, hidden, sgd } = part;

export const LEARNING_CASES: readonly MendCase[] = [
  {
    rule: 'notLearning',
    text: example('vanishing'),
    steps: 1200,
    fixes: ['relu', 'normalizeBefore'],
  },
  {
    rule: 'notLearning',
    text: written(
      classifier(10, {
        data: part.DIGITS,
        layers: hidden(2, 32, 'relu', { kernelInitializer: 'zeros' }),
        optimizer: sgd(0.05),
        training: epochs(40),
      }),
    ),
    steps: 1200,
    fixes: ['initialize'],
  },
  {
    rule: 'notLearning',
    text: written(
      classifier(10, {
        data: part.DIGITS,
        layers: hidden(2, 32, 'relu'),
        optimizer: sgd(1e-5),
        training: epochs(40),
      }),
    ),
    steps: 1200,
    fixes: ['adam', 'raiseRate'],
  },
  {
    rule: 'notLearning',
    text: written(
      classifier(10, {
        data: part.DIGITS,
        layers: hidden(2, 32, 'relu'),
        optimizer: sgd(2),
        training: epochs(40),
      }),
    ),
    steps: 1200,
    fixes: ['lowerRate'],
  },
  {
    rule: 'diverging',
    text: written(
      classifier(10, {
        data: part.DIGITS,
        layers: hidden(3, 48, 'tanh'),
        optimizer: sgd(3),
        training: epochs(15),
      }),
    ),
    steps: 500,
    fixes: ['lowerRate', 'clip', 'adam'],
  },
  {
    rule: 'oscillating',
    text: written(
      binary({
        data: { ...part.drawn('moons', 256, 0.3), target: { as: 'binary' } },
        layers: hidden(1, 16, 'tanh'),
        optimizer: sgd(3),
        training: epochs(100, 64),
      }),
    ),
    steps: Infinity,
    fixes: ['lowerRate', 'largerBatch'],
  },
  {
    rule: 'overfitting',
    text: example('overfitting'),
    steps: 600,
    fixes: ['penalty', 'earlyStopping'],
  },
  {
    rule: 'overfitting',
    text: written(
      classifier(3, {
        data: part.IRIS,
        layers: hidden(2, 64, 'relu'),
        optimizer: adam(0.003),
        training: epochs(200, 8),
      }),
    ),
    steps: 4000,
    fixes: ['dropout'],
  },
  {
    rule: 'unscaledInputs',
    text: written(
      classifier(3, {
        data: WINE_AS_IT_IS,
        layers: hidden(1, 16, 'relu'),
        optimizer: adam(0.001),
        training: epochs(2, 32),
      }),
    ),
    steps: 5,
    fixes: ['standardize', 'normalizeInputs'],
  },
  {
    rule: 'outputMismatch',
    text: written(
      binary({
        data: part.CANCER,
        layers: hidden(1, 16, 'relu'),
        optimizer: adam(0.003),
        training: epochs(2),
      }),
      'softmax',
    ),
    steps: 5,
    fixes: ['matchOutput'],
  },
  {
    rule: 'learningRateTooHigh',
    text: written(
      classifier(10, {
        data: part.DIGITS,
        layers: hidden(2, 48, 'relu'),
        optimizer: adam(0.3),
        training: epochs(10),
      }),
    ),
    steps: 300,
    fixes: ['lowerRate', 'adam'],
  },
  {
    rule: 'learningRateTooLow',
    text: written(
      classifier(10, {
        data: part.DIGITS,
        layers: hidden(2, 32, 'relu'),
        optimizer: sgd(0.001),
        training: epochs(10),
      }),
    ),
    steps: 400,
    fixes: ['raiseRate', 'adam'],
  },
  {
    rule: 'missingNonlinearity',
    text: written(
      classifier(10, {
        data: part.DIGITS,
        layers: hidden(2, 32, 'linear'),
        optimizer: sgd(0.05),
        training: epochs(10),
      }),
    ),
    steps: 300,
    fixes: ['relu'],
  },
  {
    rule: 'equalWeights',
    text: written(
      classifier(10, {
        data: part.DIGITS,
        layers: hidden(2, 32, 'relu', { kernelInitializer: { type: 'constant', value: 0.1 } }),
        optimizer: sgd(0.05),
        training: epochs(10),
      }),
    ),
    steps: 300,
    fixes: ['initialize'],
  },
  {
    rule: 'penaltyTooStrong',
    text: written(
      classifier(10, {
        data: part.DIGITS,
        layers: hidden(2, 32, 'relu', { regularizer: { l2: 0.3 } }),
        optimizer: sgd(0.05),
        training: epochs(10),
      }),
    ),
    steps: 400,
    fixes: ['weakerPenalty'],
  },
];
