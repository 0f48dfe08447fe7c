/**
 * Sends checkpoints in pieces, so that the memory they take does not grow with the network: only so many bytes are
 * under way at once, and a piece that is stored makes room for the next. Checkpoints go one after the other.
 */
import { performance } from 'node:perf_hooks';
import { checkpointBytes, type SafetensorsBytes } from '../../engine/checkpoint.ts';
import type { WorkerNotice } from '../../protocol/worker.ts';
import type { CheckpointPiece, CheckpointKind, CheckpointState } from '../../run/checkpoints.ts';
import { giveBack } from '../memory.ts';

const PIECE = 1 << 18;
/** Bytes under way at most. A checkpoint that is no larger is handed over at once, and training goes on beside it. */
export const BYTES_IN_FLIGHT = 1 << 20;
/**
 * Checkpoints handed over and not stored at most. Each costs the disk some milliseconds however small it is: with more of
 * them, one that comes after every short epoch would keep the last one waiting for seconds.
 */
const CHECKPOINTS_IN_FLIGHT = 4;
/** Bytes of small checkpoints that are held until the disk has time for them, while training goes on. */
const BYTES_HELD = 1 << 24;
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
  /** The time when its first piece was taken. */
  takenAt: number | null;
  /** Its bytes are a copy: training goes on while it waits. */
  isHeld: boolean;
  /** A last one that came after it names it as kept: it is not left out for newer ones. */
  isBeforeLast: boolean;
}

const isOfEpoch = ({ kinds, isHeld, takenAt }: Waiting): boolean =>
  isHeld && takenAt === null && kinds.length === 1 && kinds[0] === 'epoch';

export class CheckpointSender {
  /** Checkpoints of epochs that the run folder keeps. */
  readonly #keep: number;
  /** Not wholly handed over yet, in the order in which they will be. */
  #waiting: Waiting[] = [];
  /** Handed over, and not stored yet. */
  readonly #inFlight: Waiting[] = [];
  #bytesInFlight = 0;
  #lastInFlight = 0;
  /** Stored pieces, for the next ones. */
  #spare: ArrayBuffer[] = [];
  #cost = 0;
  #delay = 0;

  constructor(keep: number) {
    this.#keep = keep;
  }

  /** While it is, the tensors of the states that were added must not change. */
  get busy(): boolean {
    return this.#waiting.some(({ isHeld }) => !isHeld);
  }

  /** Some are not handed over yet. */
  get waits(): boolean {
    return this.#waiting.length > 0;
  }

  /** Every `last` is stored. */
  get lastStored(): boolean {
    return this.#lastInFlight === 0;
  }

  /** Milliseconds that the last measured checkpoint has kept training waiting, with those that went with it. */
  get cost(): number {
    return this.#cost;
  }

  /** Milliseconds from the making of a `last` until it was stored: of the newest one, and slowly forgotten if it was more. */
  get delay(): number {
    return this.#delay;
  }

  /**
   * `measuredFrom`: when the work on it began, if its cost is to be known. One for which there is no room yet is held if it is small,
   * and of those of epochs only as many as the run folder keeps: the others would be removed there as soon as they are written.
   */
  add(kinds: readonly CheckpointKind[], state: CheckpointState, measuredFrom: number | null): void {
    const { step, epoch } = state;
    const file = checkpointBytes(state);
    const madeAt = performance.now();
    const making = measuredFrom === null ? null : madeAt - measuredFrom;
    const isHeld = !this.#hasRoom(file.length) && this.#canHold(file.length);
    if (isHeld) file.detach();
    const added = { kinds, step, epoch, file, madeAt, making, takenAt: null, isHeld, isBeforeLast: false };
    if (kinds.includes('last')) this.#addLast(added);
    else this.#waiting.push(added);
    this.#leaveOut((waiting) => !waiting.isBeforeLast);
  }

  /** Before those of epochs, but not before the best one, which a run that goes on from it must find, or an older last one. */
  #addLast(added: Waiting): void {
    this.#lastInFlight++;
    const place = this.#waiting.findLastIndex((waiting) => !isOfEpoch(waiting));
    this.#waiting.splice(place + 1, 0, added);
    for (const waiting of this.#waiting) waiting.isBeforeLast ||= isOfEpoch(waiting);
    this.#leaveOut(() => true);
  }

  /** Leaves out the oldest ones of epochs among `those`, of which there are more than the run folder keeps. */
  #leaveOut(those: (waiting: Waiting) => boolean): void {
    const held = this.#waiting.filter((waiting) => isOfEpoch(waiting) && those(waiting));
    if (held.length <= this.#keep) return;
    const out = new Set(held.slice(0, -this.#keep));
    this.#waiting = this.#waiting.filter((waiting) => !out.has(waiting));
  }

  #hasRoom(bytes: number): boolean {
    const hasRoom = this.#bytesInFlight + bytes <= BYTES_IN_FLIGHT;
    return hasRoom && this.#waiting.length === 0 && this.#inFlight.length < CHECKPOINTS_IN_FLIGHT;
  }

  #canHold(bytes: number): boolean {
    const held = this.#waiting.reduce((sum, { file, isHeld }) => sum + (isHeld ? file.length : 0), bytes);
    return bytes <= BYTES_IN_FLIGHT && held <= BYTES_HELD;
  }

  /** The pieces for which there is room now. */
  *pieces(): Generator<CheckpointPiece, void, void> {
    for (let next = this.#waiting[0]; next; next = this.#waiting[0]) {
      const { kinds, step, epoch, file } = next;
      const length = Math.min(PIECE, file.left);
      if (this.#bytesInFlight + length > BYTES_IN_FLIGHT) return;
      if (this.#inFlight.length >= CHECKPOINTS_IN_FLIGHT) return;
      next.takenAt ??= performance.now();
      const spare = length === PIECE ? this.#spare.pop() : undefined;
      const bytes = spare ?? new ArrayBuffer(length);
      file.read(new Uint8Array(bytes));
      this.#bytesInFlight += length;
      const whole = file.left === 0;
      if (whole) {
        this.#waiting.shift();
        this.#inFlight.push(next);
        this.#measure(next);
      }
      yield { kinds, step, epoch, bytes, whole };
    }
    for (const bytes of this.#spare) giveBack(new Uint8Array(bytes));
    this.#spare = [];
  }

  /** Waiting for those before it is not its cost. */
  #measure({ kinds, making, takenAt, isHeld }: Waiting): void {
    if (making === null || takenAt === null) return;
    const own = isHeld ? making : making + performance.now() - takenAt;
    this.#cost = kinds.includes('last') ? own : this.#cost + own;
  }

  /** A piece has come back. */
  stored({ bytes, whole }: StoredPiece): void {
    this.#bytesInFlight -= bytes.byteLength;
    if (whole) {
      const checkpoint = this.#inFlight.shift();
      if (checkpoint?.kinds.includes('last') === true) {
        this.#lastInFlight--;
        this.#delay = Math.max(performance.now() - checkpoint.madeAt, this.#delay * DELAY_KEPT);
      }
    }
    if (this.busy && bytes.byteLength === PIECE) this.#spare.push(bytes);
    else giveBack(new Uint8Array(bytes));
  }
}
