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
} from '../../run/comparison.ts';
import { type EpochFrame, type EpochRecord, EpochRows, epochFrame } from '../../run/epochs.ts';
import { type MetricFrame, frameWidth, lastSecond } from '../../run/frames.ts';
import { History } from '../../runs/events/history.ts';
import { createEpochHistory } from './epochHistory.ts';

/** Rows of a run's loss that a snapshot has; of longer runs the extremes of buckets of steps. */
const ROWS = 1 << 14;
/** Epochs of a run that a snapshot has. */
const EPOCHS = 1024;
/** Changes of the table are told at most this often. */
const TELL_MS = 100;

/** The past of a run when the comparison begins; `losses` has one series, or the loss as its first. */
export interface ComparedStart {
  readonly compared: ComparedRun;
  readonly losses?: MetricFrame;
  readonly epochs?: readonly EpochRecord[];
}

interface Track {
  compared: ComparedRun;
  readonly epochs: ThinnedList<EpochRecord>;
  readonly losses: History;
  /** Frames taken in so far: the number of the next one. */
  sequence: number;
}

export class Comparison implements Disposable {
  /** The additions after a snapshot. */
  readonly onMessage = new Emitter<ComparisonMessage>();
  readonly #head: Omit<ComparisonState, 'runs'>;
  readonly #tracks: readonly Track[];
  #timer: NodeJS.Timeout | null = null;

  constructor(head: Omit<ComparisonState, 'runs'>, runs: readonly ComparedStart[]) {
    this.#head = head;
    this.#tracks = runs.map(({ compared, losses, epochs = [] }) => {
      const track = {
        compared,
        epochs: createEpochHistory(EPOCHS),
        losses: new History(1, ROWS),
        sequence: 0,
      };
      if (losses) fill(track.losses, losses);
      for (const record of epochs) track.epochs.append(record);
      return track;
    });
  }

  get state(): ComparisonState {
    return { ...this.#head, runs: this.#tracks.map(({ compared }) => compared) };
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
    this.onMessage.emit({ type: 'runs', comparison: id, runs });
  }

  #takeFrame(index: number, frame: MetricFrame): void {
    const track = this.#tracks[index];
    if (!track || frame.count === 0 || frame.firstStep <= track.losses.lastStep) return;
    const losses = lossesOf(frame, track.sequence++);
    track.losses.appendFrame(losses);
    this.onMessage.emit({ type: 'frame', runId: track.compared.key, frame: losses });
    this.change(index, { step: frame.firstStep + frame.count - 1, seconds: lastSecond(frame) });
  }

  #takeEpochs(index: number, epochs: EpochFrame): void {
    const track = this.#tracks[index];
    const rows = new EpochRows(epochs);
    if (!track || rows.count === 0 || rows.at(0).epoch <= (track.epochs.latest?.epoch ?? 0)) return;
    track.epochs.appendRows(rows.count, (row) => rows.at(row));
    this.onMessage.emit({ type: 'epochs', runId: track.compared.key, epochs });
    this.change(index, resultsOf(rows.at(rows.count - 1), this.#head.metric));
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

/** The first series of a frame, the loss, in arrays of their own: the frame's are valid only while it is told. */
function lossesOf(frame: MetricFrame, sequence: number): MetricFrame {
  const { count, firstStep, madeAt } = frame;
  const width = frameWidth(frame);
  const values = new Float64Array(frame.values);
  const bytes = count * Float64Array.BYTES_PER_ELEMENT;
  return {
    sequence,
    firstStep,
    count,
    values: Float64Array.from({ length: count }, (_, row) => values[row * width] ?? NaN).buffer,
    epochs: frame.epochs.slice(0, bytes),
    seconds: frame.seconds.slice(0, bytes),
    ...(madeAt === undefined ? {} : { madeAt }),
  };
}

/** Takes in the first series of a frame whose rows may stand for several steps each. */
function fill(history: History, frame: MetricFrame): void {
  const width = frameWidth(frame);
  const values = new Float64Array(frame.values);
  const epochs = new Float64Array(frame.epochs);
  const seconds = new Float64Array(frame.seconds);
  const steps = frame.steps && new Float64Array(frame.steps);
  const means = frame.means && new Float64Array(frame.means);
  for (let row = 0; row < frame.count; row++) {
    const step = steps?.[row] ?? frame.firstStep + row;
    history.append(step, epochs[row] ?? 0, seconds[row] ?? 0, values, row * width, means?.[row]);
  }
}
