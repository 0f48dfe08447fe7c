/** Spec and data shape in, plan or problems out. */
import { specProblem, type Problem, type ProblemFix } from '../base/errors.ts';
import { formatBytes } from '../base/numbers.ts';
import { phrase } from '../base/problems/phrase.ts';
import { sentence } from '../base/problems/plan.ts';
import { scheduleKind } from '../kinds/schedules/table.ts';
import { optimizerKind } from '../kinds/optimizers/table.ts';
import { layerKind } from '../kinds/layers/table.ts';
import { hasValidation } from '../format/checks.ts';
import type { ResolvedSpec } from '../format/types.ts';
import { planLayers } from './layers.ts';
import { memoryOf } from './memory.ts';
import { inputShape } from './inputAxes.ts';
import { checkOutput, fusedOutput, outputsOf } from './output.ts';
import type { DataShape, Plan, PlanLayer } from './types.ts';
import { batchesOfGroup, plannedIterations, plannedUpdates } from './updates.ts';

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
  if (train === 0) return [specProblem(sentence('NN-PLAN-NO-SAMPLES.none'), 'error', ['data'])];
  const samples =
    train === 1
      ? phrase('{count} training sample', { count: train })
      : phrase('{count} training samples', { count: train });
  const setTo = (value: number | string): ProblemFix[] => [
    {
      title: phrase('Set {key} to {value}', {
        key: 'batchSize',
        value: typeof value === 'number' ? value : `"${value}"`,
      }),
      path: at,
      value,
    },
  ];
  if (steps.stepsPerEpoch === 0) {
    const told = sentence('NN-PLAN-NO-SAMPLES.noBatch', { batchSize, samples });
    return [specProblem(told, 'error', at, setTo(train))];
  }
  const problems: Problem[] = [];
  // The default batch size on a small set is nothing the user has to mend.
  if (batchSize !== 'full' && batchSize > train && batchSize !== 32) {
    const told = sentence('NN-PLAN-BATCH-SIZE', { batchSize, samples });
    problems.push(specProblem(told, 'warning', at, setTo('full')));
  }
  if (optimizerKind(spec.optimizer).needsFullBatch && steps.batchSize < train) {
    const told = { optimizer: spec.optimizer.type, batchSize: steps.batchSize, samples };
    problems.push(specProblem(sentence('NN-PLAN-FULL-BATCH', told), 'error', at, setTo('full')));
  }
  const batches = batchesOfGroup(spec);
  const iterations = plannedIterations(spec, steps);
  const counts = spec.semantics === 'keras' || batches === 1 ? 'steps' : 'updates';
  problems.push(...checkGroups(spec, steps));
  if (learningRateSchedule.warmupSteps > iterations) {
    const path = ['training', 'learningRateSchedule', 'warmupSteps'];
    const told = { warmup: learningRateSchedule.warmupSteps, epochs, steps: iterations };
    const text =
      counts === 'steps'
        ? sentence('NN-PLAN-WARMUP.steps', told)
        : sentence('NN-PLAN-WARMUP.updates', { ...told, batches });
    problems.push(specProblem(text, 'warning', path));
  }
  const { cycle } = scheduleKind(learningRateSchedule);
  // Beyond the end of a cycle of its own length the rate stays as it is: nothing changes if that is 0.
  if (cycle?.floor(learningRateSchedule) === 0 && !cycle.followsRun(learningRateSchedule)) {
    const end = cycle.end(learningRateSchedule, iterations);
    const path = ['training', 'learningRateSchedule', 'decaySteps'];
    const rest = iterations - end;
    const told = sentence(`NN-PLAN-SCHEDULE.${counts}`, { end, rest, steps: iterations });
    if (rest > 0) problems.push(specProblem(told, 'warning', path));
  }
  return problems;
}

/** Groups of batches that are never whole. */
function checkGroups(spec: ResolvedSpec, steps: Steps): Problem[] {
  const batches = batchesOfGroup(spec);
  const path = ['training', 'gradientAccumulation'];
  const { stepsPerEpoch, totalSteps } = steps;
  if (plannedUpdates(spec, steps) === 0) {
    const title = phrase('Set {key} to {value}', { key: 'gradientAccumulation', value: totalSteps });
    const told = sentence('NN-PLAN-ACCUMULATION.none', { batches, steps: totalSteps });
    return [specProblem(told, 'error', path, [{ title, path, value: totalSteps }])];
  }
  if (spec.semantics === 'keras' || batches <= stepsPerEpoch) return [];
  const title = phrase('Set {key} to {value}', { key: 'gradientAccumulation', value: stepsPerEpoch });
  const told = sentence('NN-PLAN-ACCUMULATION.fewer', { batches, steps: stepsPerEpoch });
  return [specProblem(told, 'warning', path, [{ title, path, value: stepsPerEpoch }])];
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
    ? phrase("the last of each epoch's batches has one sample ({train} = {batches} × {batchSize} + 1)", {
        train,
        batches: steps.stepsPerEpoch - 1,
        batchSize: steps.batchSize,
      })
    : phrase('batches have one sample');
  const cure = ragged
    ? phrase('Set training.dropLastBatch, or change the batch size.')
    : phrase('Use a batch size of 2 or more.');
  const pytorch = spec.semantics === 'pytorch';
  const outcome = pytorch
    ? phrase('PyTorch refuses this: it expects more than one value per channel.')
    : phrase('The variance is 0 there, so the layer gives only its offset.');
  const told = sentence('NN-PLAN-BATCH-NORM', { layer: layer.id, which, outcome, cure });
  const path = ['model', 'layers', layer.index, 'type'];
  const fix = ragged
    ? { title: phrase('Leave out the last batch'), path: ['training', 'dropLastBatch'], value: true }
    : { title: phrase('Use batches of 32'), path: ['training', 'batchSize'], value: 32 };
  return [specProblem(told, pytorch ? 'error' : 'warning', path, [fix])];
}

/** The promised split must not be empty: a share of very few samples can come out empty. */
function checkMonitors(spec: ResolvedSpec, data: DataShape): Problem[] {
  if (data.samples.validation > 0 || !hasValidation(spec.data)) return [];
  const { earlyStopping, checkpoint, learningRateSchedule: schedule } = spec.training;
  const monitors: [string, string[]][] = [[checkpoint.best, ['training', 'checkpoint', 'best']]];
  if (earlyStopping) monitors.push([earlyStopping.monitor, ['training', 'earlyStopping', 'monitor']]);
  if ('monitor' in schedule) {
    monitors.push([schedule.monitor, ['training', 'learningRateSchedule', 'monitor']]);
  }
  return monitors.flatMap(([monitor, path]) => {
    if (!monitor.startsWith('validation.')) return [];
    return [specProblem(sentence('NN-PLAN-MONITOR', { monitor }), 'error', path)];
  });
}

function checkMemory(memory: Plan['memory'], layers: readonly PlanLayer[], limit: number): Problem[] {
  const arena = memory.total - memory.data;
  if (memory.total <= limit && arena <= LARGEST_ARENA) return [];
  const parts = ['data', 'parameters', 'gradients', 'optimizer', 'activations'] as const;
  const part = parts.reduce((most, one) => (memory[one] > memory[most] ? one : most));
  const largest = layers.reduce((most, layer) => (layer.parameterCount > most.parameterCount ? layer : most));
  const [taken, allowed] = memory.total > limit ? [memory.total, limit] : [arena, LARGEST_ARENA];
  const cures = {
    data: phrase('Use less data, or text features, which are kept sparse.'),
    activations: phrase('Use smaller batches or fewer units.'),
    parameters: phrase('Use fewer units: {layer} has {count} parameters.', {
      layer: largest.id,
      count: largest.parameterCount,
    }),
  };
  const cure = part === 'data' || part === 'activations' ? cures[part] : cures.parameters;
  const path =
    part === 'data'
      ? ['data']
      : part === 'activations'
        ? ['training', 'batchSize']
        : ['model', 'layers', largest.index];
  const told = {
    taken: formatBytes(taken),
    allowed: formatBytes(allowed),
    most: phrase(part === 'optimizer' ? 'optimizer state' : part),
    size: formatBytes(memory[part]),
    cure,
  };
  const row = memory.total > limit ? 'NN-PLAN-MEMORY.setting' : 'NN-PLAN-MEMORY.arena';
  return [specProblem(sentence(row, told), 'error', path)];
}

/**
 * The plan of a run: shapes, parameters, counts, steps, memory. `memoryLimit` is in bytes. The plan is frozen
 * through and through, shares nothing with its inputs and can be cloned to a worker.
 */
export function makePlan(spec: ResolvedSpec, data: DataShape, memoryLimit: number): PlanResult {
  const { layers, problem } = planLayers(spec.model.layers, inputShape(data));
  const parameters = layers.flatMap((layer) => layer.parameters);
  const trainable = parameters.filter((parameter) => parameter.trainable);
  const sizes = (list: typeof parameters): number => list.reduce((sum, { size }) => sum + size, 0);
  const steps = stepsOf(spec, data.samples.train);
  const problems: Problem[] = [
    // With a network that ends too early, what its output should be is no help.
    ...(problem ? [problem] : checkOutput(spec, layers, data.target)),
    ...checkSteps(spec, data, steps),
    ...checkBatchNorm(spec, layers, data.samples.train, steps),
    ...checkMonitors(spec, data),
  ];
  if (trainable.length === 0 && !problem) {
    problems.push(specProblem(sentence('NN-PLAN-NO-PARAMETERS'), 'error', ['model', 'layers']));
  }
  if (problems.some(({ severity }) => severity === 'error')) return { problems };
  const layout = {
    spec,
    data,
    layers,
    outputs: outputsOf(layers),
    fusedOutput: fusedOutput(spec, layers),
    ...steps,
  };
  // The network can only be laid out where all else is right.
  const memory = memoryOf(layout);
  problems.push(...checkMemory(memory, layers, memoryLimit));
  if (problems.some(({ severity }) => severity === 'error')) return { problems };
  const plan: Plan = {
    ...layout,
    parameterCount: sizes(parameters),
    trainableParameterCount: sizes(trainable),
    memory,
  };
  return { plan: deepFreeze(structuredClone(plan)), problems };
}
