/** The plan and the data set of a piece of work, as the trainer gets them from the worker. */
import type { Dataset, Split } from '../../src/data/types.ts';
import { makePlan } from '../../src/plan/plan.ts';
import type { Plan } from '../../src/plan/types.ts';
import type { LayerSpec, ResolvedSpec } from '../../src/format/types.ts';

type DenseSpec = Extract<LayerSpec, { type: 'dense' }>;
import type { Work, WorkData } from './works.ts';

const EPOCHS = 1_000_000;
const NO_PENALTY = { l1: 0, l2: 0 } as const;

function denseSpec(id: string, units: number, activation: 'relu' | 'sigmoid' | 'softmax'): DenseSpec {
  return {
    type: 'dense',
    id,
    units,
    activation: { type: activation },
    useBias: true,
    kernelInitializer: { type: 'glorotUniform' },
    biasInitializer: { type: 'zeros' },
    regularizer: NO_PENALTY,
  };
}

function layerSpecs(work: Work): LayerSpec[] {
  const layers: LayerSpec[] = [];
  work.hidden.forEach((units, index) => {
    layers.push(denseSpec(`dense${String(index + 1)}`, units, 'relu'));
    if (work.dropout > 0)
      layers.push({ type: 'dropout', id: `dropout${String(index + 1)}`, rate: work.dropout });
  });
  layers.push(denseSpec('output', work.outputs, work.outputs === 1 ? 'sigmoid' : 'softmax'));
  return layers;
}

function specOf(work: Work): ResolvedSpec {
  const adam = { beta1: 0.9, beta2: 0.999, epsilon: 1e-8 };
  const common = { learningRate: 0.001, weightDecay: 0 };
  return {
    formatVersion: 1,
    name: work.name,
    semantics: 'pytorch',
    seed: 1,
    data: {
      source: { kind: 'inline', x: [], y: [] },
      features: [],
      target: { columns: [], as: 'auto', positive: null },
      split: { validation: 0, test: 0, stratify: null, shuffle: false },
      validation: null,
      test: null,
    },
    model: { layers: layerSpecs(work) },
    loss: { type: work.outputs === 1 ? 'binaryCrossentropy' : 'categoricalCrossentropy' },
    metrics: [],
    optimizer:
      work.optimizer === 'adam'
        ? { ...common, ...adam, type: 'adam' }
        : { ...common, type: 'sgd', momentum: 0, nesterov: false },
    training: {
      epochs: EPOCHS,
      batchSize: work.batchSize,
      shuffle: false,
      dropLastBatch: false,
      deterministic: 'default',
      gradientClipping: { kind: 'none' },
      learningRateSchedule: { type: 'constant', warmupSteps: 0 },
      earlyStopping: null,
      checkpoint: { everyEpochs: 0, keep: 1, best: 'train.loss' },
      initialWeights: null,
    },
    health: {},
  };
}

export function datasetOf(work: Work, data: WorkData): Dataset {
  const { samples, features, outputs } = work;
  const { inputs } = data;
  const y = new Float32Array(samples * outputs);
  data.classes.forEach((label, row) => {
    if (outputs === 1) y[row] = label;
    else y[row * outputs + label] = 1;
  });
  const x: Split['x'] =
    inputs instanceof Float32Array
      ? { kind: 'dense', rows: samples, columns: features, values: inputs }
      : {
          kind: 'sparse',
          rows: samples,
          columns: features,
          ...inputs,
          values: new Float32Array(inputs.indices.length).fill(1),
        };
  const split = (count: number): Split => ({
    count,
    x: count > 0 ? x : { kind: 'dense', rows: 0, columns: features, values: new Float32Array(0) },
    y: { kind: 'dense', rows: count, columns: outputs, values: count > 0 ? y : new Float32Array(0) },
    sourceRows: Uint32Array.from({ length: count }, (_, row) => row),
  });
  const classes = Array.from({ length: Math.max(outputs, 2) }, (_, index) => String(index));
  const target =
    outputs === 1
      ? { kind: 'binary' as const, classes: ['0', '1'] as const }
      : { kind: 'category' as const, classes };
  return {
    shape: {
      features,
      featureNames: [],
      target,
      samples: { train: samples, validation: 0, test: 0 },
      sparse: x.kind === 'sparse',
      nonZeros: x.values.length,
    },
    encoder: { features: [], target: { ...target, column: 'class' } },
    warnings: [],
    train: split(samples),
    validation: split(0),
    test: split(0),
  };
}

export function planOf(work: Work, dataset: Dataset): Plan {
  const { plan, problems } = makePlan(specOf(work), dataset.shape, Infinity);
  if (!plan) throw new Error(problems.map(({ message }) => message).join('\n'));
  return plan;
}
