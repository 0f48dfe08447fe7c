/** Plans and data sets made by hand, so that the engine's tests need no text, no file and no schema. */
import type {
  DataSpec,
  LayerSpec,
  Loss,
  Metric,
  Optimizer,
  ResolvedSpec,
  Semantics,
  TrainingSpec,
} from '../../src/format/types.ts';
import type { Dataset, Split } from '../../src/data/types.ts';
import type { Plan, PlanLayer, PlanParameter } from '../../src/plan/types.ts';
import type { Backend } from '../../src/engine/backend.ts';
import { createReferenceBackend } from '../../src/engine/reference/backend.ts';
import { arenaElements } from '../../src/engine/wasm/arena.ts';
import { createTrainer } from '../../src/engine/trainer.ts';
import type { Trainer, TrainerEvent, TrainerOptions } from '../../src/engine/types.ts';

const NO_PENALTY = { l1: 0, l2: 0 };
const ZEROS = { type: 'zeros' } as const;

/** A dense layer with the usual defaults. */
export function dense(
  id: string,
  units: number,
  more: Partial<Extract<LayerSpec, { type: 'dense' }>> = {},
): LayerSpec {
  return {
    type: 'dense',
    id,
    units,
    activation: { type: 'linear' },
    useBias: true,
    kernelInitializer: { type: 'glorotUniform' },
    biasInitializer: ZEROS,
    regularizer: NO_PENALTY,
    ...more,
  };
}

export interface PlanOptions {
  readonly x: readonly (readonly number[])[];
  readonly y: readonly (readonly number[])[];
  readonly validation?: {
    readonly x: readonly (readonly number[])[];
    readonly y: readonly (readonly number[])[];
  };
  readonly layers: readonly LayerSpec[];
  readonly loss: Loss;
  readonly metrics?: readonly Metric[];
  readonly optimizer?: Optimizer;
  readonly training?: Partial<TrainingSpec>;
  readonly semantics?: Semantics;
  readonly seed?: number;
  readonly sparse?: boolean;
  readonly target?: 'category' | 'binary' | 'number';
}

function split(
  x: readonly (readonly number[])[],
  y: readonly (readonly number[])[],
  columns: number,
  targets: number,
  sparse: boolean,
): Split {
  const values = Float32Array.from(x.flat());
  const rows = x.length;
  const dense = { kind: 'dense' as const, rows, columns, values };
  const indptr = new Uint32Array(rows + 1);
  const indices: number[] = [];
  const kept: number[] = [];
  x.forEach((row, index) => {
    row.forEach((value, column) => {
      if (value === 0) return;
      indices.push(column);
      kept.push(value);
    });
    indptr[index + 1] = indices.length;
  });
  const csr = {
    kind: 'sparse' as const,
    rows,
    columns,
    indptr,
    indices: Uint32Array.from(indices),
    values: Float32Array.from(kept),
  };
  return {
    count: rows,
    x: sparse ? csr : dense,
    y: { kind: 'dense', rows, columns: targets, values: Float32Array.from(y.flat()) },
    sourceRows: Uint32Array.from(x, (_, index) => index),
  };
}

function parameter(
  layer: LayerSpec,
  role: PlanParameter['role'],
  shape: number[],
  trainable = true,
): PlanParameter {
  const initial = role === 'gamma' || role === 'movingVariance' ? ({ type: 'ones' } as const) : ZEROS;
  const own =
    layer.type === 'dense' ? (role === 'kernel' ? layer.kernelInitializer : layer.biasInitializer) : initial;
  return {
    name: `${layer.id}.${role}`,
    layer: layer.id,
    role,
    shape,
    size: shape.reduce((product, size) => product * size, 1),
    trainable,
    initializer: own,
    regularizer: layer.type === 'dense' && role === 'kernel' ? layer.regularizer : NO_PENALTY,
  };
}

function planLayer(spec: LayerSpec, index: number, inputs: number): PlanLayer {
  const outputs = spec.type === 'dense' ? spec.units : inputs;
  const parameters: PlanParameter[] = [];
  if (spec.type === 'dense') {
    parameters.push(parameter(spec, 'kernel', [inputs, outputs]));
    if (spec.useBias) parameters.push(parameter(spec, 'bias', [outputs]));
  }
  if (spec.type === 'batchNormalization') {
    if (spec.scale) parameters.push(parameter(spec, 'gamma', [inputs]));
    if (spec.center) parameters.push(parameter(spec, 'beta', [inputs]));
    parameters.push(
      parameter(spec, 'movingMean', [inputs], false),
      parameter(spec, 'movingVariance', [inputs], false),
    );
  }
  const parameterCount = parameters.reduce((sum, { size }) => sum + size, 0);
  return { id: spec.id, index, spec, inputs, outputs, parameters, parameterCount, flops: 0 };
}

/** The plan and the data of `options`. */
export function planOf(options: PlanOptions): { readonly plan: Plan; readonly dataset: Dataset } {
  const { x, y, layers, loss } = options;
  const features = x[0]?.length ?? 0;
  const outputs = y[0]?.length ?? 0;
  const sparse = options.sparse ?? false;
  const training: TrainingSpec = {
    epochs: 5,
    batchSize: 4,
    shuffle: true,
    dropLastBatch: false,
    deterministic: 'default',
    gradientClipping: { kind: 'none' },
    learningRateSchedule: { type: 'constant', warmupSteps: 0 },
    earlyStopping: null,
    checkpoint: { everyEpochs: 0, keep: 1, best: 'validation.loss' },
    initialWeights: null,
    ...options.training,
  };
  const data: DataSpec = {
    source: { kind: 'inline', x, y },
    features: [{ columns: '*', as: 'number', normalize: 'none' }],
    target: { columns: [], as: 'auto', positive: null },
    split: { validation: 0, test: 0, stratify: null, shuffle: true },
    validation: null,
    test: null,
  };
  const spec: ResolvedSpec = {
    formatVersion: 1,
    name: 'test',
    semantics: options.semantics ?? 'keras',
    seed: options.seed ?? 7,
    data,
    model: { layers },
    loss,
    metrics: options.metrics ?? [],
    optimizer: options.optimizer ?? {
      type: 'sgd',
      learningRate: 0.1,
      weightDecay: 0,
      momentum: 0,
      nesterov: false,
    },
    training,
    health: {},
  };
  const planned: PlanLayer[] = [];
  let width = features;
  layers.forEach((layer, index) => {
    const next = planLayer(layer, index, width);
    planned.push(next);
    width = next.outputs;
  });
  const last = layers.at(-1);
  const activation = last && 'activation' in last ? last.activation.type : 'linear';
  const fusesSoftmax = loss.type === 'categoricalCrossentropy' && activation === 'softmax';
  const fusesSigmoid = loss.type === 'binaryCrossentropy' && activation === 'sigmoid';
  const names = y[0]?.map((_, index) => String(index)) ?? [];
  const kind = options.target ?? (loss.type === 'categoricalCrossentropy' ? 'category' : 'number');
  const batchSize = training.batchSize === 'full' ? x.length : training.batchSize;
  const stepsPerEpoch = Math.ceil(x.length / batchSize);
  const { validation } = options;
  const plan: Plan = {
    spec,
    data: {
      features,
      featureNames: x[0]?.map((_, index) => `x${String(index + 1)}`) ?? [],
      target:
        kind === 'category'
          ? { kind, classes: names }
          : kind === 'binary'
            ? { kind, classes: ['0', '1'] }
            : { kind, names },
      samples: { train: x.length, validation: validation?.x.length ?? 0, test: 0 },
      sparse,
      nonZeros: features * x.length,
    },
    layers: planned,
    parameterCount: planned.reduce((sum, layer) => sum + layer.parameterCount, 0),
    trainableParameterCount: planned
      .flatMap((layer) => layer.parameters)
      .reduce((sum, { trainable, size }) => sum + (trainable ? size : 0), 0),
    outputs: width,
    fusedOutput: fusesSoftmax ? 'softmax' : fusesSigmoid ? 'sigmoid' : 'none',
    batchSize,
    stepsPerEpoch,
    totalSteps: stepsPerEpoch * training.epochs,
    memory: { data: 0, parameters: 0, gradients: 0, optimizer: 0, activations: 0, total: 0 },
  };
  const dataset: Dataset = {
    shape: plan.data,
    encoder: { features: [], target: { kind: 'number', columns: [], names } },
    warnings: [],
    train: split(x, y, features, outputs, sparse),
    validation: split(validation?.x ?? [], validation?.y ?? [], features, outputs, sparse),
    test: split([], [], features, outputs, sparse),
  };
  return { plan, dataset };
}

/** A trainer on the reference backend, or on the one that `createBackend` makes. */
export function trainerOf(
  options: PlanOptions,
  more: Partial<TrainerOptions> = {},
  createBackend: (elements: number) => Backend = createReferenceBackend,
): Trainer {
  const { plan, dataset } = planOf(options);
  const backend = createBackend(arenaElements(plan));
  return createTrainer({ plan, dataset, backend, now: () => 0, ...more });
}

/** Events of a whole run, with copies of the rows. */
export function eventsOf(trainer: Trainer): TrainerEvent[] {
  const events: TrainerEvent[] = [];
  for (const event of trainer.run()) {
    events.push(event.kind === 'step' ? { ...event, row: event.row.slice() } : event);
  }
  return events;
}
