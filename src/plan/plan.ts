/** Spec and data shape in, plan or problems out. */
import type { Problem } from '../base/errors.ts';
import { layerKind } from '../kinds/layers/table.ts';
import { hasValidation } from '../format/checks.ts';
import type { ResolvedSpec } from '../format/types.ts';
import { planLayers } from './layers.ts';
import { memoryOf } from './memory.ts';
import { checkOutput, fusedOutput, planProblem } from './output.ts';
import type { DataShape, Plan, PlanLayer } from './types.ts';

/** Addresses of a WebAssembly memory end here; some room is left for its other uses. */
const LARGEST_ARENA = 4 * 1024 ** 3 - 64 * 1024 ** 2;

export interface PlanResult {
  /** There exactly if no problem is an error. */
  readonly plan?: Plan;
  readonly problems: readonly Problem[];
}

function deepFreeze<T>(value: T): T {
  if (typeof value === 'object' && value !== null && !Object.isFrozen(value)) {
    Object.freeze(value);
    for (const child of Object.values(value)) deepFreeze<unknown>(child);
  }
  return value;
}

/** Bytes in words, such as `1.5 GB`. */
function bytesText(bytes: number): string {
  const units = ['B', 'KB', 'MB', 'GB', 'TB'];
  const power = Math.min(units.length - 1, Math.max(0, Math.floor(Math.log2(Math.max(1, bytes)) / 10)));
  const value = bytes / 1024 ** power;
  return `${power === 0 || value >= 100 ? value.toFixed(0) : value.toFixed(1)} ${units[power] ?? ''}`;
}

interface Steps {
  readonly batchSize: number;
  readonly stepsPerEpoch: number;
  readonly totalSteps: number;
}

function stepsOf({ training }: ResolvedSpec, train: number): Steps {
  const wanted = training.batchSize === 'full' ? train : training.batchSize;
  const batchSize = Math.min(wanted, train);
  // A set smaller than the batch is one ragged batch, which dropLastBatch leaves out.
  const stepsPerEpoch = training.dropLastBatch
    ? Math.floor(train / Math.max(1, wanted))
    : Math.ceil(train / Math.max(1, batchSize));
  return { batchSize, stepsPerEpoch, totalSteps: stepsPerEpoch * training.epochs };
}

function checkSteps(spec: ResolvedSpec, data: DataShape, steps: Steps): Problem[] {
  const { train } = data.samples;
  const { batchSize, epochs, learningRateSchedule } = spec.training;
  const at = ['training', 'batchSize'];
  if (train === 0)
    return [planProblem('NN-PLAN-NO-SAMPLES', 'error', ['data'], 'There are no training samples.')];
  const count = `${String(train)} training ${train === 1 ? 'sample' : 'samples'}`;
  if (steps.stepsPerEpoch === 0) {
    const message = `batchSize ${String(batchSize)} is larger than the ${count}, and dropLastBatch leaves that batch out.`;
    const fix = { title: `Set batchSize to ${String(train)}`, path: at, value: train };
    return [planProblem('NN-PLAN-NO-SAMPLES', 'error', at, message, fix)];
  }
  const problems: Problem[] = [];
  // The default batch size on a small set is nothing the user has to mend.
  if (batchSize !== 'full' && batchSize > train && batchSize !== 32) {
    const message = `batchSize ${String(batchSize)} is larger than the ${count}: every step takes all of them.`;
    const fix = { title: 'Set batchSize to "full"', path: at, value: 'full' };
    problems.push(planProblem('NN-PLAN-BATCH-SIZE', 'warning', at, message, fix));
  }
  if (learningRateSchedule.warmupSteps > steps.totalSteps) {
    const path = ['training', 'learningRateSchedule', 'warmupSteps'];
    const message = `The warm-up takes ${String(learningRateSchedule.warmupSteps)} steps, but ${String(epochs)} epochs are only ${String(steps.totalSteps)}: the full rate is never reached.`;
    problems.push(planProblem('NN-PLAN-WARMUP', 'warning', path, message));
  }
  const { type } = learningRateSchedule;
  if (type === 'cosine' && learningRateSchedule.alpha === 0 && learningRateSchedule.decaySteps !== null) {
    const end = learningRateSchedule.warmupSteps + learningRateSchedule.decaySteps;
    const path = ['training', 'learningRateSchedule', 'decaySteps'];
    const message = `The learning rate is 0 after step ${String(end)}, so the last ${String(steps.totalSteps - end)} of the ${String(steps.totalSteps)} steps change nothing. Leave decaySteps out, or give the schedule an alpha above 0.`;
    if (end < steps.totalSteps) problems.push(planProblem('NN-PLAN-SCHEDULE', 'warning', path, message));
  }
  return problems;
}

/** A batch of one sample has no variance to divide by. */
function checkBatchNorm(
  spec: ResolvedSpec,
  layers: readonly PlanLayer[],
  train: number,
  steps: Steps,
): Problem[] {
  const layer = layers.find(({ spec }) => layerKind(spec).normalizesBatch);
  if (!layer || train === 0) return [];
  const ragged = !spec.training.dropLastBatch && steps.batchSize > 1 && train % steps.batchSize === 1;
  if (steps.batchSize !== 1 && !ragged) return [];
  const which = ragged
    ? `the last of each epoch's batches has one sample (${String(train)} = ${String(steps.stepsPerEpoch - 1)} × ${String(steps.batchSize)} + 1)`
    : 'batches have one sample';
  const cure = ragged
    ? 'Set training.dropLastBatch, or change the batch size.'
    : 'Use a batch size of 2 or more.';
  const pytorch = spec.semantics === 'pytorch';
  const outcome = pytorch
    ? 'PyTorch refuses this: it expects more than one value per channel.'
    : 'The variance is 0 there, so the layer gives only its offset.';
  const message = `${layer.id} normalizes over the batch, but ${which}. ${outcome} ${cure}`;
  const path = ['model', 'layers', layer.index, 'type'];
  const fix = ragged
    ? { title: 'Leave out the last batch', path: ['training', 'dropLastBatch'], value: true }
    : { title: 'Use batches of 32', path: ['training', 'batchSize'], value: 32 };
  return [planProblem('NN-PLAN-BATCH-NORM', pytorch ? 'error' : 'warning', path, message, fix)];
}

/** What the text promised must be there: a share of very few samples can come out empty. */
function checkMonitors(spec: ResolvedSpec, data: DataShape): Problem[] {
  if (data.samples.validation > 0 || !hasValidation(spec.data)) return [];
  const { earlyStopping, checkpoint, learningRateSchedule: schedule } = spec.training;
  const monitors: [string, string[]][] = [[checkpoint.best, ['training', 'checkpoint', 'best']]];
  if (earlyStopping) monitors.push([earlyStopping.monitor, ['training', 'earlyStopping', 'monitor']]);
  if (schedule.type === 'reduceOnPlateau') {
    monitors.push([schedule.monitor, ['training', 'learningRateSchedule', 'monitor']]);
  }
  return monitors.flatMap(([monitor, path]) => {
    if (!monitor.startsWith('validation.')) return [];
    const message = `"${monitor}" cannot be measured: no sample is left for validation. Raise data.split.validation.`;
    return [planProblem('NN-PLAN-MONITOR', 'error', path, message)];
  });
}

function checkMemory(memory: Plan['memory'], layers: readonly PlanLayer[], limit: number): Problem[] {
  const arena = memory.total - memory.data;
  if (memory.total <= limit && arena <= LARGEST_ARENA) return [];
  const parts = ['data', 'parameters', 'gradients', 'optimizer', 'activations'] as const;
  const part = parts.reduce((most, one) => (memory[one] > memory[most] ? one : most));
  const largest = layers.reduce((most, layer) => (layer.parameterCount > most.parameterCount ? layer : most));
  const [taken, allowed] = memory.total > limit ? [memory.total, limit] : [arena, LARGEST_ARENA];
  const advice = memory.total > limit ? ' The limit is the setting nnspec.maxMemory.' : '';
  const most = part === 'optimizer' ? 'optimizer state' : part;
  const message = `The run would take ${bytesText(taken)}, but ${bytesText(allowed)} are allowed; most of it is ${most} (${bytesText(memory[part])}).`;
  const cures = {
    data: 'Use less data, or text features, which are kept sparse.',
    activations: 'Use smaller batches or fewer units.',
    parameters: `Use fewer units: ${largest.id} has ${String(largest.parameterCount)} parameters.`,
  };
  const cure = part === 'data' || part === 'activations' ? cures[part] : cures.parameters;
  const path =
    part === 'data'
      ? ['data']
      : part === 'activations'
        ? ['training', 'batchSize']
        : ['model', 'layers', largest.index];
  return [planProblem('NN-PLAN-MEMORY', 'error', path, `${message} ${cure}${advice}`)];
}

/**
 * The plan of a run: shapes, parameters, counts, steps, memory. `memoryLimit` is in bytes. The plan is frozen
 * through and through, shares nothing with its inputs and can be cloned to a worker.
 */
export function makePlan(spec: ResolvedSpec, data: DataShape, memoryLimit: number): PlanResult {
  const layers = planLayers(spec.model.layers, data.features);
  const parameters = layers.flatMap((layer) => layer.parameters);
  const trainable = parameters.filter((parameter) => parameter.trainable);
  const sizes = (list: typeof parameters): number => list.reduce((sum, { size }) => sum + size, 0);
  const steps = stepsOf(spec, data.samples.train);
  const memory = memoryOf(spec, data, layers, steps.batchSize);
  const problems: Problem[] = [
    ...checkOutput(spec, layers, data.target),
    ...checkSteps(spec, data, steps),
    ...checkBatchNorm(spec, layers, data.samples.train, steps),
    ...checkMonitors(spec, data),
    ...checkMemory(memory, layers, memoryLimit),
  ];
  if (trainable.length === 0) {
    const message = 'No layer has anything to learn. Add a dense layer.';
    problems.push(planProblem('NN-PLAN-NO-PARAMETERS', 'error', ['model', 'layers'], message));
  }
  if (problems.some(({ severity }) => severity === 'error')) return { problems };
  const plan: Plan = {
    spec,
    data,
    layers,
    parameterCount: sizes(parameters),
    trainableParameterCount: sizes(trainable),
    outputs: layers.at(-1)?.outputs ?? 0,
    fusedOutput: fusedOutput(spec, layers),
    ...steps,
    memory,
  };
  return { plan: deepFreeze(structuredClone(plan)), problems };
}
