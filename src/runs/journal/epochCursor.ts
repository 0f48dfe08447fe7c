/** Epochs of a journal beside the steps that end them: both come in order. */
import type { EpochRecord } from '../../run/epochs.ts';

export class EpochCursor {
  readonly #source: AsyncGenerator<readonly EpochRecord[]>;
  #records: readonly EpochRecord[] = [];
  #next = 0;
  #ended = false;

  constructor(source: AsyncGenerator<readonly EpochRecord[]>) {
    this.#source = source;
  }

  /** The epochs not given yet that ended with `step` or before. */
  async upTo(step: number): Promise<EpochRecord[]> {
    const found: EpochRecord[] = [];
    for (let record = await this.#peek(); record && record.step <= step;) {
      found.push(record);
      this.#next++;
      record = this.#records[this.#next] ?? (await this.#peek());
    }
    return found;
  }

  async #peek(): Promise<EpochRecord | undefined> {
    while (this.#next === this.#records.length && !this.#ended) {
      const next = await this.#source.next();
      this.#ended = next.done === true;
      this.#records = next.done === true ? [] : next.value;
      this.#next = 0;
    }
    return this.#records[this.#next];
  }
}
