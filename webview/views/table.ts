/** The same facts as a chart in a form that can be read aloud, searched and copied. */
import { element } from '../look/dom.ts';

export interface TableModel {
  readonly caption: string;
  readonly columns: readonly string[];
  /** The first cell of a row names it. */
  readonly rows: readonly (readonly string[])[];
}

/** A table with a caption, column heads and row heads. */
export function tableElement(model: TableModel): HTMLTableElement {
  const head = model.columns.map((name) => element('th', { scope: 'col' }, name));
  const rows = model.rows.map((cells) =>
    element(
      'tr',
      {},
      ...cells.map((cell, index) =>
        index === 0 ? element('th', { scope: 'row' }, cell) : element('td', {}, cell),
      ),
    ),
  );
  return element(
    'table',
    { class: 'data-table' },
    element('caption', {}, model.caption),
    element('thead', {}, element('tr', {}, ...head)),
    element('tbody', {}, ...rows),
  );
}
