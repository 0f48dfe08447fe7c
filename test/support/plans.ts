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
import { makePlan } from '../../src/plan/plan.ts';
import type { DataShape, Plan } from '../../src/plan/types.ts';
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
  /** Thresholds of the rules of training health. */
  readonly health?: ResolvedSpec['health'];
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
    health: options.health ?? {},
  };
  const names = y[0]?.map((_, index) => String(index)) ?? [];
  const kind = options.target ?? (loss.type === 'categoricalCrossentropy' ? 'category' : 'number');
  const { validation } = options;
  const shape: DataShape = {
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
  };
  const { plan, problems } = makePlan(spec, shape, Infinity);
  if (!plan) throw new Error(problems.map(({ message }) => message).join('\n'));
  const dataset: Dataset = {
    shape,
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
