/** The choices while nothing has been trained, and the wait until a run starts. */
import type { PanelContext } from '../context.ts';
import { button, element, setText } from '../look/dom.ts';
import { icon } from '../look/icons.ts';
import { t, type PanelString } from '../strings.ts';

export interface SpecChoice {
  readonly path: string;
  readonly label: string;
}

/** A way in: a command, with a line that says what it leads to. */
function door(
  context: PanelContext,
  primary: boolean,
  title: PanelString,
  text: PanelString,
  command: string,
): HTMLElement {
  return element(
    'li',
    {},
    button(
      { class: primary ? 'door primary' : 'door secondary' },
      () => {
        context.host.command(command);
      },
      element('strong', {}, t(title)),
      element('span', {}, t(text)),
    ),
  );
}

/** Specs that are offered by name; more of them would push the doors out of view. */
const MOST_SPECS = 6;

/** The doors to a first run, and under them the specs of the workspace. */
export function emptyView(context: PanelContext, specs: readonly SpecChoice[]): HTMLElement {
  const train = specs.slice(0, MOST_SPECS).map((spec) =>
    element(
      'li',
      {},
      button(
        { title: spec.path },
        () => {
          context.host.command('nnspec.train', spec.path);
        },
        icon('play'),
        element('span', {}, t('Train {0}', spec.label)),
      ),
    ),
  );
  const more = specs.length - train.length;
  return element(
    'div',
    { class: 'empty' },
    element('h1', {}, t('Nothing is training yet')),
    element(
      'ul',
      { class: 'doors' },
      door(context, true, 'Open Example…', 'A path from handwritten digits to texts.', 'nnspec.openExample'),
      door(
        context,
        false,
        'New Spec from Data…',
        'Your own table: CSV, Parquet, JSON or NumPy.',
        'nnspec.newSpec',
      ),
    ),
    ...(specs.length === 0
      ? []
      : [
          element('h2', {}, t('Specs of this folder')),
          element('ul', { class: 'spec-list' }, ...train),
          more === 0 ? null : element('p', { class: 'hint' }, t('{0} more in the Explorer', more.toString())),
        ]),
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
