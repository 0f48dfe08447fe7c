/** One live control: its switch, slider, kind and number, and what may be entered. */
import { type Control, takesEffect } from '../../../src/run/controls/control.ts';
import { button, element, setAttribute } from '../../look/dom.ts';
import { t } from '../../strings.ts';

/** The strength of a penalty that is switched on without one. */
const FIRST_STRENGTH = 1e-4;
/** Milliseconds for which a switch keeps the user's choice while the trainer has not answered. */
const ANSWER_WITHIN = 2000;
const FACTORS = [0.1, 0.5, 2, 10];

/** Asks for a new value of the setting at `path`. */
export type Submit = (path: string, value: unknown) => void;

export function groupTitle(kind: Control['kind']): string {
  switch (kind) {
    case 'learningRate':
      return t('Learning rate');
    case 'dropout':
      return t('Dropout');
    case 'l1':
      return t('L1 penalty');
    case 'l2':
      return t('L2 penalty');
    case 'clipping':
      return t('Gradient clipping');
    case 'batchSize':
      return t('Batch size');
    case 'epochs':
      return t('Total epochs');
  }
}

/** The moment when a change of such a control acts, in words. */
export function whenText(kind: Control['kind']): string {
  switch (takesEffect(kind)) {
    case 'step':
      return t('next step');
    case 'epoch':
      return t('next epoch');
    case 'now':
      return t('at once');
  }
}

function modeText(mode: NonNullable<Control['mode']>): string {
  switch (mode) {
    case 'value':
      return t('each value');
    case 'norm':
      return t('norm of each parameter');
    case 'globalNorm':
      return t('norm of all gradients');
  }
}

/** The reason why a number cannot be used, or null. The trainer has the last word. */
function refusal({ kind, least = 1, most = Infinity }: Control, value: number): string | null {
  if (!Number.isFinite(value)) return t('Enter a number, such as 0.01 or 1e-3.');
  if (value < 0) return t('Enter a number that is not negative.');
  if (kind === 'dropout' && value >= 1) return t('A dropout rate is below 1.');
  if (kind === 'clipping' && value === 0) return t('A threshold is above 0.');
  if (kind !== 'batchSize' && kind !== 'epochs') return null;
  if (Number.isInteger(value) && value >= least && value <= most) return null;
  return most === Infinity
    ? t('Enter a whole number from {0}.', least.toString())
    : t('Enter a whole number from {0} to {1}.', least.toString(), most.toString());
}

const isSwitchable = (kind: Control['kind']): boolean =>
  kind === 'dropout' || kind === 'l1' || kind === 'l2' || kind === 'clipping';

export class ControlRow {
  readonly root: HTMLElement;
  readonly #submit: Submit;
  readonly #number: HTMLInputElement;
  readonly #toggle: HTMLInputElement | null = null;
  readonly #slider: HTMLInputElement | null = null;
  readonly #mode: HTMLSelectElement | null = null;
  #control: Control;
  #live = true;
  #mixed = false;
  /** Until when the switch waits for an answer, of performance.now(); 0: it does not. */
  #waitsUntil = 0;

  constructor(control: Control, submit: Submit) {
    this.#control = control;
    this.#submit = submit;
    const { kind, layer, path } = control;
    const full = layer === undefined ? groupTitle(kind) : `${groupTitle(kind)} ${layer}`;
    this.#number = this.#makeNumber(full);
    if (isSwitchable(kind)) this.#toggle = this.#makeToggle(full);
    if (kind === 'dropout') this.#slider = this.#makeSlider(full);
    if (kind === 'clipping') this.#mode = this.#makeMode();
    // The legend names a group of one.
    const label = layer === undefined ? null : element('span', { class: 'control-name', title: path }, layer);
    this.root = element(
      'div',
      { class: `control control-${kind}` },
      this.#toggle === null ? null : element('label', { class: 'switch' }, this.#toggle, label),
      this.#slider,
      this.#mode,
      this.#number,
      kind === 'learningRate' ? this.#factors() : null,
    );
  }

  /** Shows the value the run has now; a field being edited is left alone. `mixed`: those that it stands for differ. */
  draw(control: Control, live: boolean, mixed = false): void {
    this.#control = control;
    this.#live = live;
    this.#mixed = mixed;
    const text = mixed ? '' : Number(control.value.toPrecision(6)).toString();
    setAttribute(this.#number, 'placeholder', mixed ? t('mixed') : null);
    const focused = document.activeElement;
    if (focused !== this.#number && this.#number.value !== text) this.#number.value = text;
    if (this.#toggle !== null) this.#drawToggle(this.#toggle, control.enabled);
    if (this.#slider !== null && focused !== this.#slider) this.#slider.value = control.value.toString();
    if (this.#mode !== null && focused !== this.#mode) this.#mode.value = control.mode ?? '';
    for (const field of this.root.querySelectorAll<HTMLInputElement | HTMLSelectElement | HTMLButtonElement>(
      'input, select, button',
    )) {
      field.disabled = !live;
    }
    this.root.classList.toggle('off', !control.enabled);
  }

  #drawToggle(toggle: HTMLInputElement, enabled: boolean): void {
    if (toggle.checked === enabled || performance.now() >= this.#waitsUntil) this.#waitsUntil = 0;
    // A frame on its way still has the old state: following it, the switch would flicker.
    if (this.#waitsUntil === 0) toggle.checked = enabled;
    toggle.indeterminate = this.#mixed;
  }

  #makeNumber(label: string): HTMLInputElement {
    const number = element('input', { type: 'text', inputmode: 'decimal', 'aria-label': label });
    number.addEventListener('change', () => {
      this.#enter(number);
    });
    number.addEventListener('input', () => {
      number.setCustomValidity('');
    });
    return number;
  }

  #makeToggle(label: string): HTMLInputElement {
    const toggle = element('input', { type: 'checkbox', role: 'switch', 'aria-label': t('{0} on', label) });
    toggle.addEventListener('change', () => {
      const { kind, value, path } = this.#control;
      // Switching on nothing would change nothing: start with a usual strength.
      const starts = toggle.checked && value === 0 && (kind === 'l1' || kind === 'l2');
      this.#waitsUntil = performance.now() + ANSWER_WITHIN;
      // A refusal changes nothing, so nothing else would put the switch back. Timers may be a little early.
      setTimeout(() => {
        this.draw(this.#control, this.#live, this.#mixed);
      }, ANSWER_WITHIN + 50);
      this.#submit(path, starts ? FIRST_STRENGTH : toggle.checked);
    });
    return toggle;
  }

  #makeSlider(label: string): HTMLInputElement {
    const slider = element('input', {
      type: 'range',
      min: '0',
      max: '0.95',
      step: '0.05',
      'aria-label': label,
    });
    slider.addEventListener('change', () => {
      this.#submit(this.#control.path, Number(slider.value));
    });
    slider.addEventListener('input', () => {
      this.#number.value = slider.value;
    });
    return slider;
  }

  #makeMode(): HTMLSelectElement {
    const modes = (['value', 'norm', 'globalNorm'] as const).map((mode) =>
      element('option', { value: mode }, modeText(mode)),
    );
    const select = element('select', { 'aria-label': t('Which size is clipped') }, ...modes);
    select.addEventListener('change', () => {
      this.#submit(this.#control.path, { [select.value]: this.#control.value });
    });
    return select;
  }

  #factors(): HTMLElement {
    const buttons = FACTORS.map((factor) => {
      const text = factor < 1 ? `÷${(1 / factor).toString()}` : `×${factor.toString()}`;
      return button(
        { class: 'text-button', title: t('Learning rate {0}', text) },
        () => {
          const { path, value } = this.#control;
          this.#submit(path, Number((value * factor).toPrecision(6)));
        },
        text,
      );
    });
    return element('div', { class: 'factors' }, ...buttons);
  }

  #enter(input: HTMLInputElement): void {
    const { kind, path, mode } = this.#control;
    const value = input.value.trim() === '' ? NaN : Number(input.value.replace(',', '.'));
    const problem = refusal(this.#control, value);
    input.setCustomValidity(problem ?? '');
    setAttribute(input, 'aria-invalid', problem === null ? null : 'true');
    if (problem !== null) input.reportValidity();
    else this.#submit(path, kind === 'clipping' && mode !== undefined ? { [mode]: value } : value);
  }
}
