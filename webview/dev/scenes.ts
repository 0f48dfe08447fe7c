/** Runs made up to be looked at: any number of layers and steps, in every state the panel knows. */
import { noise, type SceneOptions } from './chance.ts';
import { snapshotsOf } from './networks.ts';
import { planOfScene } from './plan.ts';
import type { PanelMessage } from '../../src/protocol/panel.ts';
import { activationLayers } from '../../src/run/activationLayers.ts';
import type { ComparisonState } from '../../src/run/comparison/state.ts';
import type { Control } from '../../src/run/controls/control.ts';
import { type EpochRecord, epochFrame } from '../../src/run/epochs.ts';
import type { Intervention } from '../../src/run/interventions.ts';
import type { Finding } from '../../src/run/events/findings.ts';
import type { MetricFrame } from '../../src/run/frames.ts';
import { seriesOf } from '../../src/run/series.ts';

type Snapshot = Extract<PanelMessage, { type: 'snapshot' }>;

const STEPS_PER_EPOCH = 45;

function gapAt(step: number): boolean {
  return (step > 60 && step < 160 && step % 25 !== 0) || step === 300;
}

export function lossAt(step: number, speed = 1): number {
  const trend = 2.2 * Math.exp((-step * speed) / 160) + 0.06 + 0.3 / (1 + step / 60);
  return trend * (1 + 0.22 * noise(step * 7 + 1));
}

function accuracyAt(step: number): number {
  return Math.min(0.995, 0.985 - 0.85 * Math.exp(-step / 150) + 0.008 * noise(step * 3));
}

/** The rows `firstStep … firstStep + count − 1` of a made-up run. */
export function frameOf(
  options: SceneOptions,
  sequence: number,
  firstStep: number,
  count: number,
): MetricFrame {
  const { layers, depthDecay } = options;
  const width = 2 + layers * 4;
  const values = new Float64Array(count * width);
  const epochs = new Float64Array(count);
  const seconds = new Float64Array(count);
  for (let row = 0; row < count; row += 1) {
    const step = firstStep + row;
    const base = row * width;
    values[base] = options.gaps === true && gapAt(step) ? NaN : lossAt(step);
    values[base + 1] = 0.001;
    for (let layer = 0; layer < layers; layer += 1) {
      const depth = layers - 1 - layer;
      // An early burst, then a slow fall; each layer nearer to the input gets less.
      const spike = step === 120 ? 200 : 1;
      const trend = (0.4 + 3 * Math.exp(-step / 40)) * depthDecay ** depth * spike;
      const norm = trend * Math.exp(0.5 * noise(step * 31 + layer));
      const weight = 4 + layer * 0.2 + step * 0.001;
      values[base + 2 + layer * 4] = norm;
      values[base + 3 + layer * 4] = norm / 40;
      values[base + 4 + layer * 4] = weight;
      values[base + 5 + layer * 4] =
        0.001 * weight * Math.exp(0.7 * noise(step * 17 + layer)) * depthDecay ** (depth / 4);
    }
    epochs[row] = Math.ceil(step / STEPS_PER_EPOCH);
    seconds[row] = step * 0.004;
  }
  return {
    sequence,
    firstStep,
    count,
    values: values.buffer,
    epochs: epochs.buffer,
    seconds: seconds.buffer,
  };
}

/** The steps of a twin that learns more slowly from step 150 on. */
export function twinFrame(options: SceneOptions): MetricFrame {
  const frame = frameOf(options, 0, 1, options.steps);
  const values = new Float64Array(frame.values);
  const width = values.length / frame.count;
  for (let row = 150; row < frame.count; row += 1) values[row * width] = lossAt(row + 1, 0.55);
  return frame;
}

/** The record of an epoch of the made-up run. */
export function epochOf(epoch: number): EpochRecord {
  const step = epoch * STEPS_PER_EPOCH;
  const train = accuracyAt(step);
  return {
    epoch,
    step,
    train: { loss: lossAt(step) * 1.02, accuracy: train, f1: train * 0.99 },
    validation: { loss: lossAt(step) * 1.1 + 0.03, accuracy: train - 0.02, f1: train - 0.03 },
    seconds: STEPS_PER_EPOCH * 0.004,
    samplesPerSecond: 8000 + 300 * noise(epoch),
  };
}

export function controlsOf(layers: readonly string[]): Control[] {
  return [
    { path: 'optimizer.learningRate', kind: 'learningRate', value: 0.001, enabled: true },
    { path: 'model.layers.dropout1.rate', kind: 'dropout', layer: 'dropout1', value: 0.5, enabled: true },
    { path: 'model.layers.dropout2.rate', kind: 'dropout', layer: 'dropout2', value: 0.25, enabled: false },
    ...layers.slice(0, 3).flatMap((layer): Control[] => [
      { path: `model.layers.${layer}.regularizer.l1`, kind: 'l1', layer, value: 0, enabled: false },
      { path: `model.layers.${layer}.regularizer.l2`, kind: 'l2', layer, value: 0.0001, enabled: true },
    ]),
    { path: 'training.gradientClipping', kind: 'clipping', mode: 'globalNorm', value: 1, enabled: false },
    { path: 'training.batchSize', kind: 'batchSize', value: 32, enabled: true, least: 1, most: 256 },
    { path: 'training.epochs', kind: 'epochs', value: 20, enabled: true, least: 1 },
  ];
}

export const CHANGES: readonly Intervention[] = [
  { step: 150, epoch: 4, path: 'model.layers.dropout1.rate', from: 0.5, to: false },
  { step: 290, epoch: 7, path: 'optimizer.learningRate', from: 0.003, to: 0.001 },
];

/** A whole run as the host would tell it. */
export function snapshotOf(options: SceneOptions): Snapshot {
  const plan = planOfScene(options);
  const layers = plan.layers.map(({ id }) => id);
  const epochs = Array.from({ length: Math.floor(options.steps / STEPS_PER_EPOCH) }, (_, index) =>
    epochOf(index + 1),
  );
  return {
    type: 'snapshot',
    run: {
      id: 'scene',
      name: 'Digits',
      startedAt: '2026-01-01T00:00:00.000Z',
      specPath: '/examples/digits.nnspec.json',
      plan,
      series: seriesOf(plan),
      backend: 'wasm',
      threads: 1,
    },
    status: 'running',
    end: null,
    steps: frameOf(options, 0, 1, options.steps),
    nextSequence: 0,
    epochs: epochs.slice(-2000),
    findings: [],
    interventions: CHANGES.filter((change) => change.step <= options.steps),
    tensorSnapshots: snapshotsOf(options),
    activationLayers: activationLayers(plan).map(({ id }) => id),
    checkpoints: [
      { kind: 'epoch' as const, step: 225 },
      { kind: 'best' as const, step: 360 },
    ].filter(({ step }) => step <= options.steps),
    controls: controlsOf(layers),
  };
}

const OPTIMIZERS = ['sgd', 'momentum', 'adagrad', 'rmsprop', 'adam'];

/** `runs` optimizers (of several learning rates, if more than five) at `step` of 900. */
export function comparisonOf(
  step: number,
  runs = OPTIMIZERS.length,
  seeds = 1,
): Extract<PanelMessage, { type: 'compare' }> {
  const names = Array.from({ length: runs * seeds }, (_, place) => {
    const index = place % runs;
    const name = OPTIMIZERS[index % OPTIMIZERS.length] ?? '';
    return runs > OPTIMIZERS.length
      ? `${name} 1e−${Math.floor(index / OPTIMIZERS.length + 2).toString()}`
      : name;
  });
  const total = 900;
  const done = step >= total;
  const epochs = Math.floor(step / STEPS_PER_EPOCH);
  const comparison: ComparisonState = {
    id: 'comparison',
    name: `Digits: ${runs.toString()} runs`,
    specPath: '/examples/digits.nnspec.json',
    metric: 'accuracy',
    runs: names.map((optimizer, place) => {
      const index = place % runs;
      const seed = Math.floor(place / runs);
      const speed = speedOf(index, seed);
      return {
        key: `race-${place.toString()}`,
        runId: `run-${place.toString()}`,
        label: seeds > 1 ? `${optimizer} · seed ${seed}` : optimizer,
        optimizer,
        learningRate: 10 ** -(Math.floor(index / OPTIMIZERS.length) + 2),
        rate: runs > OPTIMIZERS.length ? 'tuned' : 'default',
        seed,
        family: OPTIMIZERS[index % OPTIMIZERS.length] ?? '',
        group: optimizer,
        values: [],
        startLoss: 2.3,
        reached: null,
        status: done ? 'completed' : 'running',
        step,
        totalSteps: total,
        epochs,
        finalLoss: done ? lossAt(step, speed) : null,
        finalMetric: done ? accuracyAt(step * speed) - 0.02 : null,
        seconds: step * (0.003 + 0.0004 * index),
      };
    }),
  };
  const runsSoFar = names.map((_, place) => {
    const speed = speedOf(place % runs, Math.floor(place / runs));
    return {
      losses: lossesOf(speed, step),
      nextSequence: 1,
      epochs: epochFrame(Array.from({ length: epochs }, (_, epoch) => comparedEpoch(speed, epoch + 1))),
    };
  });
  return { type: 'compare', comparison, runs: runsSoFar };
}

/** Two kept runs over each other, of which the first learns more slowly. */
export function recordedOf(options: SceneOptions): Extract<PanelMessage, { type: 'compare' }> {
  const { comparison } = comparisonOf(900, 2);
  const layers = ['dense1', 'dense3'];
  const ends = [900, 500];
  const runs = ends.map((steps, index) => {
    const { values, ...frame } = frameOf({ ...options, depthDecay: index === 0 ? 0.1 : 0.6 }, 0, 1, steps);
    const all = new Float64Array(values);
    const width = all.length / steps;
    const kept = new Float64Array(steps * 3);
    for (let row = 0; row < steps; row += 1) {
      kept[row * 3] = lossAt(row + 1, speedOf(index, 0));
      kept[row * 3 + 1] = all[row * width + 2] ?? NaN;
      kept[row * 3 + 2] = all[row * width + 10] ?? NaN;
    }
    const epochs = Array.from({ length: steps / STEPS_PER_EPOCH }, (_, epoch) =>
      comparedEpoch(speedOf(index, 0), epoch + 1),
    );
    return { losses: { ...frame, values: kept.buffer }, nextSequence: 1, epochs: epochFrame(epochs) };
  });
  return {
    type: 'compare',
    comparison: {
      ...comparison,
      id: 'runs',
      name: '2 runs',
      recorded: true,
      layers,
      back: { name: 'Digits', folder: '/examples/.nnspec/runs/20261125-100000-digits' },
      differences: [
        { path: 'optimizer', values: ['sgd', 'momentum'] },
        { path: 'optimizer.momentum', values: ['', '0.9'] },
        { path: 'training.batchSize', values: ['32', '64'] },
      ],
      runs: comparison.runs.map((run, index) => ({
        ...run,
        family: run.key,
        step: ends[index] ?? 0,
        stepsPerEpoch: STEPS_PER_EPOCH,
      })),
    },
    runs,
  };
}

function comparedEpoch(speed: number, epoch: number): EpochRecord {
  const at = epoch * STEPS_PER_EPOCH;
  const accuracy = accuracyAt(at * speed);
  const loss = lossAt(at, speed);
  return {
    ...epochOf(epoch),
    train: { loss, accuracy },
    validation: { loss: loss * 1.1, accuracy: accuracy - 0.02 },
  };
}

function speedOf(index: number, seed: number): number {
  return 0.09 * seed + 0.35 + 0.35 * (index % 5) + 0.06 * Math.floor(index / 5);
}

/** One line of the comparison: every step's loss. */
function lossesOf(speed: number, count: number): MetricFrame {
  const frame = frameOf({ layers: 0, steps: count, totalSteps: 900, depthDecay: 1 }, 0, 1, count);
  const values = new Float64Array(frame.values);
  for (let row = 0; row < count; row += 1) values[row * 2] = lossAt(1 + row, speed);
  return frame;
}

/** The page that asks what to compare. */
export function setupScene(ofSettings: boolean): Extract<PanelMessage, { type: 'compareSetup' }> {
  const names = [...OPTIMIZERS, 'adamw', 'nadam', 'lion'];
  const vary = [{ path: 'training.batchSize', values: [16, 32, 'full'] }];
  return {
    type: 'compareSetup',
    setup: {
      id: 'setup',
      name: 'Digits',
      specPath: '/examples/digits.nnspec.json',
      choice: {
        optimizers: ofSettings ? [] : OPTIMIZERS,
        learningRates: 'default',
        seeds: 3,
        budget: null,
        target: null,
        vary: ofSettings ? vary : [],
      },
      optimizers: names.map((name, index) => ({ name, rate: index === 0 ? 0.01 : 0.001 })),
      own: 'adam',
      epochs: 20,
      metrics: ['accuracy'],
      settings: [
        { path: 'training.batchSize', value: '32' },
        { path: 'model.layers.dense1.units', value: '64' },
      ],
      parallel: 2,
      speed: { stepsPerEpoch: 45, epochs: 20, secondsPerStep: 0.002 },
      ofSettings,
      problem: null,
    },
  };
}

/** The finding that the gradient of a layer explodes from the second step on. */
export function explodes(layer: string): Finding {
  return {
    rule: 'explodingGradient',
    layer,
    severity: 'error',
    since: 2,
    step: 2,
    until: null,
    value: 1e5,
    threshold: 100,
    code: 'NN-HEALTH-EXPLODING',
    message: `The gradient of ${layer} explodes: its norm is 100000 times the usual, and the loss has grown with it.`,
  };
}
