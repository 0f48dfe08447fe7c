/** A button with a menu of further actions. */
import { button, element } from '../look/dom.ts';
import { type IconName, icon } from '../look/icons.ts';
import { t } from '../strings.ts';
import { Popover } from './popover.ts';
import { rove, roveByKeys } from './roving.ts';

export interface MenuItem {
  readonly icon: IconName;
  readonly label: string;
  readonly title?: string;
  readonly act: () => void;
}

export class Menu {
  readonly root: HTMLElement;
  readonly button: HTMLButtonElement;
  readonly #items: ReadonlyMap<MenuItem, HTMLButtonElement>;

  constructor(items: readonly MenuItem[]) {
    const popover = new Popover(icon('ellipsis'), t('More actions'), 'menu', () => {
      // Once the box is shown: what is hidden takes no focus.
      requestAnimationFrame(() => {
        rove(popover.box);
        popover.box.querySelector<HTMLElement>('[tabindex="0"]')?.focus();
      });
    });
    this.#items = new Map(
      items.map((item) => [
        item,
        button(
          {
            class: 'menu-item',
            role: 'menuitem',
            'data-rove': true,
            tabindex: '-1',
            title: item.title ?? null,
          },
          () => {
            popover.close();
            popover.button.focus();
            item.act();
          },
          icon(item.icon),
          element('span', {}, item.label),
        ),
      ]),
    );
    popover.box.append(...this.#items.values());
    roveByKeys(popover.box);
    this.root = popover.root;
    this.button = popover.button;
  }

  /** Offers only those of its items for which `offers` is true. */
  show(offers: (item: MenuItem) => boolean): void {
    for (const [item, made] of this.#items) made.hidden = !offers(item);
  }
}
