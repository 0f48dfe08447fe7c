/**
 * What a panel has still to hear while it is busy with what it was told before. In bounded memory, whatever a run does:
 * frames become one whose rows keep every extreme, epochs are thinned out, and of a comparison only its latest state
 * counts. Order is kept where it matters: nothing passes a change of a setting.
 */
import { ThinnedList } from '../base/thinned.ts';
import type { PanelMessage } from '../protocol/panel.ts';
import { type EpochFrame, type EpochRecord, epochFrame, EpochRows } from '../run/epochs.ts';
import { type MetricFrame, frameWidth } from '../run/frames.ts';
import { History } from '../runs/history.ts';

/** Rows that a panel gets at once: more than it has pixels. */
const ROWS = 4096;
/** Epochs that a panel gets at once. */
const EPOCHS = 1024;
/** Of more looks into the network than these the panel is better told everything anew. */
const PROBES = 50;

type FrameMessage = Extract<PanelMessage, { type: 'frame' }>;

/** Frames that follow each other, as one. */
class Frames {
  readonly #runId: string;
  readonly #sequence: number;
  readonly #history: History;
  readonly #madeAt: number | undefined;
  #merged = 0;

  constructor({ runId, frame }: FrameMessage) {
    this.#runId = runId;
    this.#sequence = frame.sequence;
    this.#madeAt = frame.madeAt;
    this.#history = new History(frameWidth(frame), ROWS);
    this.add(frame);
  }

  /** False if the frame is not the next one. */
  add(frame: MetricFrame): boolean {
    if (frame.sequence !== this.#sequence + this.#merged) return false;
    this.#history.appendFrame(frame);
    this.#merged++;
    return true;
  }

  toMessages(): PanelMessage[] {
    const frame = {
      ...this.#history.toFrame(this.#sequence),
      ...(this.#madeAt === undefined ? {} : { madeAt: this.#madeAt }),
      merged: this.#merged,
    };
    return [{ type: 'frame', runId: this.#runId, frame }];
  }
}

/** Epochs that follow each other. */
class Epochs {
  readonly #runId: string;
  readonly #records = new ThinnedList<EpochRecord>(EPOCHS);

  constructor(runId: string) {
    this.#runId = runId;
  }

  add(epochs: EpochFrame): void {
    const rows = new EpochRows(epochs);
    this.#records.appendRows(rows.count, (row) => rows.at(row));
  }

  toMessages(): PanelMessage[] {
    return [{ type: 'epochs', runId: this.#runId, epochs: epochFrame(this.#records.toArray()) }];
  }
}

export class PanelBacklog {
  #items: (PanelMessage | Frames | Epochs)[] = [];
  /** Where more of the same may still be added. */
  readonly #frames = new Map<string, Frames>();
  readonly #epochs = new Map<string, Epochs>();

  get isEmpty(): boolean {
    return this.#items.length === 0;
  }

  /** True if so much has happened that a snapshot says it better. */
  get overflows(): boolean {
    return this.#items.filter((item) => 'type' in item && item.type === 'probe').length > PROBES;
  }

  add(message: PanelMessage): void {
    switch (message.type) {
      case 'frame': {
        // Rows that stand for several steps already are passed on as they are.
        if (message.frame.steps !== undefined || message.frame.count === 0) break;
        if (this.#frames.get(message.runId)?.add(message.frame) === true) return;
        const frames = new Frames(message);
        this.#frames.set(message.runId, frames);
        this.#items.push(frames);
        return;
      }
      case 'epochs': {
        const known = this.#epochs.get(message.runId);
        const epochs = known ?? new Epochs(message.runId);
        epochs.add(message.epochs);
        if (known) return;
        this.#epochs.set(message.runId, epochs);
        this.#items.push(epochs);
        return;
      }
      case 'probe':
      case 'checkpoint':
        break;
      case 'entries':
        // The latest table says everything that earlier ones do.
        this.#items = this.#items.filter((item) => !('type' in item) || item.type !== 'entries');
        break;
      default:
        this.#frames.clear();
        this.#epochs.clear();
    }
    this.#items.push(message);
  }

  /** Everything, in order; nothing is left. */
  take(): PanelMessage[] {
    const items = this.#items;
    this.clear();
    return items.flatMap((item) => ('toMessages' in item ? item.toMessages() : [item]));
  }

  clear(): void {
    this.#items = [];
    this.#frames.clear();
    this.#epochs.clear();
  }
}
