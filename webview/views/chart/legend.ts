/** The names of a chart's lines with their last values; each switches its line off and on. */
import type { LineSource } from '../../chart/model.ts';
import { button, element, setAttribute, setText } from '../../look/dom.ts';
import { formatValue } from '../../../src/base/numbers.ts';
import { t } from '../../strings.ts';

interface LegendItem {
  readonly root: HTMLButtonElement;
  readonly value: HTMLElement;
}

export class Legend {
  readonly root = element('div', { class: 'legend' });
  readonly #onToggle: (id: string, alone: boolean) => void;
  readonly #onHover: (id: string | null) => void;
  #items = new Map<string, LegendItem>();
  #key = '';

  constructor(onToggle: (id: string, alone: boolean) => void, onHover: (id: string | null) => void) {
    this.#onToggle = onToggle;
    this.#onHover = onHover;
  }

  /** Beside each name stands the line's last recorded value, also where other runs have gone on. */
  draw(lines: readonly LineSource[], isHidden: (line: LineSource) => boolean): void {
    const named = lines.filter((line) => !line.behind);
    const key = named.map((line) => [line.id, line.label, line.color, line.dash.join()].join()).join(';');
    if (key !== this.#key) {
      this.#key = key;
      this.#rebuild(named);
    }
    for (const line of named) {
      const item = this.#items.get(line.id);
      if (item === undefined) continue;
      const hidden = isHidden(line);
      setAttribute(item.root, 'aria-pressed', (!hidden).toString());
      setText(item.value, hidden ? '' : formatValue(line.latest()?.y));
    }
  }

  /** Shows which line is stressed on the chart. */
  stress(id: string | null): void {
    for (const [known, item] of this.#items) item.root.classList.toggle('strong', known === id);
  }

  #rebuild(lines: readonly LineSource[]): void {
    this.#items = new Map(
      lines.map((line) => {
        const swatch = element('span', { class: line.dash.length > 0 ? 'swatch dashed' : 'swatch' });
        swatch.style.setProperty('--line', line.color);
        const value = element('span', { class: 'legend-value' });
        const root = button(
          { class: 'legend-item', title: t('Click: on or off. Alt and click: this line alone.') },
          (event) => {
            this.#onToggle(line.id, event.altKey);
          },
          swatch,
          element('span', { class: 'legend-label' }, line.label),
          value,
        );
        for (const type of ['pointerenter', 'focus']) {
          root.addEventListener(type, () => {
            this.#onHover(line.id);
          });
        }
        for (const type of ['pointerleave', 'blur']) {
          root.addEventListener(type, () => {
            this.#onHover(null);
          });
        }
        return [line.id, { root, value }];
      }),
    );
    this.root.replaceChildren(...[...this.#items.values()].map((item) => item.root));
    this.root.classList.toggle('many', lines.length > 12);
  }
}
