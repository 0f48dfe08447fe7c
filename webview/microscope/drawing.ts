/** The network as a drawing: columns of units, and a line for each weight, as wide as the weight is large. */
import { digits } from '../../src/run/microscope/askedText.ts';
import type { LensView, ViewLine, ViewUnit } from '../../src/run/microscope/view.ts';
import { element } from '../look/dom.ts';
import { t } from '../strings.ts';
import { isBack, isReached, type Phase } from './phases.ts';

const SVG = 'http://www.w3.org/2000/svg';
const ROW = 44;
const TOP = 16;
const THINNEST = 0.75;
const WIDEST = 5;
/** The smallest weights are fainter, so that the large ones stand out of many. */
const FAINTEST = 0.15;

function svg(tag: string, attributes: Readonly<Record<string, string>>): SVGElement {
  const made = document.createElementNS(SVG, tag);
  for (const [name, value] of Object.entries(attributes)) made.setAttribute(name, value);
  return made;
}

function short(value: number): string {
  const size = Math.abs(value);
  if (size !== 0 && (size < 1e-3 || size >= 1e4)) return value.toExponential(1).replace('-', '−');
  return value.toFixed(3).replace('-', '−');
}

/** `onAsk`: a number of the drawing was chosen. */
export class Drawing {
  readonly root = element('div', { class: 'network' });
  readonly #onAsk: (ref: string) => void;
  #view: LensView | null = null;
  #phase: Phase | null = null;

  constructor(onAsk: (ref: string) => void) {
    this.#onAsk = onAsk;
  }

  show(view: LensView, phase: Phase): void {
    const focused = document.activeElement?.getAttribute('data-unit') ?? null;
    this.#view = view;
    this.#phase = phase;
    const rows = Math.max(...view.columns.map(({ units }) => units.length));
    const height = TOP * 2 + rows * ROW;
    const columns = view.columns.map((_, index) => this.#column(index, rows));
    const lines = svg('svg', {
      class: 'lines',
      viewBox: `0 0 100 ${String(height)}`,
      preserveAspectRatio: 'none',
      'aria-hidden': 'true',
    });
    view.lines.forEach((all, index) => {
      this.#lines(lines, all, index, rows);
    });
    const grid = element('div', { class: 'columns' }, ...columns);
    const stage = element('div', { class: 'stage' });
    stage.style.height = `${String(height)}px`;
    stage.style.minWidth = `${String(view.columns.length * 104)}px`;
    stage.append(lines, grid);
    const titles = view.columns.map(({ id, units, total }, index) => {
      const count =
        units.length < total ? t('{0} of {1}', String(units.length), String(total)) : String(total);
      const title = index === 0 ? t('Inputs') : id;
      const at = phase.column === index && phase.kind !== 'update';
      return element(
        'div',
        { class: `column-title${at ? ' at' : ''}` },
        element('strong', {}, title),
        ` (${count})`,
      );
    });
    const head = element('div', { class: 'column-titles' }, ...titles);
    head.style.minWidth = stage.style.minWidth;
    this.root.replaceChildren(head, stage);
    if (focused !== null)
      this.root.querySelector<HTMLElement>(`[data-unit="${CSS.escape(focused)}"]`)?.focus();
  }

  #y(column: number, unit: number, rows: number): number {
    const count = this.#view?.columns[column]?.units.length ?? 0;
    return TOP + ((rows - count) / 2 + unit + 0.5) * ROW;
  }

  #column(index: number, rows: number): HTMLElement {
    const units = this.#view?.columns[index]?.units ?? [];
    return element(
      'div',
      { class: 'column' },
      ...units.map((unit, place) => {
        const made = this.#unit(unit, index);
        made.style.top = `${String(this.#y(index, place, rows))}px`;
        return made;
      }),
    );
  }

  #unit(unit: ViewUnit, column: number): HTMLElement {
    const phase = this.#phase;
    const forward = phase !== null && isReached(phase, column);
    const back = phase !== null && unit.gradient !== null && isBack(phase, column);
    const gradient = unit.gradient ?? 0;
    const names = unit.label === '' || unit.label === unit.name ? unit.name : `${unit.name} ${unit.label}`;
    const told = [
      t('unit {0} = {1}', names, digits(unit.value)),
      ...(back ? [t('gradient {0} = {1}', `∂E/∂${unit.name}`, digits(gradient))] : []),
    ].join(', ');
    const made = element(
      'button',
      {
        type: 'button',
        class: `unit${forward ? '' : ' ahead'}${back ? ' back' : ''}`,
        'data-unit': unit.ref,
        title: told,
      },
      element(
        'span',
        { class: 'unit-name' },
        unit.label === '' || unit.label === unit.name ? unit.name : unit.label,
      ),
      ' ',
      element('span', { class: 'unit-value' }, forward ? short(unit.value) : '·'),
      back ? ' ' : null,
      back ? element('span', { class: 'unit-gradient' }, `∂ ${short(gradient)}`) : null,
    );
    made.addEventListener('click', () => {
      this.#onAsk(back && unit.gradientRef !== null ? unit.gradientRef : unit.ref);
    });
    return made;
  }

  #lines(into: SVGElement, lines: readonly ViewLine[], index: number, rows: number): void {
    const phase = this.#phase;
    const count = this.#view?.columns.length ?? 1;
    const back = phase !== null && isBack(phase, index + 1);
    const largest = Math.max(
      1e-12,
      ...lines.map(({ weight }) => Math.abs((back ? weight?.gradient : weight?.value) ?? 0)),
    );
    for (const { from, to, weight } of lines) {
      const shown = (back ? weight?.gradient : weight?.value) ?? 0;
      const share = Math.abs(shown) / largest;
      const width = THINNEST + (WIDEST - THINNEST) * share;
      const opacity = weight === null ? 1 : FAINTEST + (1 - FAINTEST) * share;
      const ahead = phase !== null && !isReached(phase, index + 1);
      const sign = weight === null ? 'plain' : shown < 0 ? 'negative' : 'positive';
      const line = svg('line', {
        class: `line ${sign}${ahead ? ' ahead' : ''}${back ? ' back' : ''}`,
        x1: String(((index + 0.5) / count) * 100),
        x2: String(((index + 1.5) / count) * 100),
        y1: String(this.#y(index, from, rows)),
        y2: String(this.#y(index + 1, to, rows)),
        'stroke-width': width.toFixed(2),
        'stroke-opacity': opacity.toFixed(2),
        'vector-effect': 'non-scaling-stroke',
      });
      if (weight) {
        const title = svg('title', {});
        title.textContent = t('weight {0} = {1}', weight.name, digits(weight.value));
        line.append(title);
        line.addEventListener('click', () => {
          this.#onAsk(back ? `${weight.ref}.gradient` : weight.ref);
        });
      }
      into.append(line);
    }
  }
}
