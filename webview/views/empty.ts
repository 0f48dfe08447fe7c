/** The choices while nothing has been trained, and the wait until a run starts. */
import type { PanelContext } from '../context.ts';
import { button, element, setText } from '../look/dom.ts';
import { icon } from '../look/icons.ts';
import { t } from '../strings.ts';

export interface SpecChoice {
  readonly path: string;
  readonly label: string;
}

/** A button per spec of the workspace, and a way to an example. */
export function emptyView(context: PanelContext, specs: readonly SpecChoice[]): HTMLElement {
  const train = specs.map((spec) =>
    element(
      'li',
      {},
      button(
        { class: 'primary', title: spec.path },
        () => {
          context.host.command('nnspec.train', spec.path);
        },
        icon('play'),
        element('span', {}, t('Train {0}', spec.label)),
      ),
    ),
  );
  const example = button(
    { class: specs.length === 0 ? 'primary' : 'secondary' },
    () => {
      context.host.command('nnspec.openExample');
    },
    element('span', {}, t('Open an example')),
  );
  return element(
    'div',
    { class: 'empty' },
    element('h1', {}, t('Nothing is training yet')),
    element(
      'p',
      {},
      specs.length === 0
        ? t(
            'A *.nnspec.json file describes data, layers, loss and optimizer. Open an example to see one learn.',
          )
        : t('Choose a spec. Loss, accuracy and gradients are drawn here while it learns.'),
    ),
    specs.length === 0 ? null : element('ul', { class: 'spec-list' }, ...train),
    example,
    element('p', { class: 'hint' }, t('Also: right-click a *.nnspec.json file and choose Train model.')),
  );
}

const cancelButton = (context: PanelContext): HTMLButtonElement =>
  button(
    { class: 'secondary' },
    () => {
      context.host.command('nnspec.stop');
    },
    t('Cancel'),
  );

/** A run that waits for others to end. */
export class QueuedView {
  readonly #title = element('h1', {});
  readonly #text = element('p', { class: 'hint' });
  readonly root: HTMLElement;

  constructor(context: PanelContext) {
    this.root = element(
      'div',
      { class: 'empty', role: 'status' },
      this.#title,
      this.#text,
      cancelButton(context),
    );
  }

  /** `running` runs train, and `before` others are to begin first. */
  draw(name: string, running: number, before: number): void {
    setText(this.#title, t('{0} is queued', name));
    const first = t('Starts when a run finishes ({0} running).', running.toString());
    const others = before === 0 ? '' : ` ${t('{0} others begin before it.', before.toString())}`;
    setText(this.#text, first + others);
  }
}

export class PreparingView {
  readonly #title = element('h1', {});
  readonly #text = element('p', { class: 'hint' }, t('Reading the data and planning the network…'));
  readonly #bar = element('progress', { max: '1' });
  readonly root: HTMLElement;

  constructor(context: PanelContext) {
    const attributes = { class: 'empty', role: 'status' };
    this.root = element('div', attributes, this.#title, this.#bar, this.#text, cancelButton(context));
  }

  /** `total` 0: how much there is to read is not known yet. */
  draw(name: string, done: number, total: number): void {
    setText(this.#title, t('Preparing {0}', name));
    this.#bar.setAttribute('aria-label', t('Progress'));
    if (total > 0) this.#bar.value = done / total;
    else this.#bar.removeAttribute('value');
  }
}
