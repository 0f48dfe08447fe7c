/** Settings that can be changed while the run goes on. Each change is a command; the answer is an intervention. */
import type { Control } from '../../../src/run/controls/control.ts';
import { isGoing } from '../../../src/run/status.ts';
import type { PanelContext } from '../../context.ts';
import { button, element, setAttribute, setText } from '../../look/dom.ts';
import { formatCount } from '../../look/format.ts';
import { icon } from '../../look/icons.ts';
import { changeText } from '../../marks.ts';
import type { RunState } from '../../runState.ts';
import { t } from '../../strings.ts';
import { ControlRow, groupTitle, whenText } from './controlRow.ts';
import { Section } from '../section.ts';
import type { RunSection } from '../sections/runSection.ts';

const KINDS = ['learningRate', 'dropout', 'l1', 'l2', 'clipping', 'batchSize', 'epochs'] as const;

export class Controls implements RunSection {
  readonly frame: Section;
  readonly #context: PanelContext;
  readonly #when = element('p', { class: 'hint' });
  readonly #groups = element('div', { class: 'control-groups' });
  readonly #changes = element('ol', { class: 'changes' });
  readonly #changesBox = element('div', { class: 'changes-box' }, this.#changes);
  readonly #apply: HTMLButtonElement;
  readonly #fork: HTMLButtonElement;
  /** The next change forks the run. */
  #forks = false;
  #rows = new Map<string, ControlRow>();
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
      element('span', {}, t('Fork at the next change')),
    );
    this.#setForks(false);
    this.frame.body.append(this.#when, this.#fork, this.#groups, this.#changesBox, this.#apply);
  }

  /** Shows the values the run has now; a field being edited is left alone. */
  sync(state: RunState): void {
    this.frame.sync();
    const live = isGoing(state.status);
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
    for (const control of state.controls) this.#rows.get(control.path)?.draw(control, live);
    this.#drawChanges(state);
  }

  #setForks(forks: boolean): void {
    this.#forks = forks;
    setAttribute(this.#fork, 'aria-pressed', forks.toString());
  }

  #change(path: string, value: unknown): void {
    this.#context.host.command(this.#forks ? 'nnspec.fork' : 'nnspec.setValue', path, value);
    this.#setForks(false);
  }

  #drawChanges(state: RunState): void {
    const { interventions } = state.data;
    this.#changesBox.hidden = interventions.length === 0;
    this.#apply.hidden = interventions.length === 0;
    if (this.#changes.childElementCount === interventions.length) return;
    this.#changes.replaceChildren(
      ...interventions.map((change) =>
        element(
          'li',
          {},
          element(
            'span',
            { class: 'change-step' },
            t('step {0}', formatCount(change.actsFrom ?? change.step)),
          ),
          ` ${changeText(change)}`,
        ),
      ),
    );
    this.#changesBox.scrollTop = this.#changesBox.scrollHeight;
  }

  #rebuild(controls: readonly Control[]): void {
    this.#rows = new Map(
      controls.map((control) => [
        control.path,
        new ControlRow(control, (path, value) => {
          this.#change(path, value);
        }),
      ]),
    );
    const groups = KINDS.map((kind) => {
      const rows = controls
        .filter((control) => control.kind === kind)
        .map((control) => this.#rows.get(control.path)?.root ?? null);
      if (rows.length === 0) return null;
      const legend = element(
        'legend',
        {},
        groupTitle(kind),
        element('span', { class: 'control-when' }, whenText(kind)),
      );
      return element('fieldset', {}, legend, ...rows);
    });
    this.#groups.replaceChildren(...groups.filter((group) => group !== null));
  }
}
