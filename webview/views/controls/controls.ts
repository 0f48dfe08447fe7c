/** Settings that can be changed while the run goes on. Each change is a command; the answer is an intervention. */
import type { Control } from '../../../src/run/controls/control.ts';
import { isGoing } from '../../../src/run/status.ts';
import type { PanelContext } from '../../context.ts';
import { button, element, setAttribute, setText } from '../../look/dom.ts';
import { icon } from '../../look/icons.ts';
import { finalTexts } from '../../marks.ts';
import type { RunState } from '../../runState.ts';
import { t } from '../../strings.ts';
import { Section } from '../section.ts';
import type { RunSection } from '../sections/runSection.ts';
import { Changes } from './changes.ts';
import { ControlGroup } from './controlGroup.ts';

const KINDS = ['learningRate', 'dropout', 'l1', 'l2', 'clipping', 'batchSize', 'epochs'] as const;

export class Controls implements RunSection {
  readonly frame: Section;
  readonly #context: PanelContext;
  readonly #when = element('p', { class: 'hint' });
  readonly #groups = element('div', { class: 'control-groups' });
  readonly #changes: Changes;
  readonly #settings: HTMLElement;
  /** One line in the place of the settings, once the run has ended. */
  readonly #summary: HTMLElement;
  readonly #summaryText = element('span', { class: 'summary-text' });
  readonly #open: HTMLButtonElement;
  /** The run whose settings the user has opened after its end. */
  #openedId = '';
  #shownId = '';
  readonly #apply: HTMLButtonElement;
  readonly #fork: HTMLButtonElement;
  /** The next change forks the run. */
  #forks = false;
  #rows: readonly ControlGroup[] = [];
  #key = '';

  constructor(context: PanelContext) {
    this.#context = context;
    this.frame = new Section(context, 'controls', t('Controls'));
    this.#apply = button(
      { class: 'text-button', title: t('Writes the values that act now into the spec, as one step of undo') },
      () => {
        context.host.command('nnspec.applyToSpec');
      },
      t('Apply to spec'),
    );
    this.#fork = button(
      {
        class: 'text-button fork',
        title: t(
          'The next change forks: a twin without it goes on from the same step, drawn beside this run',
        ),
      },
      () => {
        this.#setForks(!this.#forks);
      },
      icon('branch'),
      element('span', {}, t('Fork on next change')),
    );
    this.#setForks(false);
    this.#changes = new Changes(context);
    this.#open = button(
      { class: 'text-button', 'aria-controls': 'run-settings' },
      () => {
        this.#openedId = this.#openedId === this.#shownId ? '' : this.#shownId;
        context.invalidate();
      },
      t('Settings'),
    );
    this.#summary = element('div', { class: 'control-summary', hidden: true }, this.#summaryText, this.#open);
    this.#settings = element(
      'div',
      { id: 'run-settings' },
      this.#when,
      this.#fork,
      this.#groups,
      this.#changes.root,
      this.#apply,
    );
    this.frame.body.append(this.#summary, this.#settings);
  }

  /** Shows the values the run has now; a field being edited is left alone. */
  sync(state: RunState): void {
    this.frame.sync();
    const live = isGoing(state.status);
    this.#shownId = state.info.id;
    setText(
      this.#when,
      live
        ? t('Each change is marked on every chart, at the step it acts from.')
        : t('The run has ended: its settings can no longer be changed. Restart trains again.'),
    );
    const key = state.controls.map((control) => control.path).join();
    if (key !== this.#key) {
      this.#key = key;
      this.#rebuild(state.controls);
    }
    this.#fork.hidden = !live;
    for (const group of this.#rows) group.draw(state.controls, live);
    this.#changes.draw(state);
    this.#apply.hidden = state.data.interventions.length === 0;
    this.#drawSummary(state, live);
  }

  #drawSummary(state: RunState, live: boolean): void {
    const opened = this.#openedId === state.info.id;
    this.#summary.hidden = live;
    this.#settings.hidden = !live && !opened;
    setAttribute(this.#open, 'aria-expanded', opened.toString());
    if (live) return;
    const changed = finalTexts(state.data.interventions);
    const text = changed.length === 0 ? t('Nothing was changed.') : t('Changed: {0}', changed.join(' · '));
    setText(this.#summaryText, text);
    setAttribute(this.#summaryText, 'title', text);
  }

  #setForks(forks: boolean): void {
    this.#forks = forks;
    setAttribute(this.#fork, 'aria-pressed', forks.toString());
  }

  #change(path: string, value: unknown): void {
    this.#context.host.command(this.#forks ? 'nnspec.fork' : 'nnspec.setValue', path, value);
    this.#setForks(false);
  }

  #rebuild(controls: readonly Control[]): void {
    this.#rows = KINDS.flatMap((kind) => {
      const [first, ...rest] = controls.filter((control) => control.kind === kind);
      if (first === undefined) return [];
      return new ControlGroup(this.#context, [first, ...rest], (path, value) => {
        this.#change(path, value);
      });
    });
    this.#groups.replaceChildren(...this.#rows.map(({ root }) => root));
  }
}
