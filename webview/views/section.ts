/** A part of the panel with a heading that folds it, like a pane of VS Code's side bar. */
import type { PanelContext } from '../context.ts';
import { button, element, setAttribute, setText } from '../look/dom.ts';
import { icon } from '../look/icons.ts';
import { toggled } from '../settings.ts';

export class Section {
  readonly root: HTMLElement;
  readonly body: HTMLElement;
  readonly tools: HTMLElement;
  readonly id: string;
  readonly #context: PanelContext;
  readonly #startsFolded: boolean;
  readonly #fold: HTMLButtonElement;
  readonly #heading = element('h2', {});
  readonly #name = element('span', {});
  #title: string;
  #foldable = true;
  #onScreen = false;

  /** `startsFolded`: folded until the user opens it. */
  constructor(context: PanelContext, id: string, title: string, startsFolded = false) {
    this.#context = context;
    this.#startsFolded = startsFolded;
    this.#title = title;
    this.id = id;
    const bodyId = `body-${id}`;
    this.body = element('div', { class: 'section-body', id: bodyId });
    this.tools = element('div', { class: 'tools' });
    this.#name.textContent = title;
    this.#fold = button(
      { class: 'heading', 'aria-controls': bodyId },
      () => {
        context.set({ flippedFolds: toggled(context.settings.flippedFolds, id) });
        this.sync();
      },
      icon('chevron'),
      this.#name,
    );
    this.#heading.append(this.#fold);
    this.root = element(
      'section',
      { class: 'section', 'aria-label': title, 'data-section': id },
      element('div', { class: 'section-head' }, this.#heading, this.tools),
      this.body,
    );
    new IntersectionObserver((entries) => {
      this.#onScreen = entries.some((entry) => entry.isIntersecting);
      if (this.#onScreen) context.invalidate();
    }).observe(this.root);
    this.sync();
  }

  get title(): string {
    return this.#title;
  }

  set title(title: string) {
    this.#title = title;
    setText(this.#name, title);
    setAttribute(this.root, 'aria-label', title);
  }

  /** False while folded, scrolled away, behind another tab or taken off the page: then nothing needs drawing. */
  get visible(): boolean {
    return this.#onScreen && !this.body.hidden && this.root.isConnected;
  }

  /** A section that cannot be folded is open, and its heading is only a heading. */
  setFoldable(foldable: boolean): void {
    if (foldable === this.#foldable) return;
    this.#foldable = foldable;
    this.#fold.append(this.#name);
    this.#heading.replaceChildren(foldable ? this.#fold : this.#name);
    this.sync();
  }

  /** Shows the section as the settings have it. */
  sync(): void {
    const flipped = this.#context.settings.flippedFolds.includes(this.id);
    const open = !this.#foldable || flipped === this.#startsFolded;
    this.body.hidden = !open;
    this.tools.hidden = !open;
    setAttribute(this.#fold, 'aria-expanded', open.toString());
  }
}
