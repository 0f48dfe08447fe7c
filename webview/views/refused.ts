/** A spec that cannot be trained: its problems, each with the way to its line, and the first fix where there is one. */
import { formatCount } from '../../src/base/numbers.ts';
import type { PanelMessage, SpecProblem } from '../../src/protocol/panel.ts';
import type { PanelContext } from '../context.ts';
import { button, element, setText } from '../look/dom.ts';
import { t } from '../strings.ts';

type Refused = Extract<PanelMessage, { type: 'refused' }>;

/** It follows the edits of the spec. The run that was shown before stays a button away. */
export class RefusedView {
  readonly #context: PanelContext;
  readonly #title = element('h1', {});
  readonly #state = element('p', { class: 'hint', role: 'status' });
  readonly #list = element('ul', { class: 'problem-list' });
  readonly #actions = element('div', { class: 'problem-actions' });
  readonly root: HTMLElement;

  constructor(context: PanelContext) {
    this.#context = context;
    this.root = element('div', { class: 'empty' }, this.#title, this.#state, this.#list, this.#actions);
  }

  draw({ name, specPath, problems, more, before }: Refused): void {
    const hadFocus = this.#list.contains(document.activeElement);
    const total = problems.length + more;
    setText(this.#title, t('{0} was not trained', name));
    setText(this.#state, total === 0 ? t('No problem is left.') : t('Problems: {0}', formatCount(total)));
    this.#list.replaceChildren(...problems.map((problem) => this.#row(problem)));
    this.#list.hidden = total === 0;
    const train = this.#command('primary', t('Train again'), 'nnspec.train', specPath);
    this.#actions.replaceChildren(train);
    if (more > 0)
      this.#actions.append(this.#command('secondary', t('Show the problems'), 'nnspec.check', specPath));
    if (before !== null) {
      const back = t('Back to {0}', before.name);
      this.#actions.append(this.#command('secondary', back, 'nnspec.openRun', before.folder));
    }
    // A fix takes its own button away: the keyboard goes on at the next one.
    if (hadFocus) (this.#list.querySelector('button') ?? train).focus();
  }

  #row({ id, message, place, fix }: SpecProblem): HTMLElement {
    return element(
      'li',
      {},
      element('p', { class: 'message' }, message),
      element(
        'div',
        { class: 'problem-ways' },
        this.#command('text-button', place, 'nnspec.showProblem', id),
        fix === null ? null : this.#command('secondary', fix, 'nnspec.fixProblem', id),
      ),
    );
  }

  #command(kind: string, label: string, id: string, argument: string): HTMLButtonElement {
    return button(
      { class: kind },
      () => {
        this.#context.host.command(id, argument);
      },
      element('span', {}, label),
    );
  }
}
