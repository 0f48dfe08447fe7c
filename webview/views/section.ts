/** A part of the panel with a heading that folds it, like a pane of VS Code's side bar. */
import type { PanelContext } from '../context.ts';
import { button, element, setAttribute } from '../look/dom.ts';
import { icon } from '../look/icons.ts';
import { toggled } from '../settings.ts';

export class Section {
  readonly root: HTMLElement;
  readonly body: HTMLElement;
  readonly tools: HTMLElement;
  readonly id: string;
  readonly #context: PanelContext;
  readonly #heading: HTMLButtonElement;
  #onScreen = false;

  constructor(context: PanelContext, id: string, title: string) {
    this.#context = context;
    this.id = id;
    const bodyId = `body-${id}`;
    this.body = element('div', { class: 'section-body', id: bodyId });
    this.tools = element('div', { class: 'tools' });
    this.#heading = button(
      { class: 'heading', 'aria-controls': bodyId },
      () => {
        context.set({ collapsed: toggled(context.settings.collapsed, id) });
        this.sync();
      },
      icon('chevron'),
      element('span', {}, title),
    );
    this.root = element(
      'section',
      { class: 'section', 'aria-label': title, 'data-section': id },
      element('div', { class: 'section-head' }, element('h2', {}, this.#heading), this.tools),
      this.body,
    );
    new IntersectionObserver((entries) => {
      this.#onScreen = entries.some((entry) => entry.isIntersecting);
      if (this.#onScreen) context.invalidate();
    }).observe(this.root);
    this.sync();
  }

  /** False while folded, scrolled away or taken off the page: then nothing needs drawing. */
  get visible(): boolean {
    return this.#onScreen && !this.body.hidden && this.root.isConnected;
  }

  /** Shows the section as the settings have it. */
  sync(): void {
    const open = !this.#context.settings.collapsed.includes(this.id);
    this.body.hidden = !open;
    this.tools.hidden = !open;
    setAttribute(this.#heading, 'aria-expanded', open.toString());
  }
}
