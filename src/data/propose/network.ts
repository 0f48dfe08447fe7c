/** The choice of layers, loss, metrics and training, sized to the data. */
import type { TargetCandidate } from '../../plan/proposal.ts';

export interface Sizes {
  readonly rows: number;
  /** Inputs, about. */
  readonly inputs: number;
  readonly isText: boolean;
  /** Of a target of numbers, over the rows. */
  readonly mean: number;
}

/** A key of the spec or a layer, with the reason above it. */
interface Part<Value> {
  readonly reason: string;
  readonly value: Value;
}

type Keys = Readonly<Record<string, unknown>>;

export interface ProposedNetwork {
  readonly layers: readonly Part<Keys>[];
  readonly loss: Part<string>;
  readonly metrics: Part<readonly string[]>;
  readonly optimizer: Part<Keys>;
  readonly training: Part<Keys>;
}

/** Rows from which a second hidden layer has enough to learn from. */
const ROWS_FOR_TWO = 1500;

export function proposeNetwork(target: TargetCandidate, sizes: Sizes): ProposedNetwork {
  return {
    layers: [...hiddenLayers(sizes), outputLayer(target, sizes)],
    ...lossOf(target),
    ...trainingOf(sizes),
  };
}

function hiddenLayers({ inputs, rows, isText }: Sizes): Part<Keys>[] {
  if (isText) {
    return [
      {
        reason: 'A small layer is enough for words.',
        value: { type: 'dense', units: 32, activation: 'relu' },
      },
      {
        reason:
          'Half of the units are left out in each training step, so that single words are not memorized.',
        value: { type: 'dropout', rate: 0.5 },
      },
    ];
  }
  const units = inputs <= 16 ? 16 : inputs <= 48 ? 32 : rows < 1000 ? 32 : 128;
  const first = {
    reason: `${units} units for ${inputs} inputs and ${rows} rows.`,
    value: { type: 'dense', units, activation: 'relu' },
  };
  if (rows < ROWS_FOR_TWO) return [first];
  const dropout = { reason: 'Against over-fitting.', value: { type: 'dropout', rate: 0.2 } };
  const second = {
    reason: 'Enough rows for a second layer.',
    value: { type: 'dense', units: Math.max(16, units / 2), activation: 'relu' },
  };
  return [first, ...(units >= 128 ? [dropout] : []), second];
}

function outputLayer({ as, classes }: TargetCandidate, { mean }: Sizes): Part<Keys> {
  switch (as) {
    case 'binary':
      return {
        reason: 'One output: the probability of the second class.',
        value: { type: 'dense', id: 'output', units: 1, activation: 'sigmoid' },
      };
    case 'category':
      return {
        reason: 'One output for each class; softmax makes them probabilities.',
        value: { type: 'dense', id: 'output', units: classes, activation: 'softmax' },
      };
    case 'number':
      return {
        reason:
          'The output may be any number, so it stays linear; it begins at about the mean of the target.',
        value: {
          type: 'dense',
          id: 'output',
          units: 1,
          biasInitializer: { type: 'constant', value: Number(mean.toPrecision(4)) },
        },
      };
  }
}

function lossOf({ as }: TargetCandidate): Pick<ProposedNetwork, 'loss' | 'metrics'> {
  const accuracy = { reason: 'The share of rows whose class is right.', value: ['accuracy'] };
  switch (as) {
    case 'binary':
      return {
        loss: { reason: 'For two classes.', value: 'binaryCrossentropy' },
        metrics: accuracy,
      };
    case 'category':
      return {
        loss: { reason: 'For several classes.', value: 'categoricalCrossentropy' },
        metrics: accuracy,
      };
    case 'number':
      return {
        loss: { reason: 'For numbers.', value: 'meanSquaredError' },
        metrics: {
          reason: 'The error in the unit of the target, and the share of its variance that is explained.',
          value: ['rootMeanSquaredError', 'r2'],
        },
      };
  }
}

function trainingOf({ rows, isText }: Sizes): Pick<ProposedNetwork, 'optimizer' | 'training'> {
  const batchSize = rows < 500 ? 16 : rows < 20_000 && !isText ? 32 : 64;
  const stepsAnEpoch = Math.ceil((rows * 0.8) / batchSize);
  const epochs = isText ? 12 : Math.min(150, Math.max(10, Math.ceil(6000 / stepsAnEpoch)));
  const patience = isText ? 2 : Math.max(3, Math.ceil(epochs / 10));
  const learningRate = isText || rows >= 20_000 ? 0.001 : rows >= 1000 ? 0.003 : 0.01;
  return {
    optimizer: { reason: 'A safe first choice.', value: { type: 'adam', learningRate } },
    training: {
      reason: `Stops when the validation loss has not fallen for ${patience} epochs, and goes back to the best weights.`,
      value: {
        epochs,
        batchSize,
        ...(stepsAnEpoch < 100 && { pace: stepsAnEpoch < 20 ? 50 : 200 }),
        earlyStopping: { monitor: 'validation.loss', patience, restoreBest: true },
      },
    },
  };
}
