/** Facts about a run that are not always there: where it comes from, missing values, how it failed, gaps of its record. */
import type { MissingReport } from '../../../src/run/missingText.ts';
import type { RunParent } from '../../../src/run/run.ts';
import type { PanelContext } from '../../context.ts';
import { button, element, setText } from '../../look/dom.ts';
import { formatCount } from '../../../src/base/numbers.ts';
import { missingDetails, missingSummary } from '../../models/missing.ts';
import type { RunState } from '../../runState.ts';
import { t, told, type PanelString } from '../../strings.ts';
import { Notes } from './notes.ts';

/** The origin of a run that goes on from another one. */
function parentText({ run, step, kind }: RunParent): string {
  switch (kind) {
    case 'fork':
      return t('Without the change that {0} has from step {1} on', run, formatCount(step + 1));
    case 'branch':
      return t('From step {1} of {0}', run, formatCount(step));
    case 'replay':
      return t('Repeats {0}', run);
  }
}

/** The failure that the first fixes are for. */
const NOT_FINITE = 'NN-TRAIN-NOT-FINITE';
const EDITS: PanelString = 'Edits the spec, which can be undone';
const BRANCHES: PanelString = 'A new run from the last good state; the spec stays as it is';
type FixButton = readonly [command: string, name: string, label: PanelString, title: PanelString];
const FIXES: readonly FixButton[] = [
  ['nnspec.fixAndRestart', 'clip', 'Clip gradients and restart', EDITS],
  ['nnspec.fixAndRestart', 'lowerRate', 'Learning rate ÷ 10 and restart', EDITS],
  ['nnspec.fixAndGoOn', 'clip', 'Clip gradients and go on', BRANCHES],
  ['nnspec.fixAndGoOn', 'lowerRate', 'Learning rate ÷ 10 and go on', BRANCHES],
];

/** Buttons that edit the spec and train it again, or go on from before the failure. */
function firstFixes(context: PanelContext): HTMLElement {
  return element(
    'div',
    { class: 'first-fixes', role: 'group', 'aria-label': t('First fixes'), hidden: true },
    ...FIXES.map(([command, name, label, title], index) =>
      button(
        { class: index === 0 ? 'primary' : 'secondary', title: t(title) },
        () => {
          context.host.command(command, name);
        },
        t(label),
      ),
    ),
  );
}

export class Notices {
  readonly root: HTMLElement;
  readonly #message = element('p', { class: 'message', role: 'alert', hidden: true });
  readonly #notes = new Notes();
  readonly #parent = element('div', { class: 'parent', hidden: true });
  readonly #missingSummary = element('summary', {});
  readonly #missingList = element('ul', {});
  readonly #missing = element(
    'details',
    { class: 'missing', hidden: true },
    this.#missingSummary,
    this.#missingList,
  );
  readonly #fixes: HTMLElement;
  #drawnMissing: MissingReport | undefined;

  constructor(context: PanelContext) {
    this.#fixes = firstFixes(context);
    this.root = element(
      'div',
      { class: 'notices' },
      this.#message,
      this.#fixes,
      this.#notes.root,
      this.#parent,
      this.#missing,
    );
  }

  /** Shows what there is to say about the run now. */
  draw(state: RunState): void {
    const { info } = state;
    this.#drawMessage(state);
    this.#notes.draw(state);
    this.#parent.hidden = info.parent === undefined;
    if (info.parent) setText(this.#parent, parentText(info.parent));
    this.#drawMissing(info.plan.data.missing);
  }

  /** Drawn once for each run: what became of missing values does not change while it trains. */
  #drawMissing(missing: MissingReport | undefined): void {
    if (missing === this.#drawnMissing) return;
    this.#drawnMissing = missing;
    this.#missing.hidden = missing === undefined;
    if (missing === undefined) return;
    setText(this.#missingSummary, missingSummary(missing));
    this.#missingList.replaceChildren(...missingDetails(missing).map((line) => element('li', {}, line)));
  }

  #drawMessage({ status, end }: RunState): void {
    let text = '';
    if (status === 'failed')
      text = end?.message === undefined ? t('The run has failed.') : told({ ...end, message: end.message });
    if (status === 'interrupted')
      text = t('The run was cut off. Resume continues it from its last checkpoint.');
    this.#message.hidden = text === '';
    this.#fixes.hidden = status !== 'failed' || end?.code !== NOT_FINITE;
    setText(this.#message, text);
  }
}
