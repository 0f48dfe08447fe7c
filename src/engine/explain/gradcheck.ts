/**
 * Backpropagation against central finite differences, (L(w + h) − L(w − h)) / 2h, in float64 on the reference
 * backend, with dropout masks held still. What the check runs is the code that trains.
 */
import type { Dataset } from '../../data/types.ts';
import type { Plan } from '../../plan/types.ts';
import { arenaElements } from '../wasm/arena.ts';
import { createReferenceBackend } from '../reference/backend.ts';
import { createSettings } from '../../run/controls/settings.ts';
import type { GradientCheck, ParameterCheck } from '../../run/explain/gradientCheck.ts';
import { inOrder } from '../evaluation/evaluation.ts';
import { gradientOf } from '../../kinds/layers/layer.ts';
import type { Pass } from '../network.ts';
import { backward, createPass, forward, loadBatch } from '../network.ts';
import { layOutNetwork, type Network } from '../../plan/layOut.ts';
import { initializeNetwork } from '../state.ts';
import { Updates } from '../updates.ts';
import { at, type Values } from '../../base/values.ts';
import type { NamedTensor } from '../weights.ts';

/** Relative error up to which a derivative counts as equal. */
const TOLERANCE = 1e-5;
/** First step of the difference, relative to the weight; smaller ones tell a kink from a wrong derivative. */
const STEPS = [1e-5, 1e-6, 1e-7];
/** Gradients below this share of the loss are rounding. */
const FLOOR = 1e-5;
const SAMPLES = 16;
const ENTRIES = 64;

export interface GradientCheckOptions {
  readonly initialWeights?: readonly NamedTensor[];
  /** Samples in the batch, 16 at most unless told. */
  readonly samples?: number;
  /** Entries checked of each parameter tensor, evenly spread; 64 unless told. */
  readonly entries?: number;
}

/** Position of `flat` along each axis of `shape`. */
export function unravel(flat: number, shape: readonly number[]): number[] {
  const index: number[] = [];
  let rest = flat;
  for (const size of [...shape].reverse()) {
    index.unshift(rest % size);
    rest = Math.floor(rest / size);
  }
  return index;
}

/** The loss of the loaded batch with penalties; leaves its gradients in the parameters if `gradients`. */
function lossOf(network: Network, pass: Pass, updates: Updates, gradients: boolean): number {
  forward(network, pass);
  const { backend, rows } = pass;
  const sum = backend.run(network.loss.training, rows);
  if (gradients) backward(network, pass);
  return sum / rows + updates.penalize();
}

function difference(values: Values, index: number, step: number, loss: () => number): number {
  const before = at(values, index);
  values[index] = before + step;
  const above = loss();
  values[index] = before - step;
  const below = loss();
  values[index] = before;
  return (above - below) / (2 * step);
}

/** Checks every trainable parameter of `plan` on the first training samples. */
export function gradientCheck(
  plan: Plan,
  dataset: Dataset,
  options: GradientCheckOptions = {},
): GradientCheck {
  const backend = createReferenceBackend(arenaElements(plan), 64);
  const network = layOutNetwork(plan, (shape, rows) => backend.allocate(shape, rows));
  initializeNetwork(network, backend, options.initialWeights);
  const updates = new Updates(network, backend, createSettings(plan));
  const pass = createPass(network, backend);
  const rows = Math.min(options.samples ?? SAMPLES, dataset.train.count, network.capacity);
  loadBatch(network, pass, dataset.train, inOrder(rows), 0, rows);
  pass.training = true;
  pass.step = 1;
  const loss = lossOf(network, pass, updates, true);
  const trainable = network.parameters.filter(({ plan: parameter }) => parameter.trainable);
  const analytic = trainable.map((parameter) => backend.view(gradientOf(parameter)).slice());
  const floor = FLOOR * Math.max(1, Math.abs(loss));
  const again = (): number => lossOf(network, pass, updates, false);
  const parameters = trainable.map((parameter, position): ParameterCheck => {
    const { name, size, shape } = parameter.plan;
    const values = backend.view(parameter.value);
    const checked = Math.min(size, options.entries ?? ENTRIES);
    let worst = { index: unravel(0, shape), backpropagated: 0, numeric: 0, error: -1 };
    for (let entry = 0; entry < checked; entry++) {
      const flat = Math.floor((entry * size) / checked);
      const backpropagated = analytic[position]?.[flat] ?? NaN;
      let best = { numeric: NaN, error: Infinity };
      for (const step of STEPS) {
        const numeric = difference(values, flat, step * Math.max(1, Math.abs(at(values, flat))), again);
        const scale = Math.max(Math.abs(numeric), Math.abs(backpropagated), floor);
        const error = Math.abs(numeric - backpropagated) / scale;
        if (error < best.error) best = { numeric, error };
        if (best.error <= TOLERANCE) break;
      }
      if (best.error > worst.error) worst = { index: unravel(flat, shape), backpropagated, ...best };
    }
    return { name, entries: size, checked, worst, passed: worst.error <= TOLERANCE };
  });
  return {
    loss,
    samples: rows,
    tolerance: TOLERANCE,
    parameters,
    passed: parameters.every(({ passed }) => passed),
  };
}
