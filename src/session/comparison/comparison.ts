/**
 * The runs of a comparison while they grow: the table, each run's epochs and the losses of its steps. Whoever looks
 * gets a snapshot and then what is added to it, at whatever moment the looking begins.
 */
import type { Disposable } from '../../base/disposable.ts';
import { Emitter } from '../../base/emitter.ts';
import type { ThinnedList } from '../../base/thinned.ts';
import type { RunEvent } from '../../run/events/event.ts';
import type {
  ComparedRun,
  ComparisonState,
  ComparisonMessage,
  ComparisonSnapshot,
} from '../../run/comparison/state.ts';
import { type EpochFrame, type EpochRecord, EpochRows, epochFrame } from '../../run/epochs.ts';
import { type MetricFrame, frameWidth, lastSecond } from '../../run/frames.ts';
import { History } from '../../runs/events/history.ts';
import { createEpochHistory } from './epochHistory.ts';

/** Rows of a run's loss that a snapshot has; of longer runs the extremes of buckets of steps. */
const ROWS = 1 << 14;
/** Epochs of a run that a snapshot has. */
const EPOCHS = 1024;
/** The series that every comparison keeps. */
const LOSS: readonly number[] = [0];
/** Changes of the table are told at most this often. */
const TELL_MS = 100;

/** The past of a run when the comparison begins; `losses` has the loss as its first series. */
export interface ComparedStart {
  readonly compared: ComparedRun;
  /** The series of the run's frames that the comparison keeps, the loss first; the loss alone if left out. */
  readonly series?: readonly number[];
  readonly losses?: MetricFrame;
  readonly epochs?: readonly EpochRecord[];
}

interface Track {
  compared: ComparedRun;
  readonly epochs: ThinnedList<EpochRecord>;
  readonly losses: History;
  readonly series: readonly number[];
  /** Frames taken in so far: the number of the next one. */
  sequence: number;
  /** Training time of the epochs so far. */
  epochSeconds: number;
}

export class Comparison implements Disposable {
  /** The additions after a snapshot. */
  readonly onMessage = new Emitter<ComparisonMessage>();
  readonly #head: Omit<ComparisonState, 'runs' | 'paused'>;
  readonly #tracks: readonly Track[];
  #paused = false;
  #timer: NodeJS.Timeout | null = null;

  constructor(head: Omit<ComparisonState, 'runs' | 'paused'>, runs: readonly ComparedStart[]) {
    this.#head = head;
    this.#tracks = runs.map((start) => this.#trackOf(start, 0));
  }

  #trackOf({ compared, losses, epochs = [], series = LOSS }: ComparedStart, sequence: number): Track {
    const track: Track = {
      compared,
      epochs: createEpochHistory(EPOCHS),
      losses: new History(series.length, ROWS),
      series,
      sequence,
      epochSeconds: 0,
    };
    if (losses) fill(track.losses, losses, series);
    for (const record of epochs) {
      track.epochs.append(record);
      const seconds = losses ? secondsAt(losses, record.step) : record.seconds;
      track.epochSeconds = seconds;
      track.compared = { ...track.compared, ...this.#reachedBy(track, record, seconds) };
    }
    if (losses && losses.count > 0) track.compared = { ...track.compared, ...startOf(losses) };
    return track;
  }

  get state(): ComparisonState {
    return { ...this.#head, paused: this.#paused, runs: this.#tracks.map(({ compared }) => compared) };
  }

  /** Notes that the whole is paused, or goes on. */
  set paused(paused: boolean) {
    this.#paused = paused;
    this.tell();
  }

  /** Puts the past of a run, as it is known now, in place of everything that was taken in of it. */
  restart(index: number, start: ComparedStart): void {
    const before = this.#tracks[index];
    if (!before) return;
    // A panel misses a frame by this, and asks for everything anew.
    const track = this.#trackOf(start, before.sequence + 1);
    Object.assign(before, track);
    this.tell();
  }

  /** Everything so far. */
  snapshot(): ComparisonSnapshot {
    const runs = this.#tracks.map(({ epochs, losses, sequence }) => ({
      losses: losses.toFrame(0),
      nextSequence: sequence,
      epochs: epochFrame(epochs.toArray()),
    }));
    return { comparison: this.state, runs };
  }

  /** Takes in what a run's session tells. What the run had behind it already is left out. */
  take(index: number, event: RunEvent): void {
    switch (event.type) {
      case 'start': {
        const { id, plan } = event.run;
        this.change(index, { runId: id, status: 'running', totalSteps: plan.totalSteps });
        break;
      }
      case 'frame':
        this.#takeFrame(index, event.frame);
        break;
      case 'epochs':
        this.#takeEpochs(index, event.epochs);
        break;
      case 'status':
        this.change(index, { status: event.status });
        break;
      case 'end':
        this.change(index, {
          step: event.end.steps,
          seconds: event.end.seconds,
          ...(event.end.message === undefined ? {} : { message: event.end.message }),
        });
        break;
      // A comparison shows nothing of the others.
      default:
        break;
    }
  }

  change(index: number, change: Partial<ComparedRun>): void {
    const track = this.#tracks[index];
    if (!track) return;
    track.compared = { ...track.compared, ...change };
    this.#timer ??= setTimeout(() => {
      this.tell();
    }, TELL_MS);
  }

  /** Tells the table now. */
  tell(): void {
    if (this.#timer) clearTimeout(this.#timer);
    this.#timer = null;
    const { id, runs } = this.state;
    this.onMessage.emit({ type: 'runs', comparison: id, paused: this.#paused, runs });
  }

  #takeFrame(index: number, frame: MetricFrame): void {
    const track = this.#tracks[index];
    if (!track || frame.count === 0 || frame.firstStep <= track.losses.lastStep) return;
    const losses = seriesOf(frame, track.series, track.sequence++);
    track.losses.appendFrame(losses);
    this.onMessage.emit({ type: 'frame', runId: track.compared.key, frame: losses });
    this.change(index, {
      step: frame.firstStep + frame.count - 1,
      seconds: lastSecond(frame),
      ...startOf(losses),
    });
  }

  #takeEpochs(index: number, epochs: EpochFrame): void {
    const track = this.#tracks[index];
    const rows = new EpochRows(epochs);
    if (!track || rows.count === 0 || rows.at(0).epoch <= (track.epochs.latest?.epoch ?? 0)) return;
    track.epochs.appendRows(rows.count, (row) => rows.at(row));
    let reached: Partial<ComparedRun> = {};
    for (let row = 0; row < rows.count && track.compared.reached === null; row++) {
      const record = rows.at(row);
      track.epochSeconds += record.seconds;
      reached = this.#reachedBy(track, record, track.epochSeconds);
      if (reached.reached) break;
    }
    this.onMessage.emit({ type: 'epochs', runId: track.compared.key, epochs });
    this.change(index, { ...reached, ...resultsOf(rows.at(rows.count - 1), this.#head.metric) });
  }

  /** The end of the epoch, if it is the first that reaches the target. */
  #reachedBy({ compared }: Track, { step, train, validation }: EpochRecord, seconds: number) {
    const { target } = this.#head;
    const value = target && (validation ?? train)[target.metric];
    if (value === undefined || compared.reached !== null) return {};
    return (target?.higher === true ? value >= target.value : value <= (target?.value ?? -Infinity))
      ? { reached: { step, seconds } }
      : {};
  }

  dispose(): void {
    if (this.#timer) clearTimeout(this.#timer);
    this.#timer = null;
    this.onMessage.dispose();
  }
}

/** The results of a run's latest epoch: on validation samples if there are any. */
export function resultsOf(
  { epoch, train, validation }: Pick<EpochRecord, 'epoch' | 'train' | 'validation'>,
  metric: string,
): Pick<ComparedRun, 'epochs' | 'finalLoss' | 'finalMetric'> {
  const results = validation ?? train;
  return { epochs: epoch, finalLoss: results['loss'] ?? null, finalMetric: results[metric] ?? null };
}

/** Some series of a frame in arrays of their own: the frame's are valid only while it is told. */
function seriesOf(frame: MetricFrame, series: readonly number[], sequence: number): MetricFrame {
  const { count, firstStep, madeAt } = frame;
  const width = frameWidth(frame);
  const values = new Float64Array(frame.values);
  const bytes = count * Float64Array.BYTES_PER_ELEMENT;
  return {
    sequence,
    firstStep,
    count,
    values: Float64Array.from(
      { length: count * series.length },
      (_, at) => values[Math.floor(at / series.length) * width + (series[at % series.length] ?? 0)] ?? NaN,
    ).buffer,
    epochs: frame.epochs.slice(0, bytes),
    seconds: frame.seconds.slice(0, bytes),
    ...(madeAt === undefined ? {} : { madeAt }),
  };
}

/** The loss of step 1, if the frame begins with it; in float32, as event files have it. */
function startOf(frame: MetricFrame): Partial<ComparedRun> {
  if (frame.firstStep !== 1 || frame.count === 0) return {};
  const [first] = new Float64Array(frame.values);
  const isOne = frame.steps === undefined || new Float64Array(frame.steps)[0] === 1;
  return first === undefined || !isOne ? {} : { startLoss: Math.fround(first) };
}

/** Seconds at the first row of a frame that is not before `step`. */
function secondsAt(frame: MetricFrame, step: number): number {
  const steps = frame.steps && new Float64Array(frame.steps);
  const seconds = new Float64Array(frame.seconds);
  const row = steps ? steps.findIndex((one) => one >= step) : step - frame.firstStep;
  return seconds[row < 0 ? seconds.length - 1 : Math.min(row, seconds.length - 1)] ?? 0;
}

/** Takes in some series of a frame whose rows may stand for several steps each. */
function fill(history: History, frame: MetricFrame, series: readonly number[]): void {
  const width = frameWidth(frame);
  const values = new Float64Array(frame.values);
  const epochs = new Float64Array(frame.epochs);
  const seconds = new Float64Array(frame.seconds);
  const steps = frame.steps && new Float64Array(frame.steps);
  const means = frame.means && new Float64Array(frame.means);
  const kept = new Float64Array(series.length);
  for (let row = 0; row < frame.count; row++) {
    const step = steps?.[row] ?? frame.firstStep + row;
    series.forEach((from, at) => {
      kept[at] = values[row * width + from] ?? NaN;
    });
    history.append(step, epochs[row] ?? 0, seconds[row] ?? 0, kept, 0, means?.[row]);
  }
}
