/** Sections that share one place: beside and under each other where there is room, else one at a time behind tabs. */
import { button, element, setAttribute, setText } from '../look/dom.ts';
import type { RunState } from '../runState.ts';
import { rove, roveByKeys } from './roving.ts';
import type { RunSection, SectionTab } from './sections/runSection.ts';

interface Panel {
  readonly section: RunSection;
  readonly root: HTMLElement;
}

/** A tab and the section that it shows. */
interface Offer extends SectionTab {
  readonly panel: Panel;
}

export interface TabGroupOptions {
  readonly name: string;
  readonly label: string;
  readonly sections: readonly RunSection[];
  /** The key of the tab that the user has chosen. */
  readonly chosen: () => string;
  readonly choose: (key: string) => void;
}

export class TabGroup {
  readonly root: HTMLElement;
  readonly #options: TabGroupOptions;
  readonly #list: HTMLElement;
  readonly #panels: readonly Panel[];
  #buttons: readonly HTMLButtonElement[] = [];
  #keys = '';

  constructor(options: TabGroupOptions) {
    this.#options = options;
    this.#list = element('div', { class: 'tabs', role: 'tablist', 'aria-label': options.label });
    roveByKeys(this.#list, (tab) => {
      tab.click();
    });
    this.#panels = options.sections.map((section) => ({
      section,
      root: element('div', { class: 'tab-panel', id: `panel-${section.frame.id}` }, section.frame.root),
    }));
    this.root = element(
      'div',
      { class: 'tab-group', 'data-group': options.name },
      this.#list,
      ...this.#panels.map(({ root }) => root),
    );
  }

  /** Shows the sections of `state` behind tabs, or all of them; `folds`: those that are all shown can be folded. */
  sync(state: RunState, tabbed: boolean, folds: boolean): void {
    this.root.classList.toggle('tabbed', tabbed);
    this.#list.hidden = !tabbed;
    for (const { section } of this.#panels) section.frame.setFoldable(!tabbed && folds);
    const offers = this.#panels
      .filter(({ section }) => !section.frame.root.hidden)
      .flatMap((panel) => tabsOf(panel.section, state).map((tab): Offer => ({ ...tab, panel })));
    const wanted = this.#options.chosen();
    const chosen = offers.find(({ key }) => key === wanted) ?? offers[0];
    this.#drawTabs(offers, chosen);
    for (const panel of this.#panels) {
      panel.root.hidden = tabbed && panel !== chosen?.panel;
      const tab = tabbed && panel === chosen?.panel ? `tab-${chosen.key}` : null;
      setAttribute(panel.root, 'role', tab === null ? null : 'tabpanel');
      setAttribute(panel.root, 'aria-labelledby', tab);
    }
    // A section of several tabs draws the one that is shown.
    if (tabbed && chosen !== undefined) chosen.panel.section.choose?.(chosen.key);
  }

  #drawTabs(offers: readonly Offer[], chosen: Offer | undefined): void {
    const keys = offers.map(({ key }) => key).join();
    if (keys !== this.#keys) {
      this.#keys = keys;
      this.#buttons = offers.map(({ key, panel }) =>
        button(
          {
            class: 'tab',
            role: 'tab',
            id: `tab-${key}`,
            'aria-controls': panel.root.id,
            'data-rove': true,
          },
          () => {
            this.#options.choose(key);
          },
        ),
      );
      this.#list.replaceChildren(...this.#buttons);
    }
    this.#buttons.forEach((made, index) => {
      const offer = offers[index];
      if (offer === undefined) return;
      setText(made, offer.label);
      setAttribute(made, 'title', offer.label);
      setAttribute(made, 'aria-selected', (offer === chosen).toString());
      if (offer === chosen) rove(this.#list, made);
    });
  }
}

function tabsOf(section: RunSection, state: RunState): readonly SectionTab[] {
  const { frame, tabs } = section;
  return tabs?.(state) ?? [{ key: frame.id, label: frame.title }];
}
