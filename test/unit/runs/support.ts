/** Run folders made without training. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type EpochFrame, type EpochRecord, epochFrame } from '../../../src/run/epochs.ts';
import type { MetricFrame } from '../../../src/run/frames.ts';
import { makePlan } from '../../../src/plan/plan.ts';
import { RunStore } from '../../../src/runs/store.ts';
import { loadSpec } from '../../../src/format/load.ts';

/** A folder that is removed by `remove`. */
export async function makePlace(): Promise<{ folder: string; remove: () => Promise<void> }> {
  const folder = await mkdtemp(join(tmpdir(), 'nnspec-runs-'));
  return { folder, remove: () => rm(folder, { recursive: true, force: true }) };
}

export interface MadeRun {
  readonly name?: string;
  readonly startedAt?: string;
  readonly optimizer?: string;
  readonly learningRate?: number;
  readonly series?: readonly string[];
  readonly specText?: string;
}

/** The store of a new run on two-dimensional data. */
export async function makeRun(runsFolder: string, made: MadeRun = {}): Promise<RunStore> {
  const specText =
    made.specText ??
    JSON.stringify({
      formatVersion: 1,
      name: made.name ?? 'moons',
      data: { source: { builtin: 'moons', samples: 40 }, split: { validation: 0.2 } },
      model: {
        layers: [
          { type: 'dense', units: 4, activation: 'tanh' },
          { type: 'dense', units: 2, activation: 'softmax' },
        ],
      },
      loss: 'categoricalCrossentropy',
      metrics: ['accuracy'],
      optimizer: { type: made.optimizer ?? 'adam', learningRate: made.learningRate ?? 0.01 },
      training: { epochs: 2, batchSize: 10 },
    });
  const { spec, problems } = loadSpec(specText, '/moons.nnspec.json');
  if (!spec)
    throw new Error(`the spec of the test is wrong: ${problems.map(({ message }) => message).join()}`);
  const data = {
    features: 2,
    featureNames: ['x1', 'x2'],
    target: { kind: 'category', classes: ['a', 'b'] },
    samples: { train: 32, validation: 8, test: 0 },
    sparse: false,
    nonZeros: 80,
  } as const;
  const outcome = makePlan(spec, data, 1 << 30);
  if (!outcome.plan) throw new Error('the plan of the test is wrong');
  return RunStore.create(
    { runsFolder },
    {
      info: {
        name: spec.name,
        startedAt: made.startedAt ?? '2026-01-01T00:00:00.000Z',
        specPath: '/moons.nnspec.json',
        plan: outcome.plan,
        series: made.series ?? ['loss', 'learningRate'],
        backend: 'reference',
        threads: 1,
      },
      specText,
      overrides: [],
      encoder: null,
      keep: 1,
    },
  );
}

/** The steps `firstStep …` of a run; `rows` hold the series of each. */
export function frameOf(firstStep: number, rows: readonly (readonly number[])[]): MetricFrame {
  return {
    sequence: 0,
    firstStep,
    count: rows.length,
    values: Float64Array.from(rows.flat()).buffer,
    epochs: Float64Array.from(rows, () => 1).buffer,
    seconds: Float64Array.from(rows, (_, row) => (firstStep + row) / 100).buffer,
  };
}

/** What `epochOf` tells of several epochs, as the store takes it. */
export function epochsOf(...epochs: readonly (readonly [epoch: number, loss: number])[]): EpochFrame {
  return epochFrame(epochs.map(([epoch, loss]) => epochOf(epoch, loss)));
}

function epochOf(epoch: number, loss: number): EpochRecord {
  return {
    epoch,
    step: epoch * 4,
    train: { loss, accuracy: 1 - loss },
    validation: { loss: loss + 0.1, accuracy: 0.9 - loss },
    seconds: 0.04,
    samplesPerSecond: 800,
  };
}
