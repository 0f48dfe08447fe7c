/**
 * The epochs of one run as columns: short epochs end thousands of times a second, so each is taken in and drawn in
 * constant time. A million of them with six values take about 60 MB.
 */
import type { EpochRecord } from '../../src/run/epochs.ts';
import { Axis, type XAxisName } from './axis.ts';
import { Column } from './column.ts';
import { type DerivedColumn, smoothedColumn } from './derived.ts';

/** The samples that a value of an epoch was measured on. */
export type EpochSplit = 'train' | 'trainEvaluated' | 'validation';

const SPLITS: readonly EpochSplit[] = ['train', 'trainEvaluated', 'validation'];

/** Records that can be read in whole: a table of more would be no reading matter. */
const RECENT = 1000;

export class EpochList {
  /** The end of each epoch. */
  readonly axes: Readonly<Record<XAxisName, Axis>> = {
    step: new Axis(),
    epoch: new Axis(),
    time: new Axis(),
  };
  /** Metric names of the first epoch, the loss among them. */
  metrics: readonly string[] = [];
  latest: EpochRecord | null = null;
  readonly #columns = new Map<string, Column>();
  readonly #smoothed = new Map<string, DerivedColumn>();
  #weight = 0;
  #recent: EpochRecord[] = [];

  get length(): number {
    return this.axes.step.length;
  }

  /** Takes in the next epoch, which ended at `place`. One that is not later than the last is known already. */
  add(record: EpochRecord, place: Readonly<Record<XAxisName, number>>): void {
    if (this.latest !== null && record.epoch <= this.latest.epoch) return;
    if (this.latest === null) this.metrics = Object.keys(record.train);
    this.latest = record;
    this.axes.step.push(place.step);
    this.axes.epoch.push(place.epoch);
    this.axes.time.push(place.time);
    for (const split of SPLITS) {
      for (const name of Object.keys(record[split] ?? {})) this.#columnFor(`${split}/${name}`);
    }
    for (const [key, column] of this.#columns) {
      const [split, name] = key.split('/') as [EpochSplit, string];
      column.append([record[split]?.[name] ?? NaN], 0, 1, 1);
    }
    this.#recent.push(record);
    if (this.#recent.length >= RECENT * 2) this.#recent = this.#recent.slice(-RECENT);
  }

  /** The latest epochs in the order of their ends, at most a thousand. */
  get recent(): readonly EpochRecord[] {
    return this.#recent.slice(-RECENT);
  }

  /** The value of the epoch at `row`; undefined if it was not measured or there is no such epoch. */
  valueAt(row: number, split: EpochSplit, metric: string): number | undefined {
    if (row < 0) return undefined;
    const known = this.#recent[row - this.length + this.#recent.length];
    return known === undefined ? this.column(split, metric)?.at(row) : known[split]?.[metric];
  }

  /** A value of each epoch, or undefined if none has it. */
  column(split: EpochSplit, metric: string): Column | undefined {
    return this.#columns.get(`${split}/${metric}`);
  }

  /** Its moving average; only those of the weight asked for last are kept. */
  smoothed(split: EpochSplit, metric: string, weight: number): Column | undefined {
    const source = this.column(split, metric);
    if (source === undefined || weight === 0) return source;
    if (weight !== this.#weight) this.#smoothed.clear();
    this.#weight = weight;
    const key = `${split}/${metric}`;
    const known = this.#smoothed.get(key) ?? smoothedColumn(source, weight, this.axes.epoch);
    this.#smoothed.set(key, known);
    return known.read();
  }

  /** The column of a value, with gaps where it was not measured before. */
  #columnFor(key: string): Column {
    const known = this.#columns.get(key);
    if (known) return known;
    const column = new Column();
    const before = this.length - 1;
    column.append(new Float64Array(before).fill(NaN), 0, 1, before);
    this.#columns.set(key, column);
    return column;
  }
}
