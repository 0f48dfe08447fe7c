/** One run in the worker: data and plan first, then backend, weights and trainer. */
// The global of this name is a getter, which costs as much as a small step.
import { sentence } from '../base/problems/data.ts';
import { sentence as runSentence } from '../base/problems/runs.ts';
import { performance } from 'node:perf_hooks';
import { NnError, toldBy, problemError, type Problem } from '../base/errors.ts';
import { loadDataset } from '../data/load.ts';
import type { Dataset, LoadedDataset } from '../data/types.ts';
import { createTrainer } from '../engine/trainer.ts';
import { decodeCheckpoint, decodeSafetensors, encodeCheckpoint } from '../engine/checkpoint.ts';
import { explain } from '../engine/explain/explain.ts';
import type { Explanation } from '../run/explain/explanation.ts';
import { gradientCheck } from '../engine/explain/gradcheck.ts';
import type { GradientCheck } from '../run/explain/gradientCheck.ts';
import { Microscope } from '../engine/microscope/microscope.ts';
import { holdStep, type Step } from '../engine/microscope/step.ts';
import { healthIn, interventionsIn } from '../engine/state.ts';
import type { Trainer, TrainerOptions } from '../engine/types.ts';
import type { FileFacts } from '../plan/dataFacts.ts';
import { makePlan } from '../plan/plan.ts';
import type { Plan } from '../plan/types.ts';
import type { CheckpointState } from '../run/checkpoints.ts';
import { seriesOf } from '../run/series.ts';
import type { Intervention } from '../run/interventions.ts';
import type { PrepareResult, WorkerEvent, WorkerRequest } from '../protocol/worker.ts';
import { chooseBackend } from './kernels/chooseBackend.ts';
import { fileHost, readAllowed } from './files/fileHost.ts';
import { markOf } from './files/fileMarks.ts';
import { collectGarbage } from './memory.ts';
import { isEncoder } from './predictions/predictFile.ts';
import { PredictionInspector } from './predictions/inspectPredictions.ts';
import { Health } from './health/health.ts';
import { watchedOf } from './health/watched.ts';
import { reckon, SnapshotSchedule } from './snapshotSchedule.ts';
import { TrainLoop } from './trainLoop.ts';
import type { TrainLoopOptions } from './trainLoopOptions.ts';

/** Values of the inputs. */
const LARGE = 100_000;

type PrepareRequest = Extract<WorkerRequest, { type: 'prepare' }>;
type TrainRequest = Extract<WorkerRequest, { type: 'train' }>;

export interface Prepared {
  readonly request: PrepareRequest;
  readonly dataset: LoadedDataset;
  readonly plan: Plan;
}

/** Errors of the spec or the data are answered as problems; others are thrown. */
export async function prepare(
  request: PrepareRequest,
  onProgress: (done: number, total: number) => void,
): Promise<{ prepared: Prepared | null; result: PrepareResult }> {
  const { spec, baseDir, allowedRoots, memoryLimit } = request;
  try {
    const host = fileHost({ baseDir, allowedRoots, memoryLimit, onProgress });
    const { known } = request;
    const encoder = isEncoder(known?.encoder) ? known.encoder : null;
    const dataset = await loadDataset(spec, host, known ? { ...known, encoder } : null);
    if (isLarge(dataset)) collectGarbage();
    const made = makePlan(spec, dataset.shape, memoryLimit);
    const { plan } = made;
    const problems = [...dataset.warnings, ...made.problems];
    if (!plan) return { prepared: null, result: { problems } };
    return { prepared: { request, dataset, plan }, result: { plan, problems } };
  } catch (error) {
    return { prepared: null, result: { problems: problemsOf(error) } };
  }
}

/** True if loading has left enough garbage behind to be worth the milliseconds. */
function isLarge({ shape: { nonZeros } }: Dataset): boolean {
  return nonZeros > LARGE;
}

/** Problems of an error that says any; running out of memory while loading is one, too. */
function problemsOf(error: unknown): readonly Problem[] {
  if (NnError.is(error) && error.problems.length > 0) return error.problems;
  if (!(error instanceof RangeError)) throw error;
  const location = { kind: 'spec', path: ['data', 'source'], on: 'value' } as const;
  return [{ ...sentence('NN-DATA-MEMORY.load', { message: error.message }), severity: 'error', location }];
}

export async function startTraining(
  prepared: Prepared,
  request: TrainRequest,
  kernels: string,
  { send, takeMessage }: Pick<TrainLoopOptions, 'send' | 'takeMessage'>,
): Promise<{ loop: TrainLoop; event: WorkerEvent }> {
  const { dataset, plan } = prepared;
  const { checkpoint } = plan.spec.training;
  const inputs = [dataset.train.x, dataset.validation.x, dataset.test.x];
  const { backend, threads } = await chooseBackend(kernels, plan, inputs, request.threads, request.wide);
  const options: TrainerOptions = { plan, dataset, backend, now: () => performance.now() };
  const state = request.resume ? decodeCheckpoint(new Uint8Array(request.resume.bytes)) : null;
  const health = new Health({
    watched: watchedOf(plan, dataset.train),
    settings: plan.spec.health,
    samples: dataset.train.count,
    stepSeconds: reckon(plan).step,
    state: state ? healthIn(state) : undefined,
  });
  const { trainer, kept, later, initialWeights } = await makeTrainer(prepared, request, state, {
    ...options,
    health: () => health.state(),
  });
  // A repeated run has asked for its schedules already.
  if (request.resume)
    for (const { to, ...change } of request.changes) trainer.requireSchedule({ ...change, value: to });
  const loop = new TrainLoop({
    trainer,
    width: seriesOf(plan).length,
    checkpoint,
    encode: (state) => encodeCheckpoint(state).buffer,
    send,
    takeMessage,
    startPaused: request.startPaused,
    stepsPerSecond: request.stepsPerSecond,
    changes: [...later, ...request.changes],
    stopAfter: request.stopAfter,
    snapshots: new SnapshotSchedule(plan),
    health,
  });
  return {
    loop,
    event: {
      type: 'started',
      backend: backend.name,
      threads,
      controls: trainer.controls,
      step: trainer.step,
      epochs: trainer.epoch - 1,
      interventions: kept,
      encoder: dataset.encoder,
      facts: { ...dataset.facts, ...(initialWeights && { initialWeights }) },
      rowSplit: dataset.rowSplit,
    },
  };
}

/** `kept`: how many interventions of the journal the trainer's state holds; `later`: those that are made again. */
async function makeTrainer(
  prepared: Prepared,
  { resume }: TrainRequest,
  state: CheckpointState | null,
  options: TrainerOptions,
): Promise<{
  trainer: Trainer;
  kept: number;
  later: readonly Intervention[];
  initialWeights?: FileFacts | undefined;
}> {
  const before = prepared.request.known?.facts?.initialWeights;
  if (!resume || !state) {
    const { made, file } = await withWeights(prepared, (weights) =>
      createTrainer({ ...options, ...weights }),
    );
    return { trainer: made, kept: 0, later: [], initialWeights: file };
  }
  const kept = interventionsIn(state, resume.interventions);
  const trainer = createTrainer({ ...options, resume: state, changes: kept });
  const later = resume.later === 'repeat' ? resume.interventions.slice(kept) : [];
  return { trainer, kept, later, initialWeights: before };
}

/** The network of a checkpoint file, for a look at it. */
export async function openCheckpoint(
  { dataset, plan }: Prepared,
  bytes: ArrayBuffer,
  kernels: string,
): Promise<Trainer> {
  const { backend } = await chooseBackend(
    kernels,
    plan,
    [dataset.train.x, dataset.validation.x, dataset.test.x],
    1,
  );
  const resume = decodeCheckpoint(new Uint8Array(bytes));
  return createTrainer({ plan, dataset, backend, resume, now: () => performance.now() });
}

/** The object that answers questions about predictions on the prepared data. */
export function predictionInspector({ request, dataset }: Prepared): PredictionInspector {
  const { spec, baseDir, allowedRoots, memoryLimit } = request;
  const host = fileHost({ baseDir, allowedRoots, memoryLimit });
  return new PredictionInspector(spec, dataset, host);
}

/** One sample through the network: at the first step, or at the one after `checkpoint`. */
export async function explainSample(
  prepared: Prepared,
  sample: number,
  checkpoint: ArrayBuffer | null,
): Promise<Explanation> {
  const { plan, dataset } = prepared;
  if (checkpoint) {
    const state = decodeCheckpoint(new Uint8Array(checkpoint));
    return explain(plan, dataset, { state, sample });
  }
  return (await withWeights(prepared, (weights) => explain(plan, dataset, { ...weights, sample }))).made;
}

/** The step that questions are about: the first, or the one after a checkpoint or after the run in training. */
export async function lookAtStep(
  prepared: Prepared,
  sample: number | null,
  checkpoint: ArrayBuffer | null,
  trainer: Trainer | null,
): Promise<Microscope> {
  const { plan, dataset } = prepared;
  const after = (state: CheckpointState): Step => holdStep(plan, dataset, { state, sample });
  if (trainer) return new Microscope(trainer.withState(after));
  if (checkpoint) return new Microscope(after(decodeCheckpoint(new Uint8Array(checkpoint))));
  const held = await withWeights(prepared, (weights) => holdStep(plan, dataset, { ...weights, sample }));
  return new Microscope(held.made);
}

/** The same at the next step of the run that is in training. */
export function explainNext({ plan, dataset }: Prepared, sample: number, trainer: Trainer): Explanation {
  return trainer.withState((state) => explain(plan, dataset, { state, sample }));
}

export async function checkGradients(prepared: Prepared): Promise<GradientCheck> {
  const { plan, dataset } = prepared;
  return (await withWeights(prepared, (weights) => gradientCheck(plan, dataset, weights))).made;
}

/** A trainer before the first step, on one thread. */
export async function trainerAtStart(prepared: Prepared, kernels: string): Promise<Trainer> {
  const { plan, dataset } = prepared;
  const inputs = [dataset.train.x, dataset.validation.x, dataset.test.x];
  const { backend } = await chooseBackend(kernels, plan, inputs, 1);
  const shared = { plan, dataset, backend, now: () => performance.now() };
  return (await withWeights(prepared, (weights) => createTrainer({ ...shared, ...weights }))).made;
}

const WEIGHTS_KEY = ['training', 'initialWeights'] as const;

/**
 * Calls `make` with the spec's initial weights, if any; `file` is theirs. What is wrong with them is a problem at their
 * key, also if they are not those that a run which is repeated began with.
 */
export async function withWeights<T>(
  { request: { spec, baseDir, allowedRoots, memoryLimit, known } }: Prepared,
  make: (weights: Pick<TrainerOptions, 'initialWeights'>) => T,
): Promise<{ made: T; file?: FileFacts }> {
  const { initialWeights } = spec.training;
  if (initialWeights === null) return { made: make({}) };
  const bytes = await readAllowed(initialWeights, { baseDir, allowedRoots, memoryLimit }, WEIGHTS_KEY);
  const file = { file: initialWeights, ...markOf(bytes) };
  const before = known?.facts?.initialWeights;
  if (before && before.hash !== file.hash && !known.accepted) {
    const location = { kind: 'spec', path: WEIGHTS_KEY, on: 'value' } as const;
    throw problemError({
      ...runSentence('NN-RUN-DATA-CHANGED.weights', { initialWeights }),
      severity: 'error',
      location,
    });
  }
  try {
    return { made: make({ initialWeights: decodeSafetensors(bytes).tensors }), file };
  } catch (error) {
    if (!NnError.is(error) || error.problems.length > 0 || !error.code.startsWith('NN-WEIGHTS-')) throw error;
    const location = { kind: 'spec', path: WEIGHTS_KEY, on: 'value' } as const;
    throw problemError({ ...toldBy(error), severity: 'error', location });
  }
}
