/**
 * Sends checkpoints in pieces, so that the memory they take does not grow with the network: only so many bytes are
 * under way at once, and a piece that is stored makes room for the next. Checkpoints go one after the other.
 */
import { performance } from 'node:perf_hooks';
import { checkpointBytes, type SafetensorsBytes } from '../engine/checkpoint.ts';
import type { WorkerNotice } from '../protocol/worker.ts';
import type { CheckpointPiece, CheckpointKind, CheckpointState } from '../run/checkpoints.ts';
import { giveBack } from './memory.ts';

const PIECE = 1 << 18;
/** Bytes under way at most. A checkpoint that is no larger is handed over at once, and training goes on beside it. */
export const BYTES_UNDER_WAY = 1 << 20;
/**
 * Checkpoints handed over and not stored at most. Each costs the disk some milliseconds however small it is: with more of
 * them, one that comes after every short epoch would keep the last one waiting for seconds.
 */
const CHECKPOINTS_UNDER_WAY = 4;
/** Part of a long delay that the next ones are still expected to have: a disk that was busy may be so again. */
const DELAY_KEPT = 0.8;

export type StoredPiece = Extract<WorkerNotice, { readonly what: 'checkpoint' }>;

interface Waiting {
  readonly kinds: readonly CheckpointKind[];
  readonly step: number;
  readonly epoch: number;
  readonly file: SafetensorsBytes;
  readonly madeAt: number;
  /** Milliseconds that making it has taken, if its cost is to be known. */
  readonly making: number | null;
  /** When its first piece was taken. */
  takenAt: number | null;
}

export class CheckpointSender {
  /** Not wholly handed over yet, the oldest first. */
  readonly #waiting: Waiting[] = [];
  /** Handed over, and not stored yet. */
  readonly #underWay: Waiting[] = [];
  #bytesUnderWay = 0;
  #lastUnderWay = 0;
  /** Stored pieces, for the next ones. */
  #spare: ArrayBuffer[] = [];
  #cost = 0;
  #delay = 0;

  /** While it is, the tensors of the states that were added must not change. */
  get busy(): boolean {
    return this.#waiting.length > 0;
  }

  /** Every `last` is stored. */
  get lastStored(): boolean {
    return this.#lastUnderWay === 0;
  }

  /** Milliseconds that the last measured checkpoint has kept training waiting, with those that went with it. */
  get cost(): number {
    return this.#cost;
  }

  /** Milliseconds from the making of a `last` until it was stored: of the newest one, and slowly forgotten if it was more. */
  get delay(): number {
    return this.#delay;
  }

  /** `measuredFrom`: when the work on it began, if its cost is to be known. */
  add(kinds: readonly CheckpointKind[], state: CheckpointState, measuredFrom: number | null): void {
    const { step, epoch } = state;
    const file = checkpointBytes(state);
    const madeAt = performance.now();
    const making = measuredFrom === null ? null : madeAt - measuredFrom;
    this.#waiting.push({ kinds, step, epoch, file, madeAt, making, takenAt: null });
    if (kinds.includes('last')) this.#lastUnderWay++;
  }

  /** The pieces for which there is room now. */
  *pieces(): Generator<CheckpointPiece, void, void> {
    for (let next = this.#waiting[0]; next; next = this.#waiting[0]) {
      const { kinds, step, epoch, file } = next;
      const length = Math.min(PIECE, file.left);
      if (this.#bytesUnderWay + length > BYTES_UNDER_WAY) return;
      if (this.#underWay.length >= CHECKPOINTS_UNDER_WAY) return;
      next.takenAt ??= performance.now();
      const spare = length === PIECE ? this.#spare.pop() : undefined;
      const bytes = spare ?? new ArrayBuffer(length);
      file.read(new Uint8Array(bytes));
      this.#bytesUnderWay += length;
      const whole = file.left === 0;
      if (whole) {
        this.#waiting.shift();
        this.#underWay.push(next);
        this.#measure(next);
      }
      yield { kinds, step, epoch, bytes, whole };
    }
    for (const bytes of this.#spare) giveBack(new Uint8Array(bytes));
    this.#spare = [];
  }

  /** Waiting for those before it is not its cost. */
  #measure({ kinds, making, takenAt }: Waiting): void {
    if (making === null || takenAt === null) return;
    const own = making + performance.now() - takenAt;
    this.#cost = kinds.includes('last') ? own : this.#cost + own;
  }

  /** A piece has come back. */
  stored({ bytes, whole }: StoredPiece): void {
    this.#bytesUnderWay -= bytes.byteLength;
    if (whole) {
      const checkpoint = this.#underWay.shift();
      if (checkpoint?.kinds.includes('last') === true) {
        this.#lastUnderWay--;
        this.#delay = Math.max(performance.now() - checkpoint.madeAt, this.#delay * DELAY_KEPT);
      }
    }
    if (this.busy && bytes.byteLength === PIECE) this.#spare.push(bytes);
    else giveBack(new Uint8Array(bytes));
  }
}
