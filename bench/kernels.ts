/**
 * GFLOP/s of the matrix products and their share of what a loop on registers alone reaches right before and after, and the
 * time of the other kernels. Usage: node --import tsx bench/kernels.ts
 */
import { createWasmBackend } from '../src/engine/wasm/backend.ts';
import { activate } from '../src/kinds/operations/activations.ts';
import { lossSum } from '../src/kinds/operations/losses.ts';
import { dropout } from '../src/kinds/operations/masks.ts';
import { ONE_ROW } from '../src/kinds/operations/operation.ts';
import { numbers } from '../src/kinds/shape.ts';
import { prepareFlat as prepare } from '../test/support/flat.ts';
import { slotOperands, update } from '../src/kinds/operations/update.ts';
import { dense, denseInputGradient, denseKernelGradient } from '../src/kinds/operations/products.ts';
import type { Backend, Tensor } from '../src/engine/backend.ts';
import type { KernelBuild } from '../src/engine/wasm/module.ts';
import type { Optimizer } from '../src/format/types.ts';
import { median } from './support/median.ts';
import { compiledBuilds } from './support/modules.ts';
import { goOnInRecentNode } from './support/recentNode.ts';

const REPEATS = 7;
/** Long enough for the clock, short enough for seven of each. */
const MILLISECONDS = 20;
/** Bursts of a product between bursts of the peak, and how long those are. */
const TURNS = 25;
const PEAK_MILLISECONDS = 2;

/** Number of calls that take about `milliseconds`; warms up. */
function callsFor(milliseconds: number, call: () => void): number {
  for (let calls = 1; ; calls *= 4) {
    const taken = calls * secondsOfBurst(calls, call) * 1000;
    if (taken > milliseconds / 4) return Math.max(1, Math.round((calls * milliseconds) / taken));
  }
}

/** Seconds of one call in a burst of them. */
function secondsOfBurst(calls: number, call: () => void): number {
  const start = performance.now();
  for (let index = 0; index < calls; index++) call();
  return (performance.now() - start) / calls / 1000;
}

/** Median seconds of one call over several bursts, after one that warms up. */
function secondsOf(call: () => void): number {
  const calls = callsFor(MILLISECONDS, call);
  return median(Array.from({ length: REPEATS }, () => secondsOfBurst(calls, call)));
}

/** Operations a second of a loop on registers alone, in one burst from now on. */
type Peak = () => number;

function peakOf(module: WebAssembly.Module, build: KernelBuild): Peak {
  const memory = new WebAssembly.Memory({ initial: 1, maximum: 65536, shared: true });
  const { exports } = new WebAssembly.Instance(module, { env: { memory, abort: () => undefined } });
  const peak = exports['peak'] as (rounds: number, to: number) => void;
  const rounds = 10_000;
  const operations = rounds * (build === 'wide' ? 192 : 96);
  const call = (): void => {
    peak(rounds, 1024);
  };
  const calls = callsFor(PEAK_MILLISECONDS, call);
  return () => operations / secondsOfBurst(calls, call);
}

/**
 * Median operations a second of a call that has `operations`, and median share of the peak right before and after each
 * burst: a processor's clock may change from one to the next.
 */
function besidePeak(operations: number, peak: Peak, call: () => void): { rate: number; share: number } {
  const calls = callsFor(MILLISECONDS / 4, call);
  const rates: number[] = [];
  const shares: number[] = [];
  let before = peak();
  for (let repeat = 0; repeat < TURNS; repeat++) {
    const rate = operations / secondsOfBurst(calls, call);
    const after = peak();
    rates.push(rate);
    shares.push((2 * rate) / (before + after));
    before = after;
  }
  return { rate: median(rates), share: median(shares) };
}

function filled(backend: Backend, length: number): Tensor {
  const tensor = backend.allocate(numbers(length));
  const view = backend.view(tensor);
  for (let index = 0; index < length; index++) view[index] = Math.sin(index);
  return tensor;
}

/** [rows, inputs, units] of dense layers in the bench's networks. */
const PRODUCTS = [
  [4, 2, 8],
  [32, 64, 32],
  [32, 784, 128],
  [128, 784, 512],
  [128, 512, 512],
  [128, 512, 10],
  [256, 1024, 1024],
  [1024, 1024, 1024],
] as const;

function benchProducts(backend: Backend, peak: Peak): void {
  const largest = 1024 * 1024;
  const x = filled(backend, largest);
  const w = filled(backend, largest);
  const z = filled(backend, largest);
  const b = filled(backend, 1024);
  for (const [rows, inputs, units] of PRODUCTS) {
    const operations = 2 * rows * inputs * units;
    const product = prepare(dense, { x, w, b, z, inputs, units });
    const kernelGradient = prepare(denseKernelGradient, { x, dz: z, dw: w, inputs, units });
    const inputGradient = prepare(denseInputGradient, { dz: z, w, dx: x, inputs, units });
    const show = (name: string, call: () => void): string => {
      const { rate, share } = besidePeak(operations, peak, call);
      const microseconds = (operations / rate) * 1e6;
      return `${name} ${(rate / 1e9).toFixed(1)} (${(100 * share).toFixed(0)} %) ${microseconds.toFixed(2)} µs`;
    };
    const results = [
      show('x·W', () => {
        backend.run(product, rows);
      }),
      show('xᵀ·dz', () => {
        backend.run(kernelGradient, rows);
      }),
      show('dz·Wᵀ', () => {
        backend.run(inputGradient, rows);
      }),
    ];
    for (const tensor of [x, w, z]) {
      const view = backend.view(tensor);
      for (let index = 0; index < view.length; index++) view[index] = Math.sin(index);
    }
    console.log(`  ${[rows, inputs, units].join('×').padEnd(16)} ${results.join(' · ')}`);
  }
}

const COMMON = { learningRate: 0, weightDecay: 0 };
const OPTIMIZERS: readonly Optimizer[] = [
  { ...COMMON, type: 'sgd', momentum: 0, nesterov: false },
  { ...COMMON, type: 'adam', beta1: 0.9, beta2: 0.999, epsilon: 1e-7 },
];

function benchPasses(backend: Backend): void {
  const show = (name: string, length: number, call: () => void): void => {
    const seconds = secondsOf(call);
    console.log(`  ${name.padEnd(28)} ${((seconds * 1e9) / length).toFixed(3)} ns an element`);
  };
  for (const length of [2_560_000, 4096]) {
    const [w, g, m, v] = [0, 1, 2, 3].map(() => filled(backend, length));
    if (!w || !g || !m || !v) return;
    for (const optimizer of OPTIMIZERS) {
      const rule = { optimizer, semantics: 'keras', learningRate: 1e-6, step: 1 } as const;
      const updating = prepare(update, { rule, w, g, ...slotOperands([m, v]), elements: length });
      show(`${optimizer.type} of ${String(length)}`, length, () => {
        backend.run(updating, ONE_ROW);
      });
    }
    if (length > 4096) continue;
    for (const type of ['relu', 'sigmoid', 'tanh', 'softplus', 'softmax'] as const) {
      const activating = prepare(activate, { activation: { type }, z: w, a: g, units: 32 });
      show(type, length, () => {
        backend.run(activating, 128);
      });
    }
    const key = { seed: 1, layer: 2, step: 3 };
    const masking = prepare(dropout, { x: w, y: g, mask: m, rate: 0.5, key, units: length });
    show('dropout', length, () => {
      backend.run(masking, 1);
    });
    const measuring = prepare(lossSum, {
      ...{ loss: { type: 'categoricalCrossentropy' }, fused: 'softmax', semantics: 'keras' },
      ...{ output: w, target: g, gradient: m, units: 10 },
    });
    show('softmax cross-entropy', length, () => {
      backend.run(measuring, 409);
    });
  }
}

goOnInRecentNode();
const builds = await compiledBuilds();
for (const [name, module] of Object.entries(builds.kernels) as [KernelBuild, WebAssembly.Module][]) {
  const peakModule = builds.peak[name];
  if (!peakModule) continue;
  const peak = peakOf(peakModule, name);
  const now = median(Array.from({ length: TURNS }, peak)) / 1e9;
  console.log(`${name} build; peak of a loop on registers ${now.toFixed(1)} GFLOP/s`);
  const backend = createWasmBackend(module, 16_000_000, name);
  benchProducts(backend, peak);
  benchPasses(backend);
}
