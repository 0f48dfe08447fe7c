/** One cell a layer, coloured only while a rule of training health finds something of it. A press shows the layer in the spec. */
import type { PanelContext } from '../../context.ts';
import type { Finding } from '../../../src/run/events/findings.ts';
import type { Verdict } from '../../data/verdicts.ts';
import { button, element, setAttribute } from '../../look/dom.ts';
import type { RunState } from '../../runState.ts';
import { t, told } from '../../strings.ts';
import { rove, roveByKeys } from '../roving.ts';

/** So many cells are wide enough for names where the panel is narrow; of more, the cells have numbers. */
const FEW = 4;

function isSame<Item>(one: readonly Item[], other: readonly Item[]): boolean {
  return one.length === other.length && one.every((item, index) => item === other[index]);
}

function troubleText(verdict: Verdict | undefined): string {
  if (verdict === undefined) return t('in order');
  switch (verdict.kind) {
    case 'vanishing':
      return t('vanishing');
    case 'exploding':
      return t('exploding');
    case 'notFinite':
      return t('not finite');
    case 'other':
      return told(verdict.finding);
  }
}

export class HealthStrip {
  readonly root = element('div', { class: 'health', role: 'toolbar', 'aria-label': t('Layers') });
  readonly #context: PanelContext;
  #cells = new Map<string, HTMLButtonElement>();
  #layers: readonly string[] = [];
  /** The findings that the cells tell. */
  #drawn: readonly Finding[] = [];

  constructor(context: PanelContext) {
    this.#context = context;
    roveByKeys(this.root);
  }

  /** Shows the trouble that each layer has at a step (null: now); what is over then is told by the marks of the charts. */
  draw({ data }: RunState, step: number | null): void {
    const layers = data.layers();
    const isNew = !isSame(layers, this.#layers);
    if (isNew) this.#make(layers);
    const verdicts = data.verdicts.at(step, data.lastStep).filter(({ layer }) => layer !== null);
    const findings = verdicts.map(({ finding }) => finding);
    if (!isNew && isSame(findings, this.#drawn)) return;
    this.#drawn = findings;
    const trouble = new Map(verdicts.map((verdict) => [verdict.layer, verdict]));
    for (const [layer, cell] of this.#cells) this.#mark(layer, cell, trouble.get(layer));
  }

  #make(layers: readonly string[]): void {
    this.#layers = layers;
    this.#cells = new Map(
      layers.map((layer, index) => [
        layer,
        button(
          { class: 'health-cell', 'data-rove': true },
          () => {
            this.#context.host.command('nnspec.revealLayer', layer);
          },
          layers.length > FEW ? (index + 1).toString() : layer,
        ),
      ]),
    );
    this.root.replaceChildren(...this.#cells.values());
    this.root.hidden = layers.length === 0;
    rove(this.root);
  }

  #mark(layer: string, cell: HTMLButtonElement, verdict: Verdict | undefined): void {
    const text = `${layer}: ${troubleText(verdict)}`;
    setAttribute(cell, 'data-trouble', verdict?.kind ?? null);
    // The name holds the visible text, so that it can be spoken.
    const shown = cell.textContent;
    setAttribute(cell, 'aria-label', shown === layer ? text : `${shown} · ${text}`);
    setAttribute(cell, 'title', text);
  }
}
