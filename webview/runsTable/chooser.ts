/** The choice of columns: a button that opens a list of all there are. */
import type { ColumnChoice } from '../../src/protocol/runsTable.ts';
import { button, element } from '../look/dom.ts';
import { GEAR, svgIcon } from '../look/svgIcon.ts';
import { t } from '../strings.ts';
import { Popover } from '../views/popover.ts';
import { NAME, shownColumns, type Column } from './columns.ts';

export class ColumnChooser {
  readonly root: HTMLElement;
  readonly #popover: Popover;
  readonly #onChoice: (choice: ColumnChoice) => void;
  #columns: readonly Column[] = [];
  #choice: ColumnChoice = {};

  constructor(onChoice: (choice: ColumnChoice) => void) {
    this.#onChoice = onChoice;
    this.#popover = new Popover(svgIcon('gear', GEAR), t('Columns'), 'group', () => {
      this.#build();
    });
    this.root = this.#popover.root;
  }

  /** The columns of the rows in view, and what the user has chosen. */
  draw(columns: readonly Column[], choice: ColumnChoice): void {
    const before = this.#key();
    this.#columns = columns;
    this.#choice = choice;
    if (!this.#popover.box.hidden && before !== this.#key()) this.#build();
  }

  #key(): string {
    return this.#columns.map(({ id }) => id).join('\n');
  }

  #build(): void {
    const shown = new Set(shownColumns(this.#columns, this.#choice));
    const titles = { spec: t('Values in which the specs differ'), result: t('Results'), fact: t('Run') };
    const groups = (['spec', 'result', 'fact'] as const).map((group) => ({
      title: titles[group],
      columns: this.#columns.filter((column) => column.group === group && column.id !== NAME),
    }));
    this.#popover.box.replaceChildren(
      ...groups
        .filter(({ columns }) => columns.length > 0)
        .map(({ title, columns }) =>
          element(
            'div',
            { class: 'popover-group', role: 'group', 'aria-label': title },
            element('span', { class: 'popover-title' }, title),
            ...columns.map((column) => this.#row(column, shown.has(column))),
          ),
        ),
      button(
        { class: 'text-button' },
        () => {
          this.#choose({});
          this.#build();
        },
        t('Default columns'),
      ),
    );
  }

  #row({ id, title, hint }: Column, checked: boolean): HTMLElement {
    const box = element('input', { type: 'checkbox' });
    box.checked = checked;
    box.addEventListener('change', () => {
      this.#choose({ ...this.#choice, [id]: box.checked });
    });
    return element('label', { class: 'column-choice', title: hint }, box, element('span', {}, title));
  }

  #choose(choice: ColumnChoice): void {
    this.#choice = choice;
    this.#onChoice(choice);
  }
}
