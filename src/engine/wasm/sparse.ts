/**
 * The batch of CSR rows in the kernels' memory, and the gradient of the first layer's kernel, most of whose rows are
 * zero. A reader of it gets the tensor that a dense layer would have; an optimizer's step makes each row's gradient
 * when it comes to the row, and needs no tensor.
 */
import { samePlace } from '../../kinds/operations/tensor.ts';
import type { BatchRoom } from '../../data/batches.ts';
import { UPDATE_SUMS } from '../../kinds/optimizers/optimizer.ts';
import type { SparseBatch, Tensor } from '../backend.ts';
import { byName } from './generated/kernels.ts';
import type { Team } from './team.ts';
import { CHUNK_SUMS, type KernelLayout, ROWS_OF_CHUNK, sparseAreas, type SparseRoom } from './layout.ts';
import type { KernelMemory } from './cutting.ts';
import { findColumns, SPARSE_PARTS, type TransposeArguments, type UpdateArguments } from './sparseParts.ts';

/** A gradient tensor, its address and its numbers. */
export interface SparseGradient {
  readonly tensor: Tensor;
  readonly at: number;
  readonly view: Float32Array;
}

/** Rows that are longer do not fit a thread's scratch. */
const MOST_UNITS = 65536;
/** About the nanoseconds of a multiply-add on a row of the kernel, of clearing a row, and of an update. */
const ROW_COST = 0.25;
const CLEAR_COST = 50;
const UPDATE_COST = 1.5;

/**
 * A power of two near `nanoseconds`. By its cost the team knows an operation again, and no two batches of text have the same
 * number of entries: each would be measured as if it were the first.
 */
export function roughly(nanoseconds: number): number {
  return 2 ** Math.round(Math.log2(Math.max(1, nanoseconds)));
}

export class SparseArea {
  readonly #room: SparseRoom;
  readonly #memory: KernelMemory;
  readonly #team: Team;
  readonly #indptrAt: number;
  readonly #indicesAt: number;
  readonly #valuesAt: number;
  readonly #cursorsAt: number;
  readonly #startsAt: number;
  readonly #samplesAt: number;
  readonly #columnValuesAt: number;
  readonly #rowSquaresAt: number;
  /** The arrays of the batch. */
  readonly batchRoom: BatchRoom;
  #loaded: SparseBatch | null = null;
  /** The batch whose columns were found last. */
  #listed: SparseBatch | null = null;
  /** The columns of the batch, ascending; `count` of them. */
  #columnsAt: number;
  #count = 0;
  /** The columns of the batch before. */
  #staleAt: number;
  #staleCount = 0;
  /** Counts the batches whose columns were found. */
  #batch = 0;
  #gradient: SparseGradient | null = null;
  #dz = 0;
  #units = 1;
  #entries = 0;
  /**
   * True if the tensor holds the gradient; the batch of which it last did; and whether its other rows were zero then.
   */
  #written = false;
  #writtenBatch = 0;
  #clean = false;
  /** The weights whose squares are kept row by row. */
  #squaresOf: Tensor | null = null;

  constructor(memory: KernelMemory, { sparseAt }: KernelLayout, room: SparseRoom, team: Team) {
    const places: number[] = [];
    let at = sparseAt;
    for (const bytes of sparseAreas(room)) {
      places.push(at);
      at += bytes;
    }
    const place = (index: number): number => places[index] ?? 0;
    this.#room = room;
    this.#memory = memory;
    this.#team = team;
    this.#indptrAt = place(0);
    this.#indicesAt = place(1);
    this.#valuesAt = place(2);
    this.#cursorsAt = place(3);
    this.#columnsAt = place(4);
    this.#staleAt = place(5);
    this.#startsAt = place(6);
    this.#samplesAt = place(7);
    this.#columnValuesAt = place(8);
    this.#rowSquaresAt = place(9);
    const { buffer } = memory.memory;
    this.batchRoom = {
      indptr: new Uint32Array(buffer, this.#indptrAt, room.rows + 1),
      indices: new Uint32Array(buffer, this.#indicesAt, room.entries),
      values: new Float32Array(buffer, this.#valuesAt, room.entries),
    };
  }

  /** Brings a batch into the memory; its own arrays are compared, so the backward pass finds it there already. */
  #load(x: SparseBatch): void {
    if (x === this.#loaded) return;
    const { rows, columns, entries } = this.#room;
    if (x.rows > rows || x.columns > columns || x.indices.length > entries) {
      throw new RangeError('The batch is larger than the room that was made for it.');
    }
    this.#loaded = x;
    this.#listed = null;
    const { indptr, indices, values } = this.batchRoom;
    if (x.indices.buffer === indices.buffer) return;
    indptr.set(x.indptr.length > x.rows + 1 ? x.indptr.subarray(0, x.rows + 1) : x.indptr);
    indices.set(x.indices);
    values.set(x.values);
  }

  /**
   * z = x·W + b. Addresses. With `trains`, one thread finds the batch's columns while the others begin with the rows; a
   * gradient that is remembered from the batch before cannot be computed any more then.
   */
  forward(x: SparseBatch, w: number, bias: number, z: number, units: number, trains: boolean): void {
    this.#load(x);
    if (trains) this.#nextLists();
    const args = { ...this.#transposing(x.rows), w, bias, z, units, trains: Number(trains) };
    this.#team.run(SPARSE_PARTS.sparseForward, roughly(x.indices.length * units * ROW_COST), args);
    if (trains) this.#listsAre(x);
  }

  /**
   * Remembers dW = xᵀ·dz, with dW in `dw`. It is computed when it is asked for (`write`), or row by row in `update`,
   * whichever comes first; until then dz must stay as it is.
   */
  kernelGradient(x: SparseBatch, dz: number, dw: SparseGradient, units: number): void {
    this.#load(x);
    if (this.#listed !== x) {
      this.#nextLists();
      findColumns(this.#memory, this.#transposing(x.rows));
      this.#listsAre(x);
    }
    if (!this.#gradient || !samePlace(this.#gradient.tensor, dw.tensor)) {
      this.#clean = false;
      this.#squaresOf = null;
    }
    this.#gradient = dw;
    this.#dz = dz;
    this.#units = units;
    this.#entries = x.indices.length;
    this.#written = false;
  }

  /** Makes `tensor` hold its gradient, if it is the one that is remembered. */
  write(tensor: Tensor): void {
    const gradient = this.#gradient;
    if (!gradient || !this.remembers(tensor) || this.#written) return;
    const units = this.#units;
    if (this.#clean && this.#writtenBatch === this.#batch - 1) {
      this.#team.run(SPARSE_PARTS.clearStale, roughly(this.#staleCount * CLEAR_COST), {
        ...{ older: this.#staleAt, olderCount: this.#staleCount },
        ...{ columns: this.#columnsAt, count: this.#count, dw: gradient.at, units },
      });
    } else gradient.view.fill(0);
    this.#team.run(SPARSE_PARTS.sparseKernelGradient, roughly(this.#entries * units * ROW_COST), {
      ...{ ...this.#gathering(), dw: gradient.at, count: this.#count, units },
    });
    this.#written = true;
    this.#clean = true;
    this.#writtenBatch = this.#batch;
  }

  /** As `write`, and every row may become something else than zero afterwards. */
  fill(tensor: Tensor): void {
    this.write(tensor);
    if (this.remembers(tensor)) this.#clean = false;
  }

  /** True if it is the gradient that is remembered, or a view of it. */
  remembers(tensor: Tensor): boolean {
    const gradient = this.#gradient?.tensor;
    return gradient !== undefined && (tensor.base ?? tensor) === (gradient.base ?? gradient);
  }

  /** True if `update` can step on the weights that belong to this gradient. */
  holds(tensor: Tensor): boolean {
    const gradient = this.#gradient?.tensor;
    if (!gradient || !samePlace(tensor, gradient)) return false;
    return !this.#written && this.#units <= MOST_UNITS;
  }

  /** The weights that belong to the remembered gradient change otherwise than by `update`. */
  forgetSquares(): void {
    this.#squaresOf = null;
  }

  /**
   * One optimizer step on the weights `w` from the remembered gradient, as the kernel `update` takes its arguments. With
   * `touchedOnly` the other rows stay as they are, and the sum of all squares is kept row by row.
   */
  update(touchedOnly: boolean, w: Tensor, args: UpdateArguments, sums: Float64Array): void {
    const { kernels, chunkSums } = this.#memory;
    const units = this.#units;
    const rows = w.length / units;
    const stepping = { ...args, ...this.#gathering(), count: this.#count, units };
    const gathering = this.#entries * units * ROW_COST;
    sums.fill(0);
    if (touchedOnly) {
      const squares = this.#rowSquaresAt;
      if (!this.#squaresOf || !samePlace(this.#squaresOf, w))
        byName.rowSquares(kernels, { w: args.w, units, rows, out: squares });
      this.#squaresOf = w;
      sums[UPDATE_SUMS.weightSquares] = byName.sumDoubles(kernels, { from: squares, count: rows });
      const cost = roughly(gathering + this.#count * units * UPDATE_COST);
      this.#team.run(SPARSE_PARTS.updateTouched, cost, { ...stepping, squares });
    } else {
      this.#squaresOf = null;
      const cost = roughly(gathering + rows * units * UPDATE_COST);
      this.#team.run(SPARSE_PARTS.updateAll, cost, { ...stepping, rows });
    }
    const chunks = Math.ceil((touchedOnly ? this.#count : rows) / ROWS_OF_CHUNK);
    for (let place = 0; place < sums.length; place++) {
      let total = sums[place] ?? NaN;
      for (let chunk = 0; chunk < chunks; chunk++) total += chunkSums[chunk * CHUNK_SUMS + place] ?? NaN;
      sums[place] = total;
    }
  }

  /** The columns of the batch before become the stale ones, in whose place the new ones are written. */
  #nextLists(): void {
    const older = this.#staleAt;
    this.#staleAt = this.#columnsAt;
    this.#staleCount = this.#count;
    this.#columnsAt = older;
  }

  #transposing(rows: number): TransposeArguments {
    return {
      ...{ indptr: this.#indptrAt, indices: this.#indicesAt, values: this.#valuesAt, rows },
      ...{ width: this.#room.columns, cursors: this.#cursorsAt },
      ...{ columns: this.#columnsAt, starts: this.#startsAt },
      ...{ samples: this.#samplesAt, columnValues: this.#columnValuesAt },
    };
  }

  /** The operands that make a row of the gradient. */
  #gathering() {
    return {
      ...{ columns: this.#columnsAt, starts: this.#startsAt, samples: this.#samplesAt },
      ...{ values: this.#columnValuesAt, dz: this.#dz },
    };
  }

  /** The lists are those of `x` now. */
  #listsAre(x: SparseBatch): void {
    this.#listed = x;
    this.#count = this.#memory.chunkSums[0] ?? 0;
    this.#batch++;
  }
}
