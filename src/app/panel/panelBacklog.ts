/**
 * Messages that wait while a panel is still busy with earlier ones. They take bounded memory, whatever a run does:
 * frames become one whose rows keep every extreme, epochs are thinned out, and of a comparison only its latest state
 * counts. Nothing passes a change of a setting.
 */
import { ThinnedList } from '../../base/thinned.ts';
import type { PanelMessage } from '../../protocol/panel.ts';
import { epochFrame, EpochRows, type EpochRecord } from '../../run/epochs.ts';
import { waitingOf, type RunMessage, type ToldType } from '../../run/events/dispatch.ts';
import type { EVENTS } from '../../run/events/table.ts';
import { frameWidth } from '../../run/frames.ts';
import { History } from '../../runs/events/history.ts';

/** Rows that a panel gets at once: more than it has pixels. */
const ROWS = 4096;
/** Epochs that a panel gets at once. */
const EPOCHS = 1024;
/** Of more looks into the network than these the panel is better told everything anew. */
const PROBES = 50;

/** Messages that become one with those of their type before them. */
type MergedType = {
  [Type in ToldType]: (typeof EVENTS)[Type]['panel'] extends 'merged' ? Type : never;
}[ToldType];

/** Several messages of one run. */
interface Merged<Type extends MergedType> {
  /** False if it cannot become one with the others: it begins anew. */
  add(message: RunMessage<Type>): boolean;
  toMessage(): PanelMessage;
}

/** Frames that follow each other, as one. */
class Frames implements Merged<'frame'> {
  readonly #runId: string;
  readonly #sequence: number;
  readonly #history: History;
  readonly #madeAt: number | undefined;
  #merged = 0;

  constructor({ runId, frame }: RunMessage<'frame'>) {
    this.#runId = runId;
    this.#sequence = frame.sequence;
    this.#madeAt = frame.madeAt;
    this.#history = new History(frameWidth(frame), ROWS);
  }

  /** False if the frame is not the next one. */
  add({ frame }: RunMessage<'frame'>): boolean {
    if (frame.sequence !== this.#sequence + this.#merged) return false;
    this.#history.appendFrame(frame);
    this.#merged++;
    return true;
  }

  toMessage(): PanelMessage {
    const frame = {
      ...this.#history.toFrame(this.#sequence),
      ...(this.#madeAt === undefined ? {} : { madeAt: this.#madeAt }),
      merged: this.#merged,
    };
    return { type: 'frame', runId: this.#runId, frame };
  }
}

/** Epochs that follow each other. */
class Epochs implements Merged<'epochs'> {
  readonly #runId: string;
  readonly #records = new ThinnedList<EpochRecord>(EPOCHS);

  constructor({ runId }: RunMessage<'epochs'>) {
    this.#runId = runId;
  }

  add({ epochs }: RunMessage<'epochs'>): boolean {
    const rows = new EpochRows(epochs);
    this.#records.appendRows(rows.count, (row) => rows.at(row));
    return true;
  }

  toMessage(): PanelMessage {
    return { type: 'epochs', runId: this.#runId, epochs: epochFrame(this.#records.toArray()) };
  }
}

/** Begins to merge messages of a type. */
const MERGERS = {
  frame: (first) => new Frames(first),
  epochs: (first) => new Epochs(first),
} satisfies { readonly [Type in MergedType]: (first: RunMessage<Type>) => Merged<Type> };

export class PanelBacklog {
  #items: (PanelMessage | Merged<never>)[] = [];
  /** Messages to which later ones of the same type and run may still be added. */
  readonly #merging = new Map<string, Merged<never>>();

  get isEmpty(): boolean {
    return this.#items.length === 0;
  }

  /** True if so much has happened that a snapshot says it better. */
  get overflows(): boolean {
    return this.#items.filter((item) => 'type' in item && item.type === 'probe').length > PROBES;
  }

  add(message: PanelMessage): void {
    // The latest table says everything that earlier ones do.
    if (message.type === 'runs') this.#items = this.#items.filter((item) => !isTable(item));
    else if (isMerged(message)) {
      this.#merge(message);
      return;
    } else if ((waitingOf(message) ?? 'barrier') === 'barrier') this.#merging.clear();
    this.#items.push(message);
  }

  #merge(message: RunMessage<MergedType>): void {
    const key = `${message.type} ${message.runId}`;
    const known = this.#merging.get(key) as Merged<MergedType> | undefined;
    if (known?.add(message) === true) return;
    const begin = MERGERS[message.type] as (first: RunMessage) => Merged<MergedType>;
    const merged = begin(message);
    merged.add(message);
    this.#merging.set(key, merged);
    this.#items.push(merged);
  }

  /** Everything, in order; nothing is left. */
  take(): PanelMessage[] {
    const items = this.#items;
    this.clear();
    return items.map((item) => ('toMessage' in item ? item.toMessage() : item));
  }

  clear(): void {
    this.#items = [];
    this.#merging.clear();
  }
}

function isTable(item: PanelMessage | Merged<never>): boolean {
  return 'type' in item && item.type === 'runs';
}

/** Rows that stand for several steps already are passed on as they are. */
function isMerged(message: PanelMessage): message is RunMessage<MergedType> {
  if (message.type === 'frame') return message.frame.steps === undefined && message.frame.count > 0;
  return waitingOf(message) === 'merged';
}
