/** The line under the pointer and the box of values beside it: every line's recorded value at that x. */
import { element, setText } from '../look/dom.ts';
import { formatCount, formatValue } from '../../src/base/numbers.ts';
import { t } from '../strings.ts';
import type { LineSource } from './model.ts';

const EDGE = 8;
/** Pixels that a column of rows takes at the most. */
const COLUMN_WIDTH = 190;
const MOST_COLUMNS = 2;
/** Pixels of a row, and of the title (two lines) with the edges of the box. */
const ROW_HEIGHT = 16;
const TITLE_HEIGHT = 46;
const LEAST_ROWS = 3;
/** From this many lines on the rows are in the order of the values, not of the names. */
const SORT_FROM = 4;

export interface ReadoutRow {
  readonly line: LineSource;
  readonly name: string;
  readonly y: number;
  /** Vertical distance from the pointer in pixels. */
  readonly distance: number;
}

export class Readout {
  readonly #cursor = element('div', { class: 'cursor', hidden: true });
  readonly #box = element('div', { class: 'readout', hidden: true });
  readonly #title = element('div', { class: 'readout-title' });
  readonly #rows = element('div', { class: 'readout-rows' });
  readonly #frame: HTMLElement;

  /** `frame` holds the canvas and is what positions are relative to. */
  constructor(frame: HTMLElement) {
    this.#frame = frame;
    this.#box.append(this.#title, this.#rows);
    frame.append(this.#cursor, this.#box);
  }

  /** Only the line: the pointer is over another chart, or a step is `held` in view without a pointer. */
  showCursor(pixel: number, top: number, bottom: number, held: boolean): void {
    this.#cursor.hidden = false;
    this.#cursor.classList.toggle('held', held);
    this.#cursor.style.transform = `translateX(${Math.round(pixel)}px)`;
    this.#cursor.style.top = `${top}px`;
    this.#cursor.style.height = `${bottom - top}px`;
    this.#box.hidden = true;
  }

  /**
   * The box with one row per line; `strong` is the id of the row to stress. It stands on the side of the cursor that has more
   * room and is never wider, so that it covers neither the cursor nor what is outside of the chart.
   */
  showBox(pixel: number, title: string, rows: readonly ReadoutRow[], strong: string | null): void {
    setText(this.#title, title);
    const { clientWidth, clientHeight } = this.#frame;
    const isRight = clientWidth - pixel >= pixel;
    const room = Math.max(0, (isRight ? clientWidth - pixel : pixel) - EDGE);
    const { shown, columns } = rowsToShow(rows, room, clientHeight);
    const elements = shown.map((row) => rowElement(row, row.line.id === strong));
    const more = rows.length - shown.length;
    if (more > 0) elements.push(element('div', { class: 'readout-more' }, t('{0} more', formatCount(more))));
    this.#rows.style.setProperty('--rows', Math.ceil(elements.length / columns).toString());
    this.#rows.replaceChildren(...elements);
    this.#box.style.maxWidth = `${room}px`;
    this.#box.hidden = false;
    const left = isRight ? pixel + EDGE : Math.max(0, pixel - EDGE - this.#box.offsetWidth);
    this.#box.style.transform = `translateX(${Math.round(left)}px)`;
  }

  hide(): void {
    this.#cursor.hidden = true;
    this.#box.hidden = true;
  }

  /** The text of the box, for a live region. */
  get text(): string {
    const rows = [...this.#rows.children].map((row) => row.textContent);
    return [this.#title.textContent, ...rows].join(', ');
  }
}

/** The rows that fit into a box of that size, the nearest to the pointer; many of them from the highest value to the lowest. */
export function rowsToShow(
  rows: readonly ReadoutRow[],
  width: number,
  height: number,
): { readonly shown: readonly ReadoutRow[]; readonly columns: number } {
  const inColumn = Math.max(LEAST_ROWS, Math.floor((height - TITLE_HEIGHT) / ROW_HEIGHT));
  const most = Math.min(MOST_COLUMNS, Math.max(1, Math.floor(width / COLUMN_WIDTH)));
  const columns = Math.min(most, Math.ceil(rows.length / inColumn)) || 1;
  // One place is for the number of the others.
  const nearest =
    rows.length <= inColumn * columns
      ? rows
      : [...rows].sort((a, b) => a.distance - b.distance).slice(0, inColumn * columns - 1);
  const shown = rows.length < SORT_FROM ? nearest : [...nearest].sort((a, b) => rank(b.y) - rank(a.y));
  return { shown, columns };
}

function rank(y: number): number {
  return Number.isNaN(y) ? -Infinity : y;
}

function rowElement(row: ReadoutRow, strong: boolean): HTMLElement {
  const dashed = row.line.dash.length > 0;
  const swatch = element('span', { class: dashed ? 'swatch dashed' : 'swatch', 'aria-hidden': 'true' });
  swatch.style.setProperty('--line', row.line.color);
  return element(
    'div',
    { class: strong ? 'readout-row strong' : 'readout-row' },
    swatch,
    element('span', { class: 'readout-label' }, `${row.name} `),
    element('span', { class: 'readout-value' }, formatValue(row.y)),
  );
}
