/** Parts that the programs' specs are put together from. */
import type { Spec } from '../program.ts';

type Part = Readonly<Record<string, unknown>>;

/** A dense layer; `more`: its other keys. */
export const dense = (units: number, activation = 'linear', more: Part = {}): Part => ({
  type: 'dense',
  units,
  activation,
  ...more,
});

/** Hidden layers `hidden1`, `hidden2`, … of the same kind. */
export const hidden = (count: number, units: number, activation: string, more: Part = {}): Part[] =>
  Array.from({ length: count }, (_, index) =>
    dense(units, activation, { id: `hidden${String(index + 1)}`, ...more }),
  );

const numbers = (normalize: unknown): unknown => [{ columns: '*', as: 'number', normalize }];
const split = { validation: 0.25 };

/** The data of the examples. */
export const DIGITS: Part = {
  source: 'data/digits.csv',
  features: numbers({ scale: 0.0625 }),
  target: 'digit',
  split,
};
export const IRIS: Part = {
  source: 'data/iris.csv',
  features: numbers('standard'),
  target: 'species',
  split,
};
export const WINE: Part = { source: 'data/wine.csv', features: numbers('standard'), target: 'class', split };
export const CANCER: Part = {
  source: 'data/breast-cancer.csv',
  features: numbers('standard'),
  target: { column: 'diagnosis', as: 'binary', positive: 'malignant' },
  split,
};
export const DIABETES: Part = {
  source: 'data/diabetes.csv',
  features: numbers('standard'),
  target: { column: 'progression', as: 'number' },
  split,
};
/** The first half of the film reviews would do, but a file is read as a whole: few words keep it small. */
export const REVIEWS: Part = {
  source: 'data/nsmc-test.tsv',
  features: [{ column: 'review', as: 'text', tokenizer: 'charNgram', ngrams: [1, 2], vocabulary: 2000 }],
  target: { column: 'sentiment', as: 'binary', positive: 'positive' },
  split,
};

/** A set that is drawn from the seed. */
export const drawn = (builtin: string, samples: number, noise: number, more: Part = {}): Part => ({
  source: { builtin, samples, noise, ...more },
  split,
});

interface Settings {
  readonly data: Part;
  readonly layers: readonly Part[];
  readonly optimizer: Part;
  readonly training: Part;
  readonly more?: Part;
}

function program(
  loss: string,
  metric: string,
  output: Part,
  { data, layers, optimizer, training, more }: Settings,
): Spec {
  return {
    formatVersion: 1,
    data,
    model: { layers: [...layers, { id: 'output', ...output }] },
    loss,
    metrics: [metric],
    optimizer,
    training,
    ...more,
  };
}

/** Softmax with cross-entropy over `classes`. */
export const classifier = (classes: number, settings: Settings): Spec =>
  program('categoricalCrossentropy', 'accuracy', dense(classes, 'softmax'), settings);

/** One sigmoid with cross-entropy. */
export const binary = (settings: Settings): Spec =>
  program('binaryCrossentropy', 'accuracy', dense(1, 'sigmoid'), settings);

/** One linear output with squared errors. */
export const regression = (settings: Settings): Spec => program('meanSquaredError', 'r2', dense(1), settings);

export const sgd = (learningRate: number, more: Part = {}): Part => ({ type: 'sgd', learningRate, ...more });
export const adam = (learningRate: number, more: Part = {}): Part => ({
  type: 'adam',
  learningRate,
  ...more,
});
export const epochs = (count: number, batchSize: number | 'full' = 32, more: Part = {}): Part => ({
  epochs: count,
  batchSize,
  ...more,
});
