/**
 * The way through the recorded steps of a run that stands still: a slider over all of them, the way back to the present, and
 * the way into a step.
 */
import type { PanelContext } from '../../context.ts';
import { button, element, iconButton, setAttribute, setText } from '../../look/dom.ts';
import { icon } from '../../look/icons.ts';
import { t } from '../../strings.ts';

export class Moments {
  /** Over the progress line. */
  readonly slider = element('input', { type: 'range', class: 'moments', min: '0', step: '1' });
  /** Takes the place of the speed while an earlier step is in view. */
  readonly present: HTMLButtonElement;
  readonly inside: HTMLButtonElement;
  /** Says the step to readers when another one is shown. */
  readonly told = element('span', { class: 'visually-hidden', 'aria-live': 'polite' });
  readonly #context: PanelContext;
  #step: number | null = null;

  constructor(context: PanelContext) {
    this.#context = context;
    const { cursor } = context;
    this.slider.setAttribute('aria-label', t('Recorded steps'));
    this.slider.addEventListener('input', () => {
      cursor.goToRow(this.slider.valueAsNumber);
    });
    this.present = button(
      { class: 'text-button present', title: t('Back to the last step') },
      () => {
        cursor.goToPresent();
        // The button is gone then: the focus stays beside it.
        this.slider.focus();
      },
      t('Live'),
    );
    this.inside = iconButton(icon('inside'), t('Look inside a step'), () => {
      context.host.command('nnspec.lookInside');
    });
    this.inside.classList.add('inside');
  }

  /** Shows the step in view; `place` is it in words. */
  draw(place: string): void {
    const { cursor } = this.#context;
    const { canMove, step } = cursor;
    for (const one of [this.slider, this.inside]) one.disabled = !canMove;
    this.slider.classList.toggle('idle', !canMove);
    this.inside.classList.toggle('idle', !canMove);
    this.present.hidden = step === null;
    setAttribute(this.slider, 'max', Math.max(1, cursor.lastRow).toString());
    const row = Math.max(0, cursor.row).toString();
    if (this.slider.value !== row) this.slider.value = row;
    setAttribute(this.slider, 'aria-valuetext', place);
    if (step === this.#step) return;
    this.#step = step;
    setText(this.told, place);
  }
}

/** Lets `,` and `.` go back and on by one recorded step, with Shift by an epoch, on the whole page but where text is typed. */
export function moveByKeys({ cursor }: PanelContext): void {
  document.addEventListener('keydown', (event) => {
    const { key, code, shiftKey, target } = event;
    if (event.altKey || event.ctrlKey || event.metaKey || !cursor.canMove) return;
    const typed = target instanceof HTMLInputElement && !['range', 'checkbox'].includes(target.type);
    if (typed || target instanceof HTMLSelectElement) return;
    const back = key === ',' || (shiftKey && code === 'Comma');
    const on = key === '.' || (shiftKey && code === 'Period');
    if (!back && !on) return;
    event.preventDefault();
    cursor.move(back ? -1 : 1, shiftKey ? 'epoch' : 'step');
  });
}
