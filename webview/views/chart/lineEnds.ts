/** The name and the value of each line beside its end: a legend that needs no room of its own and never reflows. */
import type { LineSource } from '../../chart/model.ts';
import { element, setAttribute, setText } from '../../look/dom.ts';
import { formatValue } from '../../../src/base/numbers.ts';

/** Pixels of a label of two lines (name and value) and of one (the name). */
const TALL = 24;
const LOW = 12;

export interface End {
  readonly line: LineSource;
  /** NaN where the line has no value. */
  readonly value: number;
  /** The pixel of the value. */
  readonly y: number;
}

/** The part of a chart that its lines are drawn in, in CSS pixels. */
interface Area {
  readonly right: number;
  readonly top: number;
  readonly bottom: number;
}

interface Label {
  readonly root: HTMLElement;
  readonly name: HTMLElement;
  readonly value: HTMLElement;
}

/**
 * The middles of labels of `height` pixels for line ends at `ys` (ascending), moved no further than they must so that
 * none covers another and all are between `top` and `bottom`.
 */
export function spread(ys: readonly number[], height: number, top: number, bottom: number): number[] {
  const placed: number[] = [];
  let least = top + height / 2;
  for (const y of ys) {
    const middle = Math.max(least, Math.min(y, bottom - height / 2));
    placed.push(middle);
    least = middle + height;
  }
  // Those that were pushed beyond the lower end push the ones above them back.
  let most = bottom - height / 2;
  for (let at = placed.length - 1; at >= 0; at -= 1) {
    placed[at] = Math.min(placed[at] ?? 0, most);
    most = (placed[at] ?? 0) - height;
  }
  return placed;
}

/** At most `most` of the ends, evenly taken, the highest and the lowest among them. */
function evenly(ends: readonly End[], most: number): readonly End[] {
  if (ends.length <= most) return ends;
  const last = Math.max(1, most - 1);
  return Array.from(
    { length: most },
    (_, index) => ends[Math.round((index * (ends.length - 1)) / last)],
  ).filter((end) => end !== undefined);
}

export class LineEnds {
  /** Readers have the values from the read-out and the legend. */
  readonly root = element('div', { class: 'line-ends', 'aria-hidden': 'true' });
  readonly #onHover: (id: string | null) => void;
  readonly #labels = new Map<string, Label>();

  constructor(onHover: (id: string | null) => void) {
    this.#onHover = onHover;
  }

  /** Puts the labels beside the ends, the nearest to their lines that there is room for. */
  draw(ends: readonly End[], { right, top, bottom }: Area): void {
    const known = ends.filter(({ value, y }) => Number.isFinite(value) && Number.isFinite(y));
    const sorted = [...known].sort((a, b) => a.y - b.y);
    const room = bottom - top + LOW;
    const tall = sorted.length * TALL <= room;
    const height = tall ? TALL : LOW;
    const shown = evenly(sorted, Math.floor(room / height));
    const middles = spread(
      shown.map(({ y }) => y),
      height,
      top - LOW / 2,
      bottom + LOW / 2,
    );
    this.root.classList.toggle('tall', tall);
    this.root.style.left = `${(right + 4).toString()}px`;
    const kept = new Set<string>();
    shown.forEach((end, index) => {
      kept.add(end.line.id);
      this.#drawLabel(end, (middles[index] ?? 0) - height / 2);
    });
    for (const [id, label] of this.#labels) label.root.hidden = !kept.has(id);
  }

  /** Shows which line is stressed on the chart. */
  stress(id: string | null): void {
    for (const [known, label] of this.#labels) label.root.classList.toggle('strong', known === id);
  }

  #drawLabel({ line, value }: End, top: number): void {
    const label = this.#labels.get(line.id) ?? this.#make(line.id);
    const { style } = label.root;
    style.setProperty('--line', line.color);
    style.transform = `translateY(${Math.round(top).toString()}px)`;
    label.root.classList.toggle('dashed', line.dash.length > 0);
    const text = formatValue(value);
    setText(label.name, line.short ?? line.label);
    setText(label.value, text);
    setAttribute(label.root, 'title', `${line.label} ${text}`);
  }

  #make(id: string): Label {
    const name = element('span', { class: 'line-end-name' });
    const value = element('span', { class: 'line-end-value' });
    const root = element('div', { class: 'line-end' }, name, value);
    root.addEventListener('pointerenter', () => {
      this.#onHover(id);
    });
    root.addEventListener('pointerleave', () => {
      this.#onHover(null);
    });
    const label = { root, name, value };
    this.#labels.set(id, label);
    this.root.append(root);
    return label;
  }
}
