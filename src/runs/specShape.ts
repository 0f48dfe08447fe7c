/**
 * The shape of a resolved spec in a run.json, as far as the code relies on it. Ranges are the spec's own matter; names and
 * kinds are checked, so that a run that was changed by hand or damaged is refused where it is read.
 */
import type {
  ActivationName,
  BuiltinName,
  DataFormat,
  Initializer,
  LayerSpec,
  LossName,
  Metric,
  OptimizerName,
  Schedule,
  Semantics,
  Source,
} from '../spec/types.ts';
import { count, either, flag, list, nameIn, named, number, object, optional, orNull, text } from './shape.ts';

type Table<Name extends string> = Readonly<Record<Name, Parameters<typeof object>[0]>>;

const activation = named('type', {
  ...{ linear: {}, sigmoid: {}, tanh: {}, relu: {}, selu: {}, silu: {}, softplus: {}, softmax: {} },
  leakyRelu: { slope: number },
  elu: { alpha: number },
  gelu: { approximate: flag },
} satisfies Table<ActivationName>);

const NORMAL = { mean: number, stddev: number };
export const initializer = named('type', {
  ...{ zeros: {}, ones: {}, pytorchDefault: {} },
  ...{ glorotUniform: {}, glorotNormal: {}, heUniform: {}, heNormal: {}, lecunUniform: {}, lecunNormal: {} },
  constant: { value: number },
  randomNormal: NORMAL,
  truncatedNormal: NORMAL,
  randomUniform: { minval: number, maxval: number },
  orthogonal: { gain: number },
} satisfies Table<Initializer['type']>);

export const regularizer = object({ l1: number, l2: number });

export const layer = named('type', {
  dense: {
    id: text,
    units: count,
    activation,
    useBias: flag,
    kernelInitializer: initializer,
    biasInitializer: initializer,
    regularizer,
  },
  activation: { id: text, activation },
  dropout: { id: text, rate: number },
  batchNormalization: { id: text, momentum: number, epsilon: number, center: flag, scale: flag },
} satisfies Table<LayerSpec['type']>);

const LOSSES = {
  ...{ meanSquaredError: {}, meanAbsoluteError: {}, binaryCrossentropy: {}, categoricalCrossentropy: {} },
  halfSquaredError: {},
  huber: { delta: number },
} satisfies Table<LossName>;

const METRICS = {
  ...LOSSES,
  ...{ accuracy: {}, precision: {}, recall: {}, f1: {}, rootMeanSquaredError: {}, r2: {} },
  topKAccuracy: { k: count },
} satisfies Table<Metric['type']>;

const RATES = { learningRate: number, weightDecay: number };
const SGD = { ...RATES, momentum: number, nesterov: flag };
const ADAM = { ...RATES, beta1: number, beta2: number, epsilon: number };
const optimizer = named('type', {
  sgd: SGD,
  momentum: SGD,
  adagrad: { ...RATES, initialAccumulator: number, epsilon: number },
  rmsprop: { ...RATES, rho: number, momentum: number, epsilon: number, centered: flag },
  adam: ADAM,
  adamw: ADAM,
  nadam: ADAM,
  adadelta: { ...RATES, rho: number, epsilon: number },
  lion: { ...RATES, beta1: number, beta2: number },
} satisfies Table<OptimizerName>);

const WARM = { warmupSteps: number };
const schedule = named('type', {
  constant: WARM,
  step: { ...WARM, stepSize: number, gamma: number },
  exponential: { ...WARM, decaySteps: number, decayRate: number, staircase: flag },
  cosine: { ...WARM, decaySteps: orNull(number), alpha: number },
  reduceOnPlateau: {
    ...WARM,
    monitor: text,
    factor: number,
    patience: number,
    minDelta: number,
    cooldown: number,
    minLearningRate: number,
  },
} satisfies Table<Schedule['type']>);

const FORMATS = {
  ...{ csv: 1, tsv: 1, json: 1, jsonl: 1 },
  ...{ npy: 1, npz: 1, idx: 1, parquet: 1 },
} satisfies Record<DataFormat, 1>;
const BUILTINS = {
  ...{ xor: 1, spiral: 1, moons: 1, circles: 1 },
  ...{ gaussians: 1, line: 1, sine: 1 },
} satisfies Record<BuiltinName, 1>;
const rows = list(list(number));
const source = named('kind', {
  file: { path: text, format: nameIn(FORMATS) },
  idx: { images: text, labels: text },
  builtin: { name: nameIn(BUILTINS), samples: count, noise: number, classes: count },
  inline: { x: rows, y: rows },
} satisfies Table<Source['kind']>);

const feature = object({ columns: either(text, list(text)), as: text });

const SEMANTICS = { keras: 1, pytorch: 1 } satisfies Record<Semantics, 1>;

export const resolvedSpec = object({
  formatVersion: count,
  name: text,
  semantics: nameIn(SEMANTICS),
  seed: number,
  data: object({
    source,
    features: list(feature),
    target: object({ columns: list(text), as: text }),
    split: object({ validation: number, test: number, stratify: orNull(flag), shuffle: flag }),
    validation: orNull(source),
    test: orNull(source),
  }),
  model: object({ layers: list(layer) }),
  loss: named('type', LOSSES),
  metrics: list(named('type', METRICS)),
  optimizer,
  training: object({
    epochs: count,
    batchSize: either(nameIn({ full: 1 }), count),
    shuffle: flag,
    dropLastBatch: flag,
    gradientClipping: named('kind', {
      none: {},
      value: { threshold: number },
      norm: { threshold: number },
      globalNorm: { threshold: number },
    }),
    learningRateSchedule: schedule,
    earlyStopping: orNull(object({ monitor: text, patience: number, minDelta: number, restoreBest: flag })),
    checkpoint: object({ everyEpochs: count, keep: count, best: text }),
    initialWeights: optional(orNull(text)),
  }),
  health: object({}),
});
