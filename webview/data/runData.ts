/** The panel's data of one run: recorded columns, epochs and changes, filled from a snapshot and from frames. */
import { layerSeries, layersWithSeries } from '../../src/run/series.ts';
import { ThinnedList } from '../../src/base/thinned.ts';
import { BATCH_SIZE } from '../../src/run/controls/control.ts';
import type { EpochRecord } from '../../src/run/epochs.ts';
import type { Intervention } from '../../src/run/interventions.ts';
import type { KeptCheckpoint } from '../../src/run/checkpoints.ts';
import { type MetricFrame, frameWidth } from '../../src/run/frames.ts';
import type { TensorSnapshot } from '../../src/run/tensorSnapshots.ts';
import { Axis, type XAxisName } from './axis.ts';
import { Column } from './column.ts';
import { type DerivedColumn, ratioColumn, smoothedColumn } from './derived.ts';
import { EpochList } from './epochList.ts';
import { Verdicts } from './verdicts.ts';

/** `gap`: frames are missing, a new snapshot is needed; `old`: the frame is in already. */
export type FrameOutcome = 'added' | 'gap' | 'old';

/** Rows by which columns grow one after the other. */
const STAGGER = 64;

export interface RunDataOptions {
  /** Sequence number of the first frame to come. */
  readonly nextSequence?: number;
  /** Rows known to come at once. */
  readonly capacity?: number;
  /** Most looks into the network to keep. */
  readonly tensorSnapshots?: number;
  /** Steps of an epoch after a change of the batch size. */
  readonly stepsOf?: (batchSize: number) => number;
}

export class RunData {
  readonly series: readonly string[];
  readonly axes: Readonly<Record<XAxisName, Axis>>;
  readonly epochs = new EpochList();
  readonly interventions: Intervention[] = [];
  checkpoints: readonly KeptCheckpoint[] = [];
  /** The findings of the rules of training health. */
  readonly verdicts: Verdicts;
  readonly #snapshots: ThinnedList<TensorSnapshot>;
  #snapshotsNow: readonly TensorSnapshot[] = [];
  readonly #columns: readonly Column[];
  /** The first series as it is averaged: a row that stands for several steps has their mean. */
  readonly #means: Column;
  readonly #ratios = new Map<string, DerivedColumn>();
  #smoothed: { name: string; weight: number; column: DerivedColumn } | null = null;
  #nextSequence: number;
  readonly #stepsOf: (batchSize: number) => number;
  /** The number of steps of an epoch after `step`, which ended epoch `epoch`. */
  readonly #paces: { readonly step: number; readonly epoch: number; readonly stepsPerEpoch: number }[];

  /** `stepsPerEpoch` turns steps into epochs on the x axis. */
  constructor(
    series: readonly string[],
    stepsPerEpoch: number,
    {
      nextSequence = 0,
      capacity = 256,
      tensorSnapshots = 2,
      stepsOf = () => stepsPerEpoch,
    }: RunDataOptions = {},
  ) {
    this.#snapshots = new ThinnedList(tensorSnapshots);
    this.series = series;
    this.#paces = [{ step: 0, epoch: 0, stepsPerEpoch: Math.max(1, stepsPerEpoch) }];
    this.#stepsOf = stepsOf;
    // Copied into a larger one all in the same frame, long columns would hold it up.
    const room = (place: number): number => capacity + place * STAGGER;
    this.axes = { step: new Axis(room(0)), epoch: new Axis(room(1)), time: new Axis(room(2)) };
    this.#columns = series.map((_, index) => new Column(room(3 + index)));
    this.#means = new Column(room(3 + series.length));
    this.#nextSequence = nextSequence;
    this.verdicts = new Verdicts(this.layers());
  }

  /** Looks into the network, in the order of their steps; evenly spread where there are very many. */
  get tensorSnapshots(): readonly TensorSnapshot[] {
    return this.#snapshotsNow;
  }

  addSnapshot(record: TensorSnapshot): void {
    this.#snapshots.append(record);
    this.#snapshotsNow = this.#snapshots.toArray();
  }

  /** Takes in an epoch that has ended; its steps come before it. */
  addEpoch(record: EpochRecord): void {
    const at = (axis: XAxisName): number => this.xOfStep(axis, record.step);
    this.epochs.add(record, { step: record.step, epoch: at('epoch'), time: at('time') });
  }

  /** Recorded rows. */
  get length(): number {
    return this.axes.step.length;
  }

  get lastStep(): number {
    return this.length === 0 ? 0 : this.axes.step.last;
  }

  /** Takes in a change of a setting; those of a snapshot before its steps. */
  change(intervention: Intervention): void {
    this.interventions.push(intervention);
    if (intervention.path !== BATCH_SIZE || typeof intervention.to !== 'number') return;
    const step = (intervention.actsFrom ?? intervention.step) - 1;
    const epoch = Math.round(this.#epochOf(step));
    // Only the last of several sizes set within an epoch is ever used.
    if (this.#paces.at(-1)?.step === step && this.#paces.length > 1) this.#paces.pop();
    this.#paces.push({ step, epoch, stepsPerEpoch: Math.max(1, this.#stepsOf(intervention.to)) });
  }

  #epochOf(step: number): number {
    let index = this.#paces.length - 1;
    while (index > 0 && (this.#paces[index]?.step ?? 0) > step) index -= 1;
    const pace = this.#paces[index];
    return pace === undefined ? 0 : pace.epoch + (step - pace.step) / pace.stepsPerEpoch;
  }

  /** The outcome of adding a frame now. */
  outcomeOf({ sequence }: MetricFrame): FrameOutcome {
    if (sequence === this.#nextSequence) return 'added';
    return sequence < this.#nextSequence ? 'old' : 'gap';
  }

  /** Appends the rows of a frame that came in turn; says so if it did not. */
  add(frame: MetricFrame): FrameOutcome {
    const outcome = this.outcomeOf(frame);
    if (outcome !== 'added') return outcome;
    this.#nextSequence += frame.merged ?? 1;
    this.fill(frame);
    return 'added';
  }

  /** Appends the rows of a frame whatever its sequence number: the start of a snapshot. */
  fill(frame: MetricFrame): void {
    if (frame.count === 0) return;
    const values = new Float64Array(frame.values);
    const seconds = new Float64Array(frame.seconds);
    const steps = frame.steps === undefined ? null : new Float64Array(frame.steps);
    const width = frameWidth(frame);
    for (let row = 0; row < frame.count; row += 1) {
      const step = steps?.[row] ?? frame.firstStep + row;
      this.axes.step.push(step);
      this.axes.epoch.push(this.#epochOf(step));
      this.axes.time.push(seconds[row] ?? 0);
    }
    this.#columns.forEach((column, index) => {
      column.append(values, index, width, frame.count);
    });
    if (frame.means === undefined) this.#means.append(values, 0, width, frame.count);
    else this.#means.append(new Float64Array(frame.means), 0, 1, frame.count);
  }

  /** The recorded column of a series, or undefined if the run has none of that name. */
  column(name: string): Column | undefined {
    return this.#columns[this.series.indexOf(name)];
  }

  /** The moving average of a series; only the last one asked for is kept. */
  smoothed(name: string, weight: number): Column | undefined {
    const recorded = this.column(name);
    if (recorded === undefined || weight === 0) return recorded;
    const source = recorded === this.#columns[0] ? this.#means : recorded;
    if (this.#smoothed?.name !== name || this.#smoothed.weight !== weight) {
      this.#smoothed = { name, weight, column: smoothedColumn(source, weight, this.axes.step) };
    }
    return this.#smoothed.column.read();
  }

  /** ‖Δw‖ / ‖w‖ of a layer at each step. */
  updateRatio(layer: string): Column | undefined {
    const update = this.column(layerSeries(layer, 'updateNorm'));
    const weight = this.column(layerSeries(layer, 'weightNorm'));
    if (update === undefined || weight === undefined) return undefined;
    const known = this.#ratios.get(layer) ?? ratioColumn(update, weight);
    this.#ratios.set(layer, known);
    return known.read();
  }

  /** Layers with trainable parameters, first layer first. */
  layers(): string[] {
    return layersWithSeries(this.series);
  }

  /** The x of a step on an axis. */
  xOfStep(axis: XAxisName, step: number): number {
    if (axis === 'step') return step;
    if (axis === 'epoch') return this.#epochOf(step);
    const row = this.axes.step.nearest(step);
    return row < 0 ? 0 : this.axes.time.at(row);
  }
}
