/**
 * Ranges of numbers: whether rows of another source are on another scale than the training rows, as pictures of 0 to 255
 * beside those of 0 to 1. Nothing is wrong with such numbers by themselves, so it is a warning.
 */
import type { Text, Param } from '../../base/problems/text.ts';
import { phrase } from '../../base/problems/phrase.ts';
import { sentence } from '../../base/problems/data.ts';
import type { Problem } from '../../base/errors.ts';
import { cellsOf, columnOf, widthOf } from '../cells/cells.ts';
import { quoted } from '../problems.ts';
import { allRows } from '../split.ts';
import { valueOf, type Column, type Table } from './table.ts';
import type { ColumnSpread, DataEncoder, FeatureEncoder, Spread, Spreads } from '../types.ts';

/** Numbers of one spread that are sorted: of more, a sample. */
const MOST_SORTED = 8192;
/** Fewer tell nothing of a range. */
const FEWEST = 20;
/** The middle numbers of two scales differ at least so many times. */
const TIMES = 10;
/** Columns of which each has a spread of its own. A table of more is pixels or the like, and told as a whole. */
const MOST_COLUMNS = 64;
const MOST_NAMED = 3;

/** Sizes without zeros, which are on every scale: black pixels, absent counts. */
class Sizes {
  #least = Infinity;
  #largest = -Infinity;
  #seen = 0;
  /** Of a generator of chance, the same for the same data. */
  #state = 1;
  readonly #sizes: number[] = [];

  add(value: number): void {
    if (!Number.isFinite(value)) return;
    if (value < this.#least) this.#least = value;
    if (value > this.#largest) this.#largest = value;
    if (value === 0) return;
    this.#seen++;
    if (this.#sizes.length < MOST_SORTED) {
      this.#sizes.push(Math.abs(value));
      return;
    }
    // By chance, since each so many-th could be the same element of each row.
    this.#state = (Math.imul(this.#state, 1664525) + 1013904223) >>> 0;
    const place = Math.floor((this.#state / 2 ** 32) * this.#seen);
    if (place < MOST_SORTED) this.#sizes[place] = Math.abs(value);
  }

  /** Null for too few numbers. */
  spread(): Spread | null {
    if (this.#sizes.length < FEWEST) return null;
    const sorted = Float64Array.from(this.#sizes).sort();
    const at = (share: number): number => sorted[Math.round(share * (sorted.length - 1))] ?? 0;
    return { least: this.#least, largest: this.#largest, low: at(0.1), middle: at(0.5), high: at(0.9) };
  }
}

function isScaled(feature: FeatureEncoder): boolean {
  return feature.kind === 'number' && feature.date === undefined;
}

function addColumn(table: Table, column: Column, rows: Uint32Array, sizes: readonly Sizes[]): void {
  if (column.kind === 'text') {
    const cells = cellsOf(table);
    for (const row of rows) {
      const value = cells.number(column.texts.at(row));
      for (const each of sizes) each.add(value);
    }
    return;
  }
  const width = widthOf(column);
  for (const row of rows) {
    for (let element = 0; element < width; element++) {
      const value = valueOf(column, row, element);
      for (const each of sizes) each.add(value);
    }
  }
}

/** Numbers that one pass looks at; of more, rows are left out evenly. */
const MOST_LOOKED_AT = 1 << 21;

/** The spreads of the numbers in `rows`, before they are encoded in their place. */
export function spreadsOf(features: readonly FeatureEncoder[], table: Table, rows: Uint32Array): Spreads {
  const names = [...new Set(features.filter(isScaled).map(({ column }) => column))];
  const numbers = names.reduce((sum, name) => sum + widthOf(columnOf(table, name)), 0) * rows.length;
  const every = Math.max(1, Math.ceil(numbers / MOST_LOOKED_AT));
  const some = every === 1 ? rows : rows.filter((_, index) => index % every === 0);
  const all = new Sizes();
  const columns: ColumnSpread[] = [];
  for (const name of names) {
    const own = names.length <= MOST_COLUMNS ? new Sizes() : null;
    addColumn(table, columnOf(table, name), some, own ? [all, own] : [all]);
    const spread = own?.spread();
    if (spread) columns.push({ column: name, ...spread });
  }
  return { all: all.spread(), columns };
}

/** Spreads come from run.json, which anyone may have changed; without them nothing is told. */
function isSpreads(spreads: unknown): spreads is Spreads {
  if (typeof spreads !== 'object' || spreads === null || !('all' in spreads && 'columns' in spreads))
    return false;
  const { all, columns } = spreads;
  return (all === null || isSpread(all)) && Array.isArray(columns) && columns.every(isSpread);
}

function isSpread(spread: unknown): boolean {
  if (typeof spread !== 'object' || spread === null) return false;
  const values = new Map(Object.entries(spread));
  return ['least', 'largest', 'low', 'middle', 'high'].every((key) => typeof values.get(key) === 'number');
}

/** True if nearly all numbers of one are larger than nearly all of the other, and by far. */
function isOtherScale(one: Spread, other: Spread): boolean {
  const [small, large] = one.middle < other.middle ? [one, other] : [other, one];
  return small.high < large.low && large.middle >= TIMES * small.middle;
}

/** A column, or all of them, on another scale. */
interface Odd {
  readonly what: Param;
  readonly column: string;
  readonly old: Spread;
  readonly now: Spread;
}

/**
 * Warns if the numbers of `table` are on another scale than the training rows'. To be asked before they are encoded.
 * @param rows in words, such as `validation rows`
 */
export function warnOfRanges(
  { features, spreads: trained }: DataEncoder,
  table: Table,
  rows: Text,
  trainedOn: string,
  warnings: Problem[],
): void {
  if (!isSpreads(trained)) return;
  const now = spreadsOf(features, table, allRows(table.rows));
  const before = new Map(trained.columns.map((one) => [one.column, one]));
  const odd: Odd[] = now.columns.flatMap((one) => {
    const old = before.get(one.column);
    return old && isOtherScale(old, one)
      ? [{ what: quoted(one.column), column: one.column, old, now: one }]
      : [];
  });
  // Together they have enough numbers also where a column has too few.
  if (odd.length === 0 && trained.all && now.all && isOtherScale(trained.all, now.all)) {
    const [column = ''] = features.filter(isScaled).map((one) => one.column);
    odd.push({
      what: phrase('the numbers'),
      column,
      old: trained.all,
      now: now.all,
    });
  }
  const [first] = odd;
  if (!first) return;
  const shown = odd
    .slice(0, MOST_NAMED)
    .map(({ what, old, now }) =>
      phrase('{what} from {now} instead of {old}', { what, now: span(now), old: span(old) }),
    );
  const more =
    odd.length > MOST_NAMED ? phrase(' and {count} more columns', { count: odd.length - MOST_NAMED }) : '';
  warnings.push({
    ...sentence('NN-DATA-OTHER-SCALE', { rows, file: table.file, trainedOn, shown, more }),
    severity: 'warning',
    location: { kind: 'file', file: table.file, ...table.place(0, first.column) },
  });
}

function span({ least, largest }: Spread): Text {
  return phrase('{least} to {largest}', { least: short(least), largest: short(largest) });
}

function short(value: number): string {
  return String(Number(value.toPrecision(4)));
}
