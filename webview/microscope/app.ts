/** The page of the microscope: a step as a network, moment by moment, and the formula of whatever number is chosen. */
import type { MicroscopeMessage } from '../../src/protocol/microscope.ts';
import type { LensView } from '../../src/run/microscope/view.ts';
import { NnError } from '../../src/base/errors.ts';
import type { Host } from '../host.ts';
import { button, element, setText } from '../look/dom.ts';
import { t, told } from '../strings.ts';
import { answerElements, spoken } from './answer.ts';
import { Drawing } from './drawing.ts';
import { phasesOf, type Phase } from './phases.ts';

/** Milliseconds that a moment stays while the step plays. */
const MOMENT = 1100;

export class MicroscopeApp {
  readonly #host: Host<MicroscopeMessage>;
  readonly #drawing: Drawing;
  readonly #title = element('h1', { class: 'step-title' });
  readonly #sample = element('input', {
    type: 'number',
    min: '0',
    value: '0',
    class: 'field',
    'aria-label': t('Sample'),
  });
  readonly #batch = element('input', { type: 'checkbox' });
  readonly #find = element('input', {
    type: 'search',
    class: 'field',
    placeholder: t('Find a unit'),
    'aria-label': t('Find a unit'),
  });
  readonly #found = element('span', { class: 'aside', role: 'status' });
  readonly #moment = element('p', { class: 'moment', role: 'status' });
  readonly #answer = element('section', {
    class: 'answer',
    'aria-live': 'polite',
    'aria-label': t('Numbers in it'),
  });
  readonly #question = element('input', {
    type: 'text',
    class: 'field question',
    placeholder: t('Ask for a number, such as w5 or ∂E/∂o1'),
    'aria-label': t('Ask for a number, such as w5 or ∂E/∂o1'),
  });
  readonly #problem = element('p', { class: 'refusal', role: 'alert' });
  #view: LensView | null = null;
  #phases: readonly Phase[] = [];
  #at = 0;
  #asked: string[] = [];
  #timer: number | undefined;

  constructor(host: Host<MicroscopeMessage>, root: HTMLElement) {
    this.#host = host;
    this.#drawing = new Drawing((ref) => void this.#ask(ref));
    const look = element(
      'form',
      { class: 'bar' },
      this.#title,
      element('label', {}, t('Sample'), ' ', this.#sample),
      element('label', {}, this.#batch, ' ', t('Whole batch')),
      this.#find,
      element('button', { type: 'submit', class: 'text-button' }, t('Look')),
      this.#found,
    );
    look.addEventListener('submit', (event) => {
      event.preventDefault();
      void this.#look();
    });
    const ask = element(
      'form',
      { class: 'bar' },
      button({ class: 'text-button' }, () => void this.#back(), t('Back')),
      this.#question,
      element('button', { type: 'submit', class: 'text-button' }, t('Ask')),
    );
    ask.addEventListener('submit', (event) => {
      event.preventDefault();
      void this.#ask(this.#question.value);
    });
    const steps = element(
      'div',
      { class: 'bar' },
      button(
        { class: 'text-button', 'aria-label': t('Back through the pass') },
        () => {
          this.#go(-1);
        },
        '←',
      ),
      button(
        { class: 'text-button', 'aria-label': t('On through the pass') },
        () => {
          this.#go(1);
        },
        '→',
      ),
      button(
        { class: 'text-button' },
        () => {
          this.#play();
        },
        t('Play'),
      ),
      this.#moment,
    );
    const network = element(
      'section',
      {
        class: 'scroller',
        tabindex: '0',
        'aria-label': t('Network: units and weights'),
        'aria-describedby': 'keys',
      },
      this.#drawing.root,
    );
    root.replaceChildren(
      look,
      this.#problem,
      steps,
      element(
        'p',
        { class: 'aside keys', id: 'keys' },
        t('Arrow keys left and right go through the step; a click on a unit or a line shows its formula.'),
      ),
      element('div', { class: 'halves' }, network, element('div', { class: 'half' }, ask, this.#answer)),
    );
    this.#answer.append(element('p', { class: 'aside' }, t('Choose a unit, a line or a number.')));
    root.addEventListener('keydown', (event) => {
      if (event.target instanceof HTMLInputElement || event.altKey || event.ctrlKey || event.metaKey) return;
      if (event.key !== 'ArrowLeft' && event.key !== 'ArrowRight') return;
      event.preventDefault();
      this.#go(event.key === 'ArrowLeft' ? -1 : 1);
    });
  }

  async begin(): Promise<void> {
    await this.#host.call({ type: 'ready' });
    await this.#look();
  }

  async #tried<T>(work: () => Promise<T>): Promise<T | null> {
    try {
      const made = await work();
      setText(this.#problem, '');
      return made;
    } catch (error) {
      if (!NnError.is(error)) throw error;
      setText(this.#problem, told(error));
      return null;
    }
  }

  async #look(): Promise<void> {
    const sample = this.#batch.checked ? null : Number(this.#sample.value);
    const find = this.#find.value;
    const view = await this.#tried(() => this.#host.call({ type: 'look', sample, find }));
    if (!view) return;
    const before = this.#phases.length;
    this.#view = view;
    this.#phases = phasesOf(view);
    // With another sample one stays at the moment that one was at.
    if (before !== this.#phases.length) this.#at = 0;
    this.#sample.max = String(view.samples - 1);
    setText(this.#title, t('Step {0}', String(view.looked.step)));
    setText(this.#found, view.found === null ? '' : t('Found: {0}', String(view.found)));
    this.#draw();
    const last = this.#asked.at(-1);
    if (last !== undefined) await this.#ask(last);
  }

  #draw(): void {
    const phase = this.#phases[this.#at];
    if (!this.#view || !phase) return;
    setText(this.#moment, phase.text);
    this.#drawing.show(this.#view, phase);
  }

  #go(by: number): void {
    window.clearInterval(this.#timer);
    this.#move(by);
  }

  #move(by: number): void {
    this.#at = Math.min(Math.max(this.#at + by, 0), this.#phases.length - 1);
    this.#draw();
  }

  #play(): void {
    window.clearInterval(this.#timer);
    if (this.#at === this.#phases.length - 1) this.#at = 0;
    this.#draw();
    this.#timer = window.setInterval(() => {
      this.#move(1);
      if (this.#at === this.#phases.length - 1) window.clearInterval(this.#timer);
    }, MOMENT);
  }

  async #ask(question: string): Promise<void> {
    if (question.trim() === '') return;
    const asked = await this.#tried(() => this.#host.call({ type: 'ask', question }));
    if (!asked) return;
    if (this.#asked.at(-1) !== asked.ref) this.#asked.push(asked.ref);
    this.#question.value = asked.ref;
    this.#answer.setAttribute('aria-label', spoken(asked));
    this.#answer.replaceChildren(...answerElements(asked, (ref) => void this.#ask(ref)));
  }

  async #back(): Promise<void> {
    this.#asked.pop();
    const last = this.#asked.pop();
    if (last !== undefined) await this.#ask(last);
  }
}
