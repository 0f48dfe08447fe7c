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
  readonly command: string;
}

/** One place in the row of buttons. */
class Slot {
  readonly root: HTMLButtonElement;
  #action: Action;
  #key = '';

  constructor(context: PanelContext, action: Action) {
    this.#action = action;
    this.root = button({ class: 'action', 'data-rove': true }, () => {
      // Greyed but not disabled: a button that is disabled while it has the focus loses it.
      if (this.root.getAttribute('aria-disabled') !== 'true') context.host.command(this.#action.command);
    });
    this.draw(action, true);
  }

  draw(action: Action, acts: boolean): void {
    this.#action = action;
    setAttribute(this.root, 'aria-disabled', acts ? null : 'true');
    if (this.#key === action.command) return;
    this.#key = action.command;
    setAttribute(this.root, 'title', action.label);
    setAttribute(this.root, 'aria-label', action.label);
    this.root.replaceChildren(icon(action.icon));
  }
}

export class Transport {
  readonly root: HTMLElement;
  readonly #pause: Action = { icon: 'pause', label: t('Pause'), command: 'nnspec.pause' };
  readonly #resume: Action = { icon: 'play', label: t('Resume'), command: 'nnspec.resume' };
  readonly #step: Action = { icon: 'step', label: t('Step'), command: 'nnspec.step' };
  readonly #stop: Action = { icon: 'stop', label: t('Stop'), command: 'nnspec.stop' };
  readonly #go: Slot;
  readonly #once: Slot;
  readonly #end: Slot;
  readonly #menu: Menu;
  readonly #whileLive: MenuItem;
  readonly #inside: MenuItem;
  readonly #onceEnded: MenuItem;

  constructor(context: PanelContext) {
    const item = (name: IconName, label: string, command: string, title?: string): MenuItem => ({
      icon: name,
      label,
      ...(title !== undefined && { title }),
      act: () => {
        context.host.command(command);
      },
    });
    this.#go = new Slot(context, this.#pause);
    this.#once = new Slot(context, this.#step);
    this.#end = new Slot(context, this.#stop);
    this.#whileLive = item('stepEpoch', t('One epoch'), 'nnspec.stepEpoch');
    this.#onceEnded = item('more', t('More epochs…'), 'nnspec.continueRun');
    this.#inside = item('table', t('Look inside a step'), 'nnspec.lookInside');
    this.#menu = new Menu([
      this.#whileLive,
      this.#inside,
      item('restart', t('Restart'), 'nnspec.restart'),
      this.#onceEnded,
      item('branch', t('Branch…'), 'nnspec.branchRun', t('Start a new run from a checkpoint of this one')),
    ]);
    this.#menu.button.setAttribute('data-rove', '');
    this.root = element(
      'div',
      { class: 'actions', role: 'toolbar', 'aria-label': t('Run') },
      this.#go.root,
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
    this.#once.draw(this.#step, begun);
    this.#end.draw(this.#stop, live);
    this.#menu.show(
      (item) =>
        (item !== this.#whileLive || begun) &&
        (item !== this.#inside || begun || !live) &&
        (item !== this.#onceEnded || !live),
    );
  }
}
