/** A button and the box that it opens: Escape, a press outside or a focus outside closes it. */
import { button, element, setAttribute } from '../look/dom.ts';

export class Popover {
  readonly root: HTMLElement;
  readonly box: HTMLElement;
  readonly #button: HTMLButtonElement;
  readonly #onOpen: () => void;

  /** `icon` is that of the button and `role` that of the box; `onOpen` is called before it is shown. */
  constructor(icon: SVGElement, label: string, role: 'menu' | 'group', onOpen: () => void = () => undefined) {
    this.#onOpen = onOpen;
    this.#button = button(
      { class: 'icon-button', title: label, 'aria-label': label, 'aria-expanded': 'false' },
      () => {
        if (this.box.hidden) this.open();
        else this.close();
      },
      icon,
    );
    if (role === 'menu') this.#button.setAttribute('aria-haspopup', 'menu');
    this.box = element('div', { class: 'popover', role, 'aria-label': label, hidden: true });
    this.root = element('div', { class: 'popover-host' }, this.#button, this.box);
    this.root.addEventListener('keydown', (event) => {
      if (event.key !== 'Escape' || this.box.hidden) return;
      event.stopPropagation();
      this.close();
      this.#button.focus();
    });
    this.root.addEventListener('focusout', ({ relatedTarget }) => {
      if (relatedTarget instanceof Node && !this.root.contains(relatedTarget)) this.close();
    });
    document.addEventListener('pointerdown', ({ target }) => {
      if (target instanceof Node && !this.root.contains(target)) this.close();
    });
  }

  /** The button, for a group that the arrow keys move in. */
  get button(): HTMLButtonElement {
    return this.#button;
  }

  open(): void {
    this.#onOpen();
    this.#show(true);
  }

  close(): void {
    if (!this.box.hidden) this.#show(false);
  }

  #show(open: boolean): void {
    this.box.hidden = !open;
    setAttribute(this.#button, 'aria-expanded', open.toString());
  }
}
