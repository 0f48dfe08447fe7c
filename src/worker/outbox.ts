/**
 * Events on their way from the training loop to the session, in order: the steps, then the epochs that ended with
 * them, then all others.
 */
import { performance } from 'node:perf_hooks';
import type { WorkerEvent, WorkerNotice } from '../protocol/worker.ts';
import type { CheckpointPiece } from '../run/checkpoints.ts';
import { EpochBuffer, type EpochRecord } from '../run/epochs.ts';
import { FrameBuffer } from './frameBuffer.ts';

/** Frames sent but not stored at which training waits for the disk. */
const FRAMES_IN_FLIGHT = 40;
/** Milliseconds that what is sent may be ahead of what is stored: a checkpoint comes after the steps before it. */
const MOST_AHEAD_MS = 600;

export type Send = (events: readonly WorkerEvent[], transfer: readonly ArrayBuffer[]) => void;

export class Outbox {
  /** One row a step. */
  readonly frames: FrameBuffer;
  readonly #send: Send;
  readonly #epochs = new EpochBuffer();
  #queue: WorkerEvent[] = [];
  #transfer: ArrayBuffer[] = [];
  #sentAt = 0;
  /** The times at which the frames that are not stored yet were sent. */
  readonly #inFlight: number[] = [];

  /** `width`: the number of per-step series. */
  constructor(width: number, send: Send) {
    this.frames = new FrameBuffer(width);
    this.#send = send;
  }

  /** Milliseconds of the clock at which something was sent last. */
  get sentAt(): number {
    return this.#sentAt;
  }

  /** The disk is behind: training has to wait. */
  get isFull(): boolean {
    const frames = this.#inFlight;
    return frames.length >= FRAMES_IN_FLIGHT || this.#sentAt - (frames[0] ?? this.#sentAt) > MOST_AHEAD_MS;
  }

  push(event: WorkerEvent): void {
    this.#queue.push(event);
  }

  /** Part of a checkpoint, whose bytes are transferred. */
  readonly pushPiece = (piece: CheckpointPiece): void => {
    this.#queue.push({ type: 'piece', ...piece });
    this.#transfer.push(piece.bytes);
  };

  pushEpoch(record: EpochRecord): void {
    this.#epochs.push(record);
  }

  /** The oldest frame under way is stored; its arrays are used again. */
  stored({ columns }: Extract<WorkerNotice, { what: 'frame' }>): void {
    this.#inFlight.shift();
    this.frames.giveBack(columns);
  }

  /** Sends everything so far. */
  flush(): void {
    this.#sentAt = performance.now();
    const frame = this.frames.take();
    const transfer = this.#transfer;
    const events = this.#queue;
    const epochs = this.#epochs.take();
    if (epochs) {
      events.unshift({ type: 'epochs', epochs });
      transfer.push(epochs.values);
    }
    if (frame) {
      events.unshift({ type: 'frame', frame });
      transfer.push(frame.values, frame.epochs, frame.seconds);
      this.#inFlight.push(this.#sentAt);
    }
    this.#queue = [];
    this.#transfer = [];
    if (events.length > 0) this.#send(events, transfer);
  }
}
