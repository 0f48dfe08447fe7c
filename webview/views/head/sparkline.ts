/** The course of a value in a few pixels, beside the value. */
import { type Column, type Extremes, NO_ROW } from '../../data/column.ts';

const SVG = 'http://www.w3.org/2000/svg';
const WIDTH = 56;
const HEIGHT = 20;
/** Points of the line; more could not be told apart. */
const POINTS = 28;

export class Sparkline {
  readonly root = document.createElementNS(SVG, 'svg');
  readonly #path = document.createElementNS(SVG, 'path');
  #drawn = '';

  constructor() {
    this.root.setAttribute('class', 'sparkline');
    this.root.setAttribute('viewBox', `0 0 ${WIDTH.toString()} ${HEIGHT.toString()}`);
    // The chart says the same in full.
    this.root.setAttribute('aria-hidden', 'true');
    this.root.append(this.#path);
  }

  /** Draws the values of `column`; nothing where there are fewer than two. */
  draw(column: Column | undefined): void {
    const length = column?.length ?? 0;
    const last = column === undefined || length === 0 ? NaN : column.at(length - 1);
    const drawn = `${length.toString()} ${last.toString()}`;
    if (drawn === this.#drawn) return;
    this.#drawn = drawn;
    this.#path.setAttribute('d', column === undefined || length < 2 ? '' : pathOf(column));
  }
}

function pathOf(column: Column): string {
  const found: Extremes = { low: NO_ROW, high: NO_ROW, gap: NO_ROW };
  column.extremes(0, column.length, found);
  if (found.low === NO_ROW) return '';
  const low = column.at(found.low);
  const span = column.at(found.high) - low || 1;
  const count = Math.min(POINTS, column.length);
  const parts: string[] = [];
  let draws = false;
  for (let at = 0; at < count; at += 1) {
    const value = column.at(Math.round((at * (column.length - 1)) / (count - 1)));
    if (!Number.isFinite(value)) {
      draws = false;
      continue;
    }
    const x = 1 + (at * (WIDTH - 2)) / (count - 1);
    const y = HEIGHT - 2 - ((value - low) / span) * (HEIGHT - 4);
    parts.push(`${draws ? 'L' : 'M'}${x.toFixed(1)} ${y.toFixed(1)}`);
    draws = true;
  }
  return parts.join('');
}
