/** A course of values in one line of text, for rows that can hold no picture. */
import { BARS } from '../../base/textTable.ts';
import { journalStamp, readLossCourse, type LossCourse } from '../../runs/journal/lossCourse.ts';

/** A column without a number. */
const NO_NUMBER = '·';
const COLUMNS = 8;

/**
 * Blocks of eight heights from the lowest to the highest value, a column for each slice of the epochs, with the mean of
 * the slice. Empty with fewer than two epochs: there is no course yet.
 */
export function sparkline(course: LossCourse, columns = COLUMNS): string {
  const [first, last] = [course[0]?.[0], course.at(-1)?.[0]];
  if (first === undefined || last === undefined || course.length < 2) return '';
  const width = Math.min(columns, course.length);
  const sums = Array.from({ length: width }, () => ({ sum: 0, count: 0 }));
  for (const [epoch, loss] of course) {
    const slice = sums[Math.min(width - 1, Math.floor(((epoch - first) / (last - first)) * width))];
    if (!slice) continue;
    slice.sum += loss;
    slice.count++;
  }
  const means = sums.filter(({ count }) => count > 0).map(({ sum, count }) => sum / count);
  const finite = means.filter(Number.isFinite);
  const lowest = Math.min(...finite);
  const range = Math.max(...finite) - lowest;
  return means
    .map((mean) => {
      if (!Number.isFinite(mean)) return NO_NUMBER;
      const height = range > 0 ? Math.round(((mean - lowest) / range) * (BARS.length - 1)) : 0;
      return BARS[height] ?? '';
    })
    .join('');
}

/** Sparklines of the losses of runs, read again only after a journal has changed. */
export class LossSparklines {
  readonly #known = new Map<string, { readonly stamp: string; readonly line: string }>();

  /** Empty where there is no course to show. */
  async of(folder: string): Promise<string> {
    const stamp = await journalStamp(folder);
    if (stamp === null) return '';
    const known = this.#known.get(folder);
    if (known?.stamp === stamp) return known.line;
    const line = sparkline(await readLossCourse(folder));
    this.#known.set(folder, { stamp, line });
    return line;
  }

  /** Keeps only what is known of these runs. */
  keep(folders: ReadonlySet<string>): void {
    for (const folder of this.#known.keys()) if (!folders.has(folder)) this.#known.delete(folder);
  }
}
