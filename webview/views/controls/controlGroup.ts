/** The controls of one kind. Those of several layers are one row for all of them, which unfolds to a row a layer. */
import type { Control } from '../../../src/run/controls/control.ts';
import type { PanelContext } from '../../context.ts';
import { button, element, setAttribute } from '../../look/dom.ts';
import { icon } from '../../look/icons.ts';
import { toggled } from '../../settings.ts';
import { t } from '../../strings.ts';
import { ControlRow, type Submit, groupTitle, whenText } from './controlRow.ts';

export class ControlGroup {
  readonly root: HTMLElement;
  readonly #context: PanelContext;
  readonly #kind: Control['kind'];
  readonly #paths: readonly string[];
  readonly #rows: readonly ControlRow[];
  readonly #all: ControlRow | null;
  readonly #layers: HTMLElement;
  readonly #unfold: HTMLButtonElement | null;

  /** `controls`: one or more of a kind. */
  constructor(context: PanelContext, controls: readonly [Control, ...Control[]], submit: Submit) {
    this.#context = context;
    this.#kind = controls[0].kind;
    this.#paths = controls.map(({ path }) => path);
    this.#rows = controls.map((control) => new ControlRow(control, submit));
    const title = groupTitle(this.#kind);
    this.#layers = element(
      'div',
      { class: 'control-layers', id: `layers-${this.#kind}` },
      ...this.#rows.map(({ root }) => root),
    );
    const several = controls.length > 1;
    this.#all = several
      ? new ControlRow(together(controls), (_, value) => {
          for (const path of this.#paths) submit(path, value);
        })
      : null;
    this.#unfold = several
      ? button(
          {
            class: 'text-button per-layer',
            'aria-label': t('{0} per layer', title),
            'aria-controls': this.#layers.id,
          },
          () => {
            context.set({ flippedFolds: toggled(context.settings.flippedFolds, this.#foldId) });
          },
          element('span', {}, t('per layer')),
          icon('chevron'),
        )
      : null;
    const legend = element(
      'legend',
      {},
      title,
      element('span', { class: 'control-when' }, whenText(this.#kind)),
      this.#unfold,
    );
    const attributes = { class: `control-group group-${this.#kind}` };
    this.root = element('fieldset', attributes, legend, this.#all?.root ?? null, this.#layers);
  }

  get #foldId(): string {
    return `layers-${this.#kind}`;
  }

  /** Shows the values that `controls` have now, in the order of the constructor's. */
  draw(controls: readonly Control[], live: boolean): void {
    const own = this.#paths.flatMap((path) => controls.find((control) => control.path === path) ?? []);
    own.forEach((control, index) => this.#rows[index]?.draw(control, live));
    const [first, ...rest] = own;
    if (this.#all === null || first === undefined) return;
    const mixed = rest.some(({ value, enabled }) => value !== first.value || enabled !== first.enabled);
    this.#all.draw(together([first, ...rest]), live, mixed);
    const open = this.#context.settings.flippedFolds.includes(this.#foldId);
    this.#layers.hidden = !open;
    if (this.#unfold !== null) setAttribute(this.#unfold, 'aria-expanded', open.toString());
  }
}

/** Several controls of a kind as one: on if any is, with the value of the first that is. */
function together(controls: readonly [Control, ...Control[]]): Control {
  const [first] = controls;
  const shown = controls.find(({ enabled }) => enabled) ?? first;
  return { ...shown, path: `all ${first.kind}`, layer: t('all layers') };
}
