/** The cells of the table: heads, rows and what is in them. */
import type { RunRow } from '../../src/protocol/runsTable.ts';
import { button, element, setText, type Child } from '../look/dom.ts';
import { STAR, svgIcon } from '../look/svgIcon.ts';
import { t } from '../strings.ts';
import { NAME, STATUS, type Column } from './columns.ts';

/** Widths of the columns for the checkbox and the star. */
const LEAD = '32px 32px';
/** A name that has no room loses its middle: at most so many characters of its end stay. */
const LONGEST_END = 24;
/** Characters of a name that always has room. */
const SHORT_NAME = 12;

/** A narrow window keeps room for what is beside the name. */
export function columnTemplate(columns: readonly Column[]): string {
  const widths = columns.map(({ id, width }) => (id === NAME ? `min(${width}px, 45vw)` : `${width}px`));
  return [LEAD, ...widths].join(' ');
}

/** The class of a cell; the first three columns stay in view when the table is scrolled sideways. */
function classOf(column: Column): string {
  if (column.id === NAME) return 'cell frozen frozen-name';
  if (column.id === STATUS) return 'cell rich';
  return column.numeric ? 'cell number' : 'cell';
}

/** The heads of all columns, with the box that selects all rows. */
export function headCells(
  columns: readonly Column[],
  all: HTMLInputElement,
  onSort: (column: Column) => void,
): HTMLElement[] {
  const lead = (index: number, ...children: readonly Child[]): HTMLElement =>
    element(
      'div',
      { role: 'columnheader', class: `cell frozen frozen-${index}`, 'aria-colindex': index.toString() },
      ...children,
    );
  const starred = element('span', { class: 'visually-hidden' }, t('Starred'));
  return [
    lead(1, all),
    lead(2, svgIcon('star', STAR), starred),
    ...columns.map((column, index) =>
      element(
        'div',
        {
          role: 'columnheader',
          class: column.id === STATUS ? 'cell' : classOf(column),
          'aria-colindex': String(index + 3),
        },
        button(
          { class: 'sort', title: column.hint },
          () => {
            onSort(column);
          },
          element('span', { class: 'sort-title' }, column.title),
        ),
      ),
    ),
  ];
}

/** The cells of a row, empty, by the ids of their columns. */
export function emptyCells(columns: readonly Column[]): Map<string, HTMLElement> {
  return new Map(
    columns.map((column, index) => [
      column.id,
      element('div', {
        role: column.id === NAME ? 'rowheader' : 'gridcell',
        class: classOf(column),
        'aria-colindex': String(index + 3),
        'data-column': column.id,
      }),
    ]),
  );
}

/** The cell of the box or the star. */
export function leadCell(index: 1 | 2, child: HTMLElement): HTMLElement {
  const attributes = {
    role: 'gridcell',
    class: `cell rich frozen frozen-${index}`,
    'aria-colindex': `${index}`,
  };
  return element('div', attributes, child);
}

export function rowId({ folder }: RunRow): string {
  return `run:${folder.replace(/\s/g, '_')}`;
}

/** Puts what the column says of the row into its cell. */
export function fill(cell: HTMLElement, column: Column | undefined, row: RunRow): void {
  if (column === undefined) return;
  const text = column.text(row);
  if (column.id === NAME) fillName(cell, text);
  else if (column.id === STATUS) {
    cell.replaceChildren(
      element('span', { class: 'dot', 'data-status': row.status, 'aria-hidden': 'true' }),
      text,
    );
  } else setText(cell, text);
}

/** Runs of a comparison differ in the ends of their names: where there is no room, the middle is left out. */
function fillName(cell: HTMLElement, name: string): void {
  if (name.length <= SHORT_NAME || cell.textContent === name) {
    setText(cell, name);
    return;
  }
  const end = Math.min(LONGEST_END, Math.floor(name.length / 2));
  cell.replaceChildren(
    element('span', { class: 'name-start' }, name.slice(0, name.length - end)),
    element('span', { class: 'name-end' }, name.slice(name.length - end)),
  );
}
