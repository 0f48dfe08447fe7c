/** Specs that raise the rules of training health, and the ways that mend each. */
import type { FixId } from '../../../../src/kinds/rules/support/fixes.ts';
import type { RuleId } from '../../../../src/kinds/rules/support/settings.ts';
import * as part from '../../../../bench/health/programs/parts.ts';
import { exampleText } from '../../worker/health/runs.ts';

const { adam, binary, classifier, dense, epochs, hidden, sgd } = part;

export interface MendCase {
  readonly rule: RuleId;
  readonly text: () => Promise<string>;
  readonly steps: number;
  readonly fixes: readonly FixId[];
}

/** With a comment, to be kept. `output`: another activation of the last layer. */
const written = (spec: object, output?: string): (() => Promise<string>) => {
  const text = JSON.stringify({ seed: 3, ...spec }, null, 2).replace('{', '{ // kept');
  return () => Promise.resolve(output === undefined ? text : text.replace('"sigmoid"', `"${output}"`));
};
const example = (name: string) => () => exampleText(name);

const wide = (value: number) => ({ kernelInitializer: { type: 'randomNormal', stddev: value } });
const WINE_AS_IT_IS = { source: 'data/wine.csv', target: 'class', split: { validation: 0.25 } };

export const CASES: readonly MendCase[] = [
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
    steps: 2500,
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
