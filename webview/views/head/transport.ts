/** The buttons that steer a run. Each keeps its place whatever the state: a button that cannot act now is greyed. */
import type { RunStatus } from '../../../src/run/run.ts';
import type { PanelContext } from '../../context.ts';
import { button, element, setAttribute } from '../../look/dom.ts';
import { type IconName, icon } from '../../look/icons.ts';
import { isGoing } from '../../../src/run/status.ts';
import { t } from '../../strings.ts';
import { Menu, type MenuItem } from '../menu.ts';
import { rove, roveByKeys } from '../roving.ts';
import { isResumable } from './status.ts';

interface Action {
  readonly icon: IconName;
  readonly label: string;
  readonly act: (event: MouseEvent) => void;
}

/** One place in the row of buttons. */
class Slot {
  readonly root: HTMLButtonElement;
  #action: Action | null = null;

  constructor(action: Action) {
    this.root = button({ class: 'action', 'data-rove': true }, (event) => {
      // Greyed but not disabled: a button that is disabled while it has the focus loses it.
      if (this.root.getAttribute('aria-disabled') !== 'true') this.#action?.act(event);
    });
    this.draw(action, true);
  }

  draw(action: Action, acts: boolean): void {
    setAttribute(this.root, 'aria-disabled', acts ? null : 'true');
    if (this.#action === action) return;
    this.#action = action;
    setAttribute(this.root, 'title', action.label);
    setAttribute(this.root, 'aria-label', action.label);
    this.root.replaceChildren(icon(action.icon));
  }
}

export class Transport {
  readonly root: HTMLElement;
  readonly #context: PanelContext;
  readonly #pause: Action;
  readonly #resume: Action;
  readonly #step: Action;
  readonly #stop: Action;
  readonly #back: Action;
  readonly #on: Action;
  readonly #go: Slot;
  readonly #earlier: Slot;
  readonly #later: Slot;
  readonly #once: Slot;
  readonly #end: Slot;
  readonly #menu: Menu;
  readonly #whileLive: MenuItem;
  readonly #inside: MenuItem;
  readonly #why: MenuItem;
  readonly #onceEnded: MenuItem;

  constructor(context: PanelContext) {
    this.#context = context;
    const action = (name: IconName, label: string, command: string): Action => ({
      icon: name,
      label,
      act: () => {
        context.host.command(command);
      },
    });
    const move = (name: IconName, label: string, direction: 1 | -1): Action => ({
      icon: name,
      label,
      act: ({ shiftKey }) => {
        context.cursor.move(direction, shiftKey ? 'epoch' : 'step');
      },
    });
    this.#pause = action('pause', t('Pause'), 'nnspec.pause');
    this.#resume = action('play', t('Resume'), 'nnspec.resume');
    this.#step = action('step', t('Step'), 'nnspec.step');
    this.#stop = action('stop', t('Stop'), 'nnspec.stop');
    this.#back = move('back', t('Back one recorded step (Shift: one epoch)'), -1);
    this.#on = move('on', t('On one recorded step (Shift: one epoch)'), 1);
    const item = (name: IconName, label: string, command: string, title?: string): MenuItem => ({
      icon: name,
      label,
      ...(title !== undefined && { title }),
      act: () => {
        context.host.command(command);
      },
    });
    this.#go = new Slot(this.#pause);
    this.#earlier = new Slot(this.#back);
    this.#later = new Slot(this.#on);
    this.#once = new Slot(this.#step);
    this.#end = new Slot(this.#stop);
    this.#whileLive = item('stepEpoch', t('One epoch'), 'nnspec.stepEpoch');
    this.#onceEnded = item('more', t('More epochs…'), 'nnspec.continueRun');
    this.#inside = item('inside', t('Look inside a step'), 'nnspec.lookInside');
    this.#why = item('why', t('Explain the gradients'), 'nnspec.explainGradients');
    this.#menu = new Menu([
      this.#whileLive,
      this.#inside,
      this.#why,
      item('restart', t('Restart'), 'nnspec.restart'),
      this.#onceEnded,
      item('branch', t('Branch…'), 'nnspec.branchRun', t('Start a new run from a checkpoint of this one')),
    ]);
    this.#menu.button.setAttribute('data-rove', '');
    this.root = element(
      'div',
      { class: 'actions', role: 'toolbar', 'aria-label': t('Run') },
      this.#go.root,
      this.#earlier.root,
      this.#later.root,
      this.#once.root,
      this.#end.root,
      this.#menu.root,
    );
    roveByKeys(this.root);
    rove(this.root);
  }

  /** Shows what can be done with a run of this status. */
  draw(status: RunStatus): void {
    const live = isGoing(status);
    const begun = live && status !== 'preparing';
    this.#go.draw(
      isResumable(status) ? this.#resume : this.#pause,
      status === 'running' || isResumable(status),
    );
    const { canMove, step, row } = this.#context.cursor;
    this.#earlier.draw(this.#back, canMove && row > 0);
    this.#later.draw(this.#on, canMove && step !== null);
    this.#once.draw(this.#step, begun);
    this.#end.draw(this.#stop, live);
    this.#menu.show(
      (item) =>
        (item !== this.#whileLive || begun) &&
        ((item !== this.#inside && item !== this.#why) || begun || !live) &&
        (item !== this.#onceEnded || !live),
    );
  }
}
