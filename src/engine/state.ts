/** The state of a run: what a checkpoint saves, and what makes the next step the same after resuming. */
import { phrase } from '../base/problems/phrase.ts';
import type { Text } from '../base/problems/text.ts';
import { sentence } from '../base/problems/runs.ts';
import { NnError } from '../base/errors.ts';
import { BATCH_SIZE, CLIPPING } from '../run/controls/control.ts';
import { saveSettings, type LiveSettings, type SavedSettings } from '../run/controls/settings.ts';
import type { CheckpointState } from '../run/checkpoints.ts';
import type { EndReason } from '../run/run.ts';
import type { Intervention } from '../run/interventions.ts';
import { bestName, slotName } from '../plan/tensorNames.ts';
import type { Plan } from '../plan/types.ts';
import { plannedIterations } from '../plan/updates.ts';
import type { GradientClipping } from '../format/types.ts';
import type { Backend, Tensor } from './backend.ts';
import { initialize } from './initializers.ts';
import type { Metric } from './evaluation/metrics.ts';
import { createMonitorState, type MonitorState } from '../kinds/monitor.ts';
import type { Network } from '../plan/layOut.ts';
import { cycleEnds } from './schedules.ts';
import { beginSlot } from '../kinds/optimizers/optimizer.ts';
import { slotsOf } from '../kinds/optimizers/rules.ts';
import { matchWeights, type NamedTensor } from './weights.ts';

/** Numbers that change as the run goes. Steps and epochs count from 1; 0 is before the first. */
export interface Progress {
  step: number;
  /** Updates of the weights. */
  updates: number;
  /** Batches of the group whose gradients are gathered. */
  group: number;
  /** Of a run that gathers gradients: the norms of weights and update of each layer at the last update. */
  norms?: number[];
  /** Epochs finished. */
  epochs: number;
  /** Steps made of the epoch that is going on. */
  stepsOfEpoch: number;
  /** Batch size of the epoch that is going on. */
  batchSize: number;
  /** Sum over samples of the epoch's step losses, and the number of samples. */
  lossSum: number;
  samples: number;
  seconds: number;
  secondsOfEpoch: number;
  /** Changes of settings so far: which interventions of the journal this state holds. */
  changes: number;
  /** Set when nothing is left to train. */
  finished: Extract<EndReason, 'completed' | 'earlyStopping'> | null;
  stopping: MonitorState;
  plateau: MonitorState;
  best: MonitorState;
  /** Iterations after which the half cosines of the learning rate end; see schedules.ts. */
  cosineEnds: number[];
  /** Place of the weights that early stopping would put back. */
  kept: { epoch: number; step: number } | null;
}

export function createProgress(plan: Plan): Progress {
  const { batchSize, spec } = plan;
  return {
    step: 0,
    updates: 0,
    group: 0,
    epochs: 0,
    stepsOfEpoch: 0,
    batchSize,
    lossSum: 0,
    samples: 0,
    seconds: 0,
    secondsOfEpoch: 0,
    changes: 0,
    finished: null,
    stopping: createMonitorState(),
    plateau: createMonitorState(),
    best: createMonitorState(),
    cosineEnds: cycleEnds(spec.training.learningRateSchedule, plannedIterations(spec, plan)),
    kept: null,
  };
}

/** The name of gathered gradients beside the optimizer's slots. */
const GATHERED = 'gatheredGradient';

/** The JSON part of a checkpoint. */
interface Scalars {
  readonly version: 2;
  readonly progress: Progress;
  readonly settings: SavedSettings;
  /** Sums of the training metrics of the epoch that is going on. */
  readonly metrics: readonly (readonly number[])[];
  /** Of the rules of training health; absent in runs of earlier versions. */
  readonly health?: readonly number[];
}

/**
 * Number of a run's interventions that a checkpoint holds: the first ones. A checkpoint without this number holds
 * those of the steps before it.
 */
export function interventionsIn(
  { step, scalars }: CheckpointState,
  interventions: readonly Intervention[],
): number {
  if (isScalars(scalars) && scalars.version === 2) return scalars.progress.changes;
  return interventions.filter((intervention) => intervention.step <= step + 1).length;
}

/** The numbers of the rules of training health in a checkpoint, if it has them. */
export function healthIn({ scalars }: CheckpointState): readonly number[] | undefined {
  const { health } = scalars as Partial<Scalars>;
  return Array.isArray(health) && health.every((value) => typeof value === 'number') ? health : undefined;
}

/** Weights of the best epoch, by parameter name; null until there is one. */
export type BestWeights = ReadonlyMap<string, Float32Array> | null;

/** Copies of all parameters; in the memory of `spare`, copies that are no longer needed, if there are any. */
export function copyWeights(network: Network, backend: Backend, spare: BestWeights): BestWeights {
  const copyOf = (name: string, values: ArrayLike<number>): Float32Array => {
    const copy = spare?.get(name) ?? new Float32Array(values.length);
    copy.set(values);
    return copy;
  };
  return new Map(
    network.parameters.map(({ plan, value }) => [plan.name, copyOf(plan.name, backend.view(value))]),
  );
}

export function restoreWeights(network: Network, backend: Backend, weights: BestWeights): void {
  if (!weights) return;
  for (const { plan, value } of network.parameters) backend.view(value).set(weights.get(plan.name) ?? []);
}

/**
 * Puts the weights of a file in.
 * @throws NnError NN-WEIGHTS-…
 */
export function putWeights(network: Network, backend: Backend, tensors: readonly NamedTensor[]): void {
  const given = matchWeights(network.plan, tensors);
  restoreWeights(network, backend, new Map(given.map(({ name, values }) => [name, values])));
}

/** First weights and optimizer slots. `initialWeights` replaces the initializers. */
export function initializeNetwork(
  network: Network,
  backend: Backend,
  initialWeights: readonly NamedTensor[] | undefined,
): void {
  const { plan } = network;
  const { semantics, seed, optimizer } = plan.spec;
  const given = initialWeights && matchWeights(plan, initialWeights);
  network.parameters.forEach((parameter, index) => {
    const { name, shape, fans, initializer } = parameter.plan;
    const values = backend.view(parameter.value);
    const tensor = given?.[index];
    if (tensor) values.set(tensor.values);
    else initialize(initializer, { name, shape, fans }, semantics, seed, values);
    const slots = slotsOf(optimizer, semantics, shape);
    parameter.slots.forEach((slot, position) => {
      beginSlot(slots[position] ?? { name: '', initial: 0 }, values, backend.view(slot));
    });
    if (parameter.gathered) backend.view(parameter.gathered).fill(0);
  });
}

/** Every tensor that a checkpoint holds, with its name; gathered gradients only while a group is open. */
function* stateTensors(
  network: Network,
  { group }: Pick<Progress, 'group'>,
): Generator<{ readonly name: string; readonly shape: readonly number[]; readonly tensor: Tensor }> {
  const { optimizer, semantics } = network.plan.spec;
  for (const { plan, value } of network.parameters)
    yield { name: plan.name, shape: plan.shape, tensor: value };
  for (const { plan, slots: tensors } of network.parameters) {
    const slots = slotsOf(optimizer, semantics, plan.shape);
    for (const [position, tensor] of tensors.entries()) {
      const name = slotName(plan.name, slots[position]?.name ?? '');
      yield { name, shape: tensor.axes, tensor };
    }
  }
  if (group === 0) return;
  for (const { plan, gathered } of network.parameters) {
    if (gathered) yield { name: slotName(plan.name, GATHERED), shape: plan.shape, tensor: gathered };
  }
}

/** The state as it is now; its tensors are the network's own numbers, which the next step changes. */
export function lookAtState(
  network: Network,
  backend: Backend,
  progress: Progress,
  settings: LiveSettings,
  metrics: readonly Metric[],
  best: BestWeights,
  health?: readonly number[],
): CheckpointState {
  const tensors: NamedTensor[] = [];
  for (const { name, shape, tensor } of stateTensors(network, progress)) {
    const view = backend.view(tensor);
    tensors.push({ name, shape, values: view instanceof Float32Array ? view : Float32Array.from(view) });
  }
  for (const { plan } of network.parameters) {
    const values = best?.get(plan.name);
    if (values) tensors.push({ name: bestName(plan.name), shape: plan.shape, values });
  }
  const scalars: Scalars = {
    version: 2,
    progress: structuredClone(progress),
    settings: saveSettings(settings),
    metrics: metrics.map((metric) => [...metric.sums]),
    ...(health && { health }),
  };
  const epoch = progress.epochs + (progress.stepsOfEpoch > 0 ? 1 : 0);
  return { step: progress.step, epoch, tensors, scalars: { ...scalars } };
}

/** A state with tensors of its own. `spare`: an older one of the same run that is no longer needed, whose memory is reused. */
export function copyState(state: CheckpointState, spare: CheckpointState | null): CheckpointState {
  const tensors = state.tensors.map(({ name, shape, values }, index) => {
    const old = spare?.tensors[index]?.values;
    if (old?.length !== values.length) return { name, shape, values: Float32Array.from(values) };
    old.set(values);
    return { name, shape, values: old };
  });
  return { ...state, tensors };
}

/** Version 1 kept clipping and batch size beside the controls, and no count of changes. */
interface ScalarsV1 extends Omit<Scalars, 'version' | 'settings' | 'progress'> {
  readonly version: 1;
  readonly progress: Omit<Progress, 'changes'>;
  readonly settings: SavedSettings & { readonly clipping: GradientClipping; readonly batchSize: number };
}

function isScalars(scalars: unknown): scalars is Scalars | ScalarsV1 {
  if (typeof scalars !== 'object' || scalars === null) return false;
  const { version, progress, settings, metrics } = scalars as Partial<Scalars | ScalarsV1>;
  return (
    (version === 1 || version === 2) &&
    typeof progress === 'object' &&
    typeof settings === 'object' &&
    Array.isArray(metrics)
  );
}

/** Earlier versions made one update a step. */
function withUpdates<S extends Scalars | ScalarsV1>(scalars: S): S {
  const progress: Partial<Progress> = scalars.progress;
  const { updates = progress.step, group = 0 } = progress;
  return { ...scalars, progress: { ...progress, updates, group } };
}

function migrate(read: Scalars | ScalarsV1): Scalars {
  const scalars = withUpdates(read);
  if (scalars.version === 2) return scalars;
  const { controls, clipping, batchSize } = scalars.settings;
  const saved: SavedSettings['controls'][number][] = [
    ...controls,
    { path: BATCH_SIZE, value: batchSize, enabled: true },
  ];
  if (clipping.kind === 'none') saved.push({ path: CLIPPING, value: 1, mode: 'globalNorm', enabled: false });
  else saved.push({ path: CLIPPING, value: clipping.threshold, mode: clipping.kind, enabled: true });
  return {
    ...scalars,
    version: 2,
    progress: { ...scalars.progress, changes: 0 },
    settings: { controls: saved },
  };
}

/**
 * Puts a checkpoint's tensors back.
 * @returns its scalars and the best weights
 * @throws NnError NN-WEIGHTS-STATE if it is of another model, optimizer or version
 */
export function restoreState(
  network: Network,
  backend: Backend,
  state: CheckpointState,
): { readonly scalars: Scalars; readonly best: BestWeights } {
  const { scalars } = state;
  const byName = new Map(state.tensors.map((tensor) => [tensor.name, tensor.values]));
  const wrong = (what: Text): NnError => new NnError(sentence('NN-WEIGHTS-STATE.other', { what }));
  if (!isScalars(scalars)) throw wrong(phrase('its state is of another version'));
  const own = migrate(scalars);
  for (const { name, tensor } of stateTensors(network, own.progress)) {
    const values = byName.get(name);
    if (values?.length !== tensor.length)
      throw wrong(phrase('{name} is missing or of another size', { name }));
    backend.view(tensor).set(values);
  }
  const best = new Map<string, Float32Array>();
  for (const { plan } of network.parameters) {
    const values = byName.get(bestName(plan.name));
    if (values?.length === plan.size) best.set(plan.name, values.slice());
  }
  return { scalars: structuredClone(own), best: best.size === 0 ? null : best };
}
