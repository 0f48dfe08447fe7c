/** The line under the pointer and the box of values beside it: every line's recorded value at that x. */
import { element, setText } from '../look/dom.ts';
import { formatValue } from '../../src/base/numbers.ts';
import type { LineSource } from './model.ts';

const EDGE = 8;
/** Rows of one column of the box. */
const COLUMN_ROWS = 12;
/** Pixels that a column of rows takes at the most. */
const COLUMN_WIDTH = 190;
/** Rows of the box; of more lines the ones nearest to the pointer are shown. */
const MAX_ROWS = 36;
/** From this many lines on the rows are in the order of the values, not of the names. */
const SORT_FROM = 4;

export interface ReadoutRow {
  readonly line: LineSource;
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

  /** The box with one row per line; `strong` is the id of the row to stress. */
  showBox(pixel: number, title: string, rows: readonly ReadoutRow[], strong: string | null): void {
    setText(this.#title, title);
    const shown = rowsToShow(rows, this.#frame.clientWidth);
    this.#rows.style.setProperty('--rows', Math.min(shown.length, COLUMN_ROWS).toString());
    this.#rows.replaceChildren(...shown.map((row) => rowElement(row, row.line.id === strong)));
    this.#box.hidden = false;
    const width = this.#box.offsetWidth;
    const frame = this.#frame.clientWidth;
    const right = pixel + EDGE + width <= frame;
    const left = right ? pixel + EDGE : Math.max(0, pixel - EDGE - width);
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

/** The rows that fit, nearest to the pointer first to stay; many of them from the highest value to the lowest. */
function rowsToShow(rows: readonly ReadoutRow[], width: number): readonly ReadoutRow[] {
  const most = Math.min(MAX_ROWS, COLUMN_ROWS * Math.max(1, Math.floor(width / COLUMN_WIDTH)));
  const nearest =
    rows.length <= most ? rows : [...rows].sort((a, b) => a.distance - b.distance).slice(0, most);
  return rows.length < SORT_FROM ? nearest : [...nearest].sort((a, b) => rank(b.y) - rank(a.y));
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
    element('span', { class: 'readout-label' }, `${row.line.label} `),
    element('span', { class: 'readout-value' }, formatValue(row.y)),
  );
}
