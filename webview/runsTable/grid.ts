/**
 * The table itself: an ARIA grid with one tab stop. Only the rows in view (and a few around them) are in the page,
 * so a thousand runs scroll as fast as ten.
 */
import type { RunRow } from '../../src/protocol/runsTable.ts';
import { button, element, setAttribute } from '../look/dom.ts';
import { STAR, svgIcon } from '../look/svgIcon.ts';
import { t } from '../strings.ts';
import { columnTemplate, emptyCells, fill, headCells, leadCell, rowId } from './cells.ts';
import { NAME, NOTE, type Column } from './columns.ts';
import type { Sorting } from './rows.ts';
import type { Selection } from './selection.ts';

/** As in the styles. */
const ROW_HEIGHT = 28;
const AROUND = 4;

export interface GridModel {
  readonly rows: readonly RunRow[];
  readonly columns: readonly Column[];
  readonly sorting: Sorting | null;
}

export interface GridEvents {
  readonly onSort: (column: Column) => void;
  readonly onOpen: (row: RunRow) => void;
  readonly onStar: (row: RunRow) => void;
  readonly onEdit: (row: RunRow, field: 'name' | 'note', text: string) => void;
  /** Cursor or selection have changed. */
  readonly onSelection: () => void;
  readonly onKey: (event: KeyboardEvent) => void;
}

interface RowView {
  readonly root: HTMLElement;
  readonly box: HTMLInputElement;
  readonly star: HTMLButtonElement;
  readonly cells: ReadonlyMap<string, HTMLElement>;
  /** Null until it is filled. */
  row: RunRow | null;
  top: number;
}

export class Grid {
  readonly root: HTMLElement;
  readonly #events: GridEvents;
  readonly #selection: Selection;
  readonly #head = element('div', { class: 'grid-row grid-titles', role: 'row', 'aria-rowindex': '1' });
  readonly #body = element('div', { class: 'grid-body', role: 'rowgroup' });
  readonly #all = element('input', { type: 'checkbox', tabindex: '-1', 'aria-label': t('Select all') });
  #views = new Map<string, RowView>();
  /** Rows that were scrolled away: to fill one anew costs less than to make one. */
  #free: RowView[] = [];
  #model: GridModel = { rows: [], columns: [], sorting: null };
  #columnsKey = '';
  #editing: { folder: string; field: 'name' | 'note' } | null = null;

  constructor(selection: Selection, events: GridEvents) {
    this.#selection = selection;
    this.#events = events;
    this.root = element(
      'div',
      {
        class: 'runs-grid',
        role: 'grid',
        tabindex: '0',
        'aria-label': t('Runs'),
        'aria-multiselectable': 'true',
        'aria-describedby': 'grid-keys',
      },
      element('div', { role: 'rowgroup', class: 'grid-head' }, this.#head),
      this.#body,
    );
    this.root.addEventListener('scroll', () => {
      this.#place();
    });
    this.root.addEventListener('keydown', (event) => {
      if (event.target === this.root) events.onKey(event);
    });
    this.#all.addEventListener('change', () => {
      selection.toggleAll(this.#model.rows.map(({ folder }) => folder));
      events.onSelection();
    });
    new ResizeObserver(() => {
      this.#place();
    }).observe(this.root);
  }

  /** Rows that fit into the view. */
  get pageRows(): number {
    return Math.max(1, Math.floor((this.root.clientHeight - ROW_HEIGHT) / ROW_HEIGHT));
  }

  /** Shows the rows; `reveal` brings the one with the cursor into view. */
  draw(model: GridModel, reveal: boolean): void {
    this.#model = model;
    const key = model.columns.map(({ id, title, width }) => `${id} ${title} ${width}`).join('|');
    if (key !== this.#columnsKey) {
      this.#columnsKey = key;
      this.#buildHead();
      this.#body.replaceChildren();
      this.#views = new Map();
      this.#free = [];
    }
    for (const [index, column] of model.columns.entries()) {
      const sorted = model.sorting?.column === column.id ? model.sorting : null;
      const order = sorted === null ? 'none' : sorted.descending ? 'descending' : 'ascending';
      const cell = this.#head.children[index + 2];
      if (cell) setAttribute(cell, 'aria-sort', order);
    }
    const selected = model.rows.filter(({ folder }) => this.#selection.has(folder)).length;
    this.#all.checked = selected > 0 && selected === model.rows.length;
    this.#all.indeterminate = selected > 0 && selected < model.rows.length;
    setAttribute(this.root, 'aria-rowcount', String(model.rows.length + 1));
    setAttribute(this.root, 'aria-colcount', String(model.columns.length + 2));
    this.#body.style.setProperty('height', `${model.rows.length * ROW_HEIGHT}px`);
    if (reveal) this.#reveal();
    this.#place();
  }

  /** Begins to change a name or a note in its place. */
  edit(folder: string, field: 'name' | 'note'): void {
    const view = this.#views.get(folder);
    const cell = view?.cells.get(field === 'name' ? NAME : NOTE);
    const row = view?.row;
    if (!row || cell === undefined || this.#editing !== null) return;
    this.#editing = { folder, field };
    const before = field === 'name' ? row.name : row.note;
    const input = element('textarea', {
      class: 'cell-input',
      rows: '1',
      'aria-label': field === 'name' ? t('Name') : t('Note'),
    });
    input.value = before;
    let open = true;
    const close = (keep: boolean): void => {
      if (!open) return;
      open = false;
      this.#editing = null;
      const text = input.value.trim();
      input.remove();
      fill(cell, this.#columnOf(cell), view.row ?? row);
      this.root.focus();
      if (keep && text !== before) this.#events.onEdit(row, field, text);
    };
    input.addEventListener('keydown', (event) => {
      event.stopPropagation();
      if (event.key === 'Escape') close(false);
      // A note may have several lines, a name has one.
      else if (event.key === 'Enter' && (field === 'name' || !event.shiftKey)) close(true);
      else return;
      event.preventDefault();
    });
    input.addEventListener('blur', () => {
      close(true);
    });
    cell.replaceChildren(input);
    input.focus();
    input.select();
  }

  #columnOf(cell: HTMLElement): Column | undefined {
    return this.#model.columns.find(({ id }) => id === cell.dataset['column']);
  }

  #buildHead(): void {
    const { columns } = this.#model;
    this.root.style.setProperty('--columns', columnTemplate(columns));
    this.#head.replaceChildren(...headCells(columns, this.#all, this.#events.onSort));
  }

  /** Puts the rows that are in view into the page, and takes the others out. */
  #place(): void {
    const { rows } = this.#model;
    const first = Math.max(0, Math.floor(this.root.scrollTop / ROW_HEIGHT) - AROUND);
    const last = Math.min(rows.length, first + this.pageRows + 2 * AROUND + 2);
    const active = rows.findIndex(({ folder }) => folder === this.#selection.active);
    const activeRow = rows[active];
    const indices = Array.from({ length: Math.max(0, last - first) }, (_, index) => first + index);
    // The row with the cursor stays in the page wherever it is: readers are told of it by its id.
    if (activeRow !== undefined && active < first) indices.unshift(active);
    else if (activeRow !== undefined && active >= last) indices.push(active);
    const shown = new Set(indices.map((index) => rows[index]?.folder));
    for (const [folder, view] of this.#views) {
      if (shown.has(folder)) continue;
      this.#views.delete(folder);
      view.root.remove();
      this.#free.push(view);
    }
    for (const index of indices) {
      const row = rows[index];
      if (row !== undefined) this.#drawRow(row, index);
    }
    this.#inOrder();
    setAttribute(this.root, 'aria-activedescendant', activeRow === undefined ? null : rowId(activeRow));
  }

  /** The page has the rows in the order they are seen in, but one that is being worked in is left where it is. */
  #inOrder(): void {
    const views = [...this.#views.values()].sort((a, b) => b.top - a.top);
    let next: Element | null = null;
    for (const { root } of views) {
      const moved = root.nextElementSibling !== next || !root.isConnected;
      if (moved && !root.contains(document.activeElement)) this.#body.insertBefore(root, next);
      next = root;
    }
  }

  #drawRow(row: RunRow, index: number): void {
    let view = this.#views.get(row.folder);
    if (view === undefined) {
      view = this.#free.pop() ?? this.#makeRow();
      this.#views.set(row.folder, view);
    }
    if (view.row !== row) this.#fillRow(view, row);
    const top = index * ROW_HEIGHT;
    if (view.top !== top) {
      view.top = top;
      view.root.style.setProperty('transform', `translateY(${top}px)`);
      setAttribute(view.root, 'aria-rowindex', String(index + 2));
    }
    const selected = this.#selection.has(row.folder);
    view.box.checked = selected;
    setAttribute(view.root, 'aria-selected', String(selected));
    view.root.classList.toggle('active', this.#selection.active === row.folder);
    setAttribute(view.star, 'aria-pressed', String(row.starred));
  }

  #fillRow(view: RowView, row: RunRow): void {
    view.row = row;
    view.root.id = rowId(row);
    setAttribute(view.box, 'aria-label', t('Select {0}', row.name));
    setAttribute(view.star, 'aria-label', t('Star {0}', row.name));
    for (const column of this.#model.columns) {
      const cell = view.cells.get(column.id);
      const editing = this.#editing?.folder === row.folder && this.#editing.field === column.id;
      if (cell !== undefined && !editing) fill(cell, column, row);
    }
  }

  #makeRow(): RowView {
    const box = element('input', { type: 'checkbox', tabindex: '-1' });
    const star = button(
      { class: 'star', tabindex: '-1', title: t('Star') },
      () => {
        if (view.row) this.#events.onStar(view.row);
      },
      svgIcon('star', STAR),
    );
    const cells = emptyCells(this.#model.columns);
    const root = element(
      'div',
      { class: 'grid-row', role: 'row' },
      leadCell(1, box),
      leadCell(2, star),
      ...cells.values(),
    );
    const view: RowView = { root, box, star, cells, row: null, top: -1 };
    box.addEventListener('change', () => {
      if (view.row === null) return;
      this.#selection.active = view.row.folder;
      this.#selection.toggle(view.row.folder);
      this.#events.onSelection();
    });
    root.addEventListener('click', (event) => {
      if (view.row === null || event.target === box || star.contains(event.target as Node)) return;
      const { folder } = view.row;
      if (event.ctrlKey || event.metaKey) {
        this.#selection.active = folder;
        this.#selection.toggle(folder);
      } else {
        const shown = this.#model.rows.map((one) => one.folder);
        this.#selection.moveTo(folder, shown, event.shiftKey);
      }
      this.#events.onSelection();
    });
    // Told in full when it is pointed at: cells are filled far more often than that.
    root.addEventListener('pointerover', (event) => {
      const cell = (event.target as Element).closest<HTMLElement>('[data-column]');
      if (cell) cell.title = cell.textContent;
    });
    root.addEventListener('dblclick', (event) => {
      const id = (event.target as Element).closest<HTMLElement>('[data-column]')?.dataset['column'];
      if (view.row === null) return;
      if (id === NAME || id === NOTE) this.edit(view.row.folder, id);
      else this.#events.onOpen(view.row);
    });
    return view;
  }

  #reveal(): void {
    const index = this.#model.rows.findIndex(({ folder }) => folder === this.#selection.active);
    if (index < 0) return;
    const top = index * ROW_HEIGHT;
    const height = this.root.clientHeight - ROW_HEIGHT;
    if (top < this.root.scrollTop) this.root.scrollTop = top;
    else if (top + ROW_HEIGHT > this.root.scrollTop + height) this.root.scrollTop = top + ROW_HEIGHT - height;
  }
}
