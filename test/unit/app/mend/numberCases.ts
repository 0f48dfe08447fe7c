/** Specs whose numbers go wrong: gradients, units, updates. */
import * as part from '../../../../bench/health/programs/parts.ts';
import { example, wide, WINE_AS_IT_IS, written, type MendCase } from './mendCase.ts';

const { adam, binary, classifier, dense, epochs, hidden, sgd } = part;

export const NUMBER_CASES: readonly MendCase[] = [
  { rule: 'notFinite', text: example('exploding'), steps: 300, fixes: ['initialize'] },
  {
    rule: 'notFinite',
    text: written({
      formatVersion: 1,
      data: part.DIABETES,
      model: { layers: [...hidden(1, 16, 'linear'), dense(1)] },
      loss: 'meanSquaredError',
      optimizer: sgd(0.01),
      training: epochs(10),
    }),
    steps: 100,
    fixes: ['lowerRate', 'clip'],
  },
  {
    rule: 'vanishingGradient',
    text: example('vanishing'),
    steps: 400,
    fixes: ['relu', 'normalizeBefore', 'normalizeAfter'],
  },
  {
    rule: 'vanishingGradient',
    text: written(
      classifier(10, {
        data: part.DIGITS,
        layers: hidden(8, 32, 'relu', wide(0.02)),
        optimizer: sgd(0.05),
        training: epochs(10),
      }),
    ),
    steps: 400,
    fixes: ['initialize'],
  },
  {
    rule: 'explodingGradient',
    text: example('exploding'),
    steps: 300,
    fixes: ['initialize', 'normalizeBefore'],
  },
  {
    rule: 'explodingGradient',
    text: written(
      classifier(10, {
        data: part.DIGITS,
        layers: hidden(5, 32, 'relu', { kernelInitializer: 'heNormal' }),
        optimizer: sgd(1),
        training: epochs(10),
      }),
    ),
    steps: 300,
    fixes: ['lowerRate', 'clip'],
  },
  {
    rule: 'deadUnits',
    text: written(
      classifier(10, {
        data: part.DIGITS,
        layers: hidden(2, 32, 'relu', { biasInitializer: { type: 'constant', value: -20 } }),
        optimizer: sgd(0.05),
        training: epochs(10),
      }),
    ),
    steps: 300,
    fixes: ['initialize', 'leakyRelu'],
  },
  {
    rule: 'deadUnits',
    text: written(
      classifier(10, {
        data: part.DIGITS,
        layers: hidden(2, 32, 'relu'),
        optimizer: adam(0.2),
        training: epochs(10),
      }),
    ),
    steps: 300,
    fixes: ['lowerRate'],
  },
  {
    rule: 'saturatedUnits',
    text: written(
      classifier(10, {
        data: part.DIGITS,
        layers: hidden(3, 32, 'tanh', wide(3)),
        optimizer: sgd(0.02),
        training: epochs(10),
      }),
    ),
    steps: 300,
    fixes: ['initialize', 'normalizeBefore', 'relu'],
  },
  {
    rule: 'saturatedUnits',
    text: written(
      classifier(3, {
        data: WINE_AS_IT_IS,
        layers: hidden(1, 16, 'tanh'),
        optimizer: sgd(0.01),
        training: epochs(100, 16),
      }),
    ),
    steps: 500,
    fixes: ['standardize', 'normalizeInputs'],
  },
  {
    rule: 'updateRatio',
    text: written(
      binary({
        data: { ...part.drawn('moons', 256, 0.3), target: { as: 'binary' } },
        layers: hidden(1, 16, 'tanh'),
        optimizer: sgd(3),
        training: epochs(20, 4),
      }),
    ),
    steps: 1000,
    fixes: ['lowerRate', 'adam'],
  },
  {
    rule: 'updateRatio',
    text: written(
      classifier(10, {
        data: part.DIGITS,
        layers: hidden(2, 32, 'relu'),
        optimizer: sgd(0.0005),
        training: epochs(10),
      }),
    ),
    steps: 400,
    fixes: ['raiseRate', 'adam'],
  },
  { rule: 'poorInitialLoss', text: example('exploding'), steps: 100, fixes: ['initialize'] },
  {
    rule: 'poorInitialLoss',
    text: written(
      classifier(3, {
        data: WINE_AS_IT_IS,
        layers: hidden(1, 16, 'relu'),
        optimizer: sgd(0.001),
        training: epochs(20, 32),
      }),
    ),
    steps: 80,
    fixes: ['standardize', 'normalizeInputs'],
  },
];
