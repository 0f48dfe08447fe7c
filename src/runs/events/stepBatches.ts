/** Every step of a run on disk, some thousands at a time, for code that writes them elsewhere. */
import type { RecordDamage } from '../../run/recording.ts';
import type { EpochSteps } from '../journal/epochSteps.ts';
import type { RunFile } from '../folder/runFile.ts';
import { StepLayout } from './stepLayout.ts';
import { readSteps, type StepsVisitor } from './steps.ts';

/** Step and seconds before the values of each row. */
const FACTS = 2;

/** Rows in order; valid until its receiver is done with it. */
export interface StepBatch {
  readonly count: number;
  step(row: number): number;
  epoch(row: number): number;
  /** Of training. */
  second(row: number): number;
  /** Of the run's series. */
  value(row: number, column: number): number;
}

export class StepBatches {
  readonly #folder: string;
  readonly #run: RunFile;
  readonly #epochs: EpochSteps;

  constructor(folder: string, run: RunFile, epochs: EpochSteps) {
    this.#folder = folder;
    this.#run = run;
    this.#epochs = epochs;
  }

  /** Gives all steps to `take`, and waits for it. Resolves with what is missing of them. */
  async read(take: (batch: StepBatch) => Promise<void>): Promise<RecordDamage | undefined> {
    const width = this.#run.series.length + FACTS;
    const start = Date.parse(this.#run.clock) / 1000;
    const epochs = this.#epochs;
    let rows = new Float64Array(1024 * width);
    let count = 0;
    let lastStep = 0;
    const at = (row: number, column: number): number => rows[row * width + column] ?? NaN;
    const visitor: StepsVisitor = {
      get lastStep() {
        return lastStep;
      },
      step: (step, wallTime, values) => {
        if ((count + 1) * width > rows.length) {
          const larger = new Float64Array(rows.length * 2);
          larger.set(rows);
          rows = larger;
        }
        rows[count * width] = step;
        rows[count * width + 1] = wallTime - start;
        rows.set(values, count * width + FACTS);
        count++;
        lastStep = step;
      },
      restart: () => undefined,
      drain: async () => {
        if (count === 0) return;
        await take({
          count,
          step: (row) => at(row, 0),
          epoch: (row) => epochs.epochOf(at(row, 0)),
          second: (row) => at(row, 1),
          value: (row, column) => at(row, FACTS + column),
        });
        count = 0;
      },
    };
    const { damageInAll } = await readSteps(this.#folder, StepLayout.all(this.#run.series), visitor);
    return damageInAll;
  }
}
