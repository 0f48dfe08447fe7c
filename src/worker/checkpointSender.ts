/**
 * Sends checkpoints in pieces, so that the memory they take does not grow with the network: only so many bytes are
 * under way at once, and a piece that is stored makes room for the next. Checkpoints go one after the other.
 */
import { performance } from 'node:perf_hooks';
import { checkpointBytes, type SafetensorsBytes } from '../engine/checkpoint.ts';
import type { CheckpointKind, CheckpointState } from '../protocol/types.ts';
import type { CheckpointPiece, WorkerNotice } from '../protocol/worker.ts';
import { giveBack } from './memory.ts';

const PIECE = 1 << 18;
/** Bytes under way at most. A checkpoint that is no larger is handed over at once, and training goes on beside it. */
export const BYTES_UNDER_WAY = 1 << 20;

export type StoredPiece = Extract<WorkerNotice, { readonly what: 'checkpoint' }>;

interface Waiting {
  readonly kinds: readonly CheckpointKind[];
  readonly step: number;
  readonly epoch: number;
  readonly file: SafetensorsBytes;
}

export class CheckpointSender {
  /** Not wholly handed over yet, the oldest first. */
  readonly #waiting: Waiting[] = [];
  #bytesUnderWay = 0;
  #checkpointsUnderWay = 0;
  /** Stored pieces, for the next ones. */
  #spare: ArrayBuffer[] = [];
  #measuredFrom: number | null = null;
  #cost = 0;

  /** While it is, the tensors of the states that were added must not change. */
  get busy(): boolean {
    return this.#waiting.length > 0;
  }

  /** Every checkpoint is stored. */
  get idle(): boolean {
    return this.#checkpointsUnderWay === 0;
  }

  /** Milliseconds that the last measured checkpoint has kept training waiting. */
  get cost(): number {
    return this.#cost;
  }

  /** `measuredFrom`: when the work on it began, if its cost is to be known. */
  add(kinds: readonly CheckpointKind[], state: CheckpointState, measuredFrom: number | null): void {
    const { step, epoch } = state;
    this.#waiting.push({ kinds, step, epoch, file: checkpointBytes(state) });
    this.#checkpointsUnderWay++;
    this.#measuredFrom ??= measuredFrom;
  }

  /** The pieces for which there is room now. */
  *pieces(): Generator<CheckpointPiece, void, void> {
    for (let next = this.#waiting[0]; next; next = this.#waiting[0]) {
      const { kinds, step, epoch, file } = next;
      const length = Math.min(PIECE, file.left);
      if (this.#bytesUnderWay + length > BYTES_UNDER_WAY) return;
      const spare = length === PIECE ? this.#spare.pop() : undefined;
      const bytes = spare ?? new ArrayBuffer(length);
      file.read(new Uint8Array(bytes));
      this.#bytesUnderWay += length;
      const whole = file.left === 0;
      if (whole) this.#waiting.shift();
      yield { kinds, step, epoch, bytes, whole };
    }
    for (const bytes of this.#spare) giveBack(new Uint8Array(bytes));
    this.#spare = [];
    if (this.#measuredFrom === null) return;
    this.#cost = performance.now() - this.#measuredFrom;
    this.#measuredFrom = null;
  }

  /** A piece has come back. */
  stored({ bytes, whole }: StoredPiece): void {
    this.#bytesUnderWay -= bytes.byteLength;
    if (whole) this.#checkpointsUnderWay--;
    if (this.busy && bytes.byteLength === PIECE) this.#spare.push(bytes);
    else giveBack(new Uint8Array(bytes));
  }
}
