/**
 * Training as a generator: one yield per step, one per epoch, one at the end. Between two calls of `next()` the
 * state is whole, so pausing, changing a setting, saving and stopping need nothing but not calling it.
 */
import { NnError } from '../base/errors.ts';
import type { Split } from '../data/types.ts';
import type { CheckpointState } from '../run/checkpoints.ts';
import { type Control, BATCH_SIZE, EPOCHS, effective, type LiveControl } from '../run/controls/control.ts';
import { changeSetting } from '../run/controls/change.ts';
import { createSettings, findControl, restoreSettings, type LiveSettings } from '../run/controls/settings.ts';
import { stepsOfEpoch } from '../run/controls/length.ts';
import type { EndReason } from '../run/run.ts';
import type { EpochRecord, MetricValues } from '../run/epochs.ts';
import type { Intervention, ScheduleChoice } from '../run/interventions.ts';
import { seriesOf } from '../run/series.ts';
import { hasFinished } from '../run/status.ts';
import type { Backend } from './backend.ts';
import {
  addToMetrics,
  createMetricBatch,
  evaluateSplit,
  metricValues,
  sampledTrainRows,
  withPenalty,
} from './evaluation/evaluation.ts';
import { checkBatchSize, lossFailure } from './failures.ts';
import type { RunningLayer } from '../kinds/layers/layer.ts';
import type { MetricBatch } from '../kinds/metrics/metric.ts';
import { createMetrics, type Metric } from './evaluation/metrics.ts';
import { EpochBatches } from './epochBatches.ts';
import { GradientGroups } from './gradientGroups.ts';
import { type Pass, backward, createPass, forward } from './network.ts';
import { layOutNetwork, type Network } from '../plan/layOut.ts';
import { extendCosine, moveCosineEnd, requireSchedule, runIterations } from './moreEpochs.ts';
import { rateFactor } from './schedules.ts';
import {
  type BestWeights,
  copyState,
  copyWeights,
  createProgress,
  initializeNetwork,
  lookAtState,
  putWeights,
  type Progress,
  restoreState,
  restoreWeights,
} from './state.ts';
import type { Inspection, Trainer, TrainerEvent, TrainerOptions } from './types.ts';
import { Updates } from './updates.ts';
import { endOf, watchEpoch } from './evaluation/watch.ts';

class PlanTrainer implements Trainer {
  readonly #options: TrainerOptions;
  readonly #backend: Backend;
  readonly #network: Network;
  readonly #pass: Pass;
  readonly #batches: EpochBatches;
  readonly #settings: LiveSettings;
  readonly #updates: Updates;
  readonly #groups: GradientGroups;
  readonly #rateFactor: (progress: Progress) => number;
  readonly #dropouts: readonly { readonly running: RunningLayer; readonly control: LiveControl | null }[];
  readonly #metrics: readonly Metric[];
  readonly #evaluationMetrics: readonly Metric[];
  readonly #metricBatch: MetricBatch;
  readonly #row: Float64Array;
  /** One for all steps: small networks train a million a second, and an object each would have to be collected. */
  readonly #stepEvent: { readonly kind: 'step'; step: number; epoch: number; readonly row: Float64Array };
  readonly #trainRows: Uint32Array;
  #progress: Progress;
  #best: BestWeights = null;
  #stopping = false;
  #failure: NnError | null = null;

  constructor(options: TrainerOptions) {
    const { plan, backend } = options;
    this.#options = options;
    this.#backend = backend;
    this.#network = layOutNetwork(plan, (shape, rows) => backend.allocate(shape, rows));
    this.#pass = createPass(this.#network, backend);
    this.#settings = createSettings(plan, this.#network.capacity);
    this.#rateFactor = rateFactor(plan.spec);
    this.#updates = new Updates(this.#network, backend, this.#settings);
    this.#groups = new GradientGroups(this.#network, backend, this.#updates);
    this.#dropouts = this.#network.layers
      .filter(({ running }) => running.dropoutRate !== undefined)
      .map(({ id, running }) => ({ running, control: findControl(this.#settings, 'dropout', id) }));
    this.#metrics = createMetrics(plan);
    this.#evaluationMetrics = createMetrics(plan);
    this.#metricBatch = createMetricBatch(this.#network, backend);
    this.#row = new Float64Array(seriesOf(plan).length);
    this.#stepEvent = { kind: 'step', step: 0, epoch: 0, row: this.#row };
    const { train, validation } = options.dataset;
    this.#batches = new EpochBatches(this.#network, this.#pass, train);
    this.#trainRows = sampledTrainRows(train.count, validation.count);
    this.#progress = createProgress(plan);
    if (options.resume) this.#resume(options.resume, options.changes);
    else initializeNetwork(this.#network, backend, options.initialWeights);
    this.#groups.begin(this.#progress, this.#row);
  }

  #resume(state: CheckpointState, changes: number | undefined): void {
    const { scalars, best } = restoreState(this.#network, this.#backend, state);
    // A checkpoint of an earlier version lacks what came later.
    this.#progress = { ...this.#progress, ...scalars.progress };
    this.#progress.changes = changes ?? scalars.progress.changes;
    this.#best = best;
    restoreSettings(this.#settings, scalars.settings);
    this.#metrics.forEach((metric, index) => {
      metric.sums.set(scalars.metrics[index] ?? []);
    });
  }

  get controls(): readonly Control[] {
    return this.#settings.controls.map((control) => ({ ...control }));
  }

  get seconds(): number {
    return this.#progress.seconds;
  }

  get step(): number {
    return this.#progress.step;
  }

  get epoch(): number {
    return this.#progress.epochs + 1;
  }

  get isAtEpochEnd(): boolean {
    return this.#progress.stepsOfEpoch >= this.#stepsOfEpoch();
  }

  get finished(): boolean {
    return this.#progress.finished !== null;
  }

  stop(): void {
    this.#stopping = true;
  }

  requireSchedule(change: Parameters<Trainer['requireSchedule']>[0]): void {
    requireSchedule(this.#options.plan, this.#progress, this.#settings, change);
  }

  set(path: string, value: unknown, schedule?: ScheduleChoice): Intervention {
    const { plan } = this.#options;
    const progress = this.#progress;
    const settings = this.#settings;
    settings.epochs.least = progress.epochs + 1;
    if (path === BATCH_SIZE) checkBatchSize(plan, value);
    const before = runIterations(plan, progress, settings);
    const { from, to } = changeSetting(settings, path, value);
    progress.changes++;
    const at = { step: progress.step + 1, epoch: progress.epochs + 1 };
    const intervention = { ...at, path, from, to, ...(schedule && { schedule }) };
    const steps = runIterations(plan, progress, settings);
    if (path === EPOCHS) {
      extendCosine(progress, schedule, steps);
      this.#goOn();
    }
    if (path !== BATCH_SIZE) return intervention;
    moveCosineEnd(plan, progress, before, steps);
    if (progress.stepsOfEpoch > 0) {
      const left = this.#stepsOfEpoch() - progress.stepsOfEpoch;
      return { ...intervention, actsFrom: intervention.step + left };
    }
    progress.batchSize = this.#settings.batchSize.value;
    return intervention;
  }

  /** A run that had nothing left to train goes on for more epochs: from its best weights if those are restored. */
  #goOn(): void {
    const progress = this.#progress;
    if (progress.finished === null) return;
    restoreWeights(this.#network, this.#backend, this.#best);
    progress.finished = null;
    progress.stopping.wait = 0;
  }

  checkpoint(spare: CheckpointState | null = null): CheckpointState {
    return this.withState((state) => copyState(state, spare));
  }

  withState<T>(use: (state: CheckpointState) => T): T {
    return use(
      lookAtState(
        this.#network,
        this.#backend,
        this.#progress,
        this.#settings,
        this.#metrics,
        this.#best,
        this.#options.health?.(),
      ),
    );
  }

  evaluate(split: 'train' | 'validation' | 'test', weights?: CheckpointState['tensors']): MetricValues {
    const own = weights ? copyWeights(this.#network, this.#backend, null) : null;
    if (weights) putWeights(this.#network, this.#backend, weights);
    const values = this.#evaluate(this.#options.dataset[split]);
    restoreWeights(this.#network, this.#backend, own);
    return values;
  }

  #evaluate(split: Split, rows?: Uint32Array): MetricValues {
    const values = evaluateSplit(this.#network, this.#pass, split, this.#evaluationMetrics, rows);
    return withPenalty(values, this.#updates.evaluationPenalty());
  }

  inspect<T>(look: (inside: Inspection) => T): T {
    const { step, epochs, stepsOfEpoch } = this.#progress;
    const epoch = stepsOfEpoch > 0 ? epochs + 1 : epochs;
    return look({ network: this.#network, pass: this.#pass, dataset: this.#options.dataset, step, epoch });
  }

  *run(): Generator<TrainerEvent, void, void> {
    const progress = this.#progress;
    while (!progress.finished) {
      while (!this.isAtEpochEnd) {
        if (this.#stopping) {
          yield this.#end('stopped');
          return;
        }
        this.#step();
        this.#stepEvent.step = progress.step;
        this.#stepEvent.epoch = progress.epochs + 1;
        yield this.#stepEvent;
        if (this.#failure) {
          yield this.#end('failed', this.#failure);
          return;
        }
      }
      yield this.#finishEpoch();
    }
    restoreWeights(this.#network, this.#backend, this.#best);
    yield this.#end(progress.finished);
  }

  #stepsOfEpoch(): number {
    return stepsOfEpoch(this.#options.plan, this.#progress.batchSize);
  }

  #step(): void {
    const { now } = this.#options;
    const started = now();
    try {
      this.#train();
    } catch (error) {
      if (!NnError.is(error)) throw error;
      this.#failure = error;
    }
    const seconds = (now() - started) / 1000;
    this.#progress.seconds += seconds;
    this.#progress.secondsOfEpoch += seconds;
  }

  /** One batch: forward, loss, backward, penalties, update. */
  #train(): void {
    const progress = this.#progress;
    const network = this.#network;
    const pass = this.#pass;
    const row = this.#row;
    row[1] = this.#settings.learningRate.value * this.#rateFactor(progress);
    const rows = this.#batches.load(progress);
    progress.step++;
    progress.stepsOfEpoch++;
    for (const { running, control } of this.#dropouts) running.dropoutRate = effective(control);
    pass.training = true;
    pass.step = progress.step;
    this.#updates.enter();
    forward(network, pass);
    const sum = this.#backend.run(network.loss.training, rows);
    addToMetrics(network, pass, this.#metrics, this.#metricBatch);
    backward(network, pass);
    const total = sum / rows + this.#updates.penalize();
    progress.lossSum += total * rows;
    progress.samples += rows;
    row[0] = total;
    if (!Number.isFinite(total)) {
      row.fill(NaN, 2);
      this.#updates.leave();
      throw lossFailure(network, this.#backend, rows, progress.step, total);
    }
    this.#groups.finish(progress, row, this.isAtEpochEnd, this.#prepareNext);
  }

  /** While helpers already update. */
  readonly #prepareNext = (): void => {
    if (!this.isAtEpochEnd) this.#batches.prepare(this.#progress);
  };

  #finishEpoch(): TrainerEvent {
    const { dataset } = this.#options;
    const progress = this.#progress;
    const record: EpochRecord = {
      epoch: progress.epochs + 1,
      step: progress.step,
      train: metricValues(progress.lossSum / progress.samples, this.#metrics),
      trainEvaluated: this.#evaluate(dataset.train, this.#trainRows),
      ...(dataset.validation.count > 0 ? { validation: this.#evaluate(dataset.validation) } : {}),
      seconds: progress.secondsOfEpoch,
      samplesPerSecond: progress.secondsOfEpoch > 0 ? progress.samples / progress.secondsOfEpoch : 0,
    };
    const best = this.#watch(record);
    progress.epochs++;
    progress.stepsOfEpoch = 0;
    progress.batchSize = this.#settings.batchSize.value;
    progress.lossSum = 0;
    progress.samples = 0;
    progress.secondsOfEpoch = 0;
    for (const metric of this.#metrics) metric.sums.fill(0);
    if (!progress.finished && progress.epochs >= this.#settings.epochs.value) progress.finished = 'completed';
    return { kind: 'epoch', record, best };
  }

  /** Returns whether this epoch is the best so far; keeps its weights if they are to be restored. */
  #watch(record: EpochRecord): boolean {
    const { spec } = this.#options.plan;
    const { best, improved } = watchEpoch(spec, this.#progress, this.#settings, record);
    if (spec.training.earlyStopping?.restoreBest === true && (improved || !this.#best)) {
      this.#best = copyWeights(this.#network, this.#backend, this.#best);
      this.#progress.kept = { epoch: record.epoch, step: record.step };
    }
    return best;
  }

  #end(reason: EndReason, failure?: NnError): TrainerEvent {
    const { dataset, plan } = this.#options;
    const end = endOf(this.#progress, reason, plan.spec.training.earlyStopping, failure);
    const evaluates = dataset.test.count > 0 && hasFinished(reason);
    if (evaluates) return { kind: 'end', end: { ...end, test: this.#evaluate(dataset.test) } };
    return { kind: 'end', end };
  }
}

/**
 * A trainer on `options.backend`, which must hold `arenaElements(plan)` elements and nothing else yet.
 * @throws NnError NN-WEIGHTS-… if the initial weights or the checkpoint do not fit the plan
 */
export function createTrainer(options: TrainerOptions): Trainer {
  return new PlanTrainer(options);
}
