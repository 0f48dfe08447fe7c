/** The page of the table: what the host says goes in, what the user does comes out as commands of the extension. */
import type { ColumnChoice, RunRow, TableMessage } from '../../src/protocol/runsTable.ts';
import { button, element, setText } from '../look/dom.ts';
import type { Host } from '../host.ts';
import { t } from '../strings.ts';
import { ColumnChooser } from './chooser.ts';
import { NOTE, columnsOf, shownColumns } from './columns.ts';
import { Grid } from './grid.ts';
import { Rows, nextSorting, sortRows, type Sorting } from './rows.ts';
import { Selection } from './selection.ts';

interface Kept {
  readonly filter: string;
  readonly sorting: Sorting | null;
}

/** Settings from whatever was kept. */
function readKept(kept: unknown): Kept {
  if (typeof kept !== 'object' || kept === null) return { filter: '', sorting: null };
  const { filter, sorting } = kept as { filter?: unknown; sorting?: Partial<Sorting> | null };
  const column = sorting?.column;
  return {
    filter: typeof filter === 'string' ? filter : '',
    sorting: typeof column === 'string' ? { column, descending: sorting?.descending === true } : null,
  };
}

interface Action {
  readonly root: HTMLButtonElement;
  readonly suits: (chosen: readonly RunRow[]) => boolean;
}

export class TableApp {
  readonly #host: Host<TableMessage>;
  readonly #rows = new Rows();
  readonly #selection = new Selection();
  readonly #grid: Grid;
  readonly #filter = element('input', {
    type: 'search',
    class: 'filter',
    placeholder: t('Filter: words, or path=value'),
    'aria-label': t('Filter'),
  });
  readonly #count = element('span', { class: 'count', role: 'status' });
  readonly #empty = element('p', { class: 'no-runs' });
  readonly #broken = element('section', { class: 'broken', 'aria-label': t('Broken') });
  readonly #actions: readonly Action[];
  readonly #chooser: ColumnChooser;
  #choice: ColumnChoice = {};
  #sorting: Sorting | null;
  #shown: readonly RunRow[] = [];
  #requested = false;
  #reveal = false;

  constructor(host: Host<TableMessage>, root: HTMLElement) {
    this.#host = host;
    const kept = readKept(host.readState());
    this.#sorting = kept.sorting;
    this.#filter.value = kept.filter;
    this.#grid = new Grid(this.#selection, {
      onSort: (column) => {
        this.#sorting = nextSorting(this.#sorting, column);
        this.#keep();
      },
      onOpen: (row) => {
        host.command('nnspec.openRun', row.folder);
      },
      onStar: (row) => {
        this.#star([row]);
      },
      onEdit: (row, field, text) => {
        host.command(field === 'name' ? 'nnspec.renameRun' : 'nnspec.noteRun', row.folder, text);
      },
      onSelection: () => {
        this.#draw();
      },
      onKey: (event) => {
        this.#key(event);
      },
    });
    this.#chooser = new ColumnChooser((choice) => {
      this.#choose(choice);
    });
    const some = (chosen: readonly RunRow[]): boolean => chosen.length > 0;
    this.#actions = [
      this.#action(t('Compare'), (chosen) => chosen.length > 1, 'nnspec.compareRuns'),
      this.#action(t('Compare specs'), (chosen) => chosen.length === 2, 'nnspec.diffRunSpecs'),
      this.#action(t('Export…'), some, 'nnspec.exportRuns'),
      this.#action(
        t('Delete'),
        (chosen) => some(chosen) && !chosen.some(({ going }) => going),
        'nnspec.deleteRun',
      ),
    ];
    this.#filter.addEventListener('input', () => {
      this.#keep();
    });
    this.#filter.addEventListener('keydown', (event) => {
      if (event.key !== 'ArrowDown') return;
      event.preventDefault();
      this.#grid.root.focus();
    });
    const keys = t(
      'Arrow keys move, Space selects, Enter shows the run, F2 renames, N edits the note, S stars, Delete deletes.',
    );
    root.replaceChildren(
      element(
        'div',
        { class: 'bar' },
        element('h1', { class: 'visually-hidden' }, t('Runs')),
        this.#filter,
        this.#count,
        ...this.#actions.map((action) => action.root),
        this.#chooser.root,
      ),
      element('p', { class: 'visually-hidden', id: 'grid-keys' }, keys),
      this.#empty,
      this.#grid.root,
      this.#broken,
    );
    this.#draw();
  }

  receive(message: TableMessage): void {
    if (message.type === 'columns') this.#choice = message.choice;
    else this.#rows.receive(message);
    this.#draw();
  }

  /** The host remembers the columns of a workspace, also after the tab was closed. */
  #choose(choice: ColumnChoice): void {
    this.#choice = choice;
    void this.#host.call({ type: 'columns', choice });
    this.#draw();
  }

  /** Begins to edit a note; its column is shown for it. */
  #editNote({ folder }: RunRow): void {
    if (this.#choice[NOTE] === false) {
      this.#choose({ ...this.#choice, [NOTE]: true });
      requestAnimationFrame(() => {
        this.#grid.edit(folder, 'note');
      });
    } else this.#grid.edit(folder, 'note');
  }

  #keep(): void {
    this.#host.writeState({ filter: this.#filter.value, sorting: this.#sorting });
    this.#draw();
  }

  /** Draws in the next animation frame. */
  #draw(): void {
    if (this.#requested) return;
    this.#requested = true;
    requestAnimationFrame(() => {
      this.#requested = false;
      this.#drawNow();
    });
  }

  #drawNow(): void {
    const before = this.#shown.map(({ folder }) => folder);
    const matching = this.#rows.matching(this.#filter.value);
    const columns = columnsOf(matching);
    this.#shown = sortRows(matching, this.#sorting, columns);
    this.#selection.keep(
      this.#shown.map(({ folder }) => folder),
      before,
    );
    const chosen = this.#chosen();
    for (const action of this.#actions) action.root.disabled = !action.suits(chosen);
    const selected = this.#selection.size;
    const count = t('{0} of {1} runs', String(this.#shown.length), String(this.#rows.size));
    setText(this.#count, selected > 0 ? `${count} · ${t('{0} selected', String(selected))}` : count);
    this.#drawBroken();
    this.#empty.hidden = this.#shown.length > 0;
    setText(
      this.#empty,
      this.#rows.size === 0 ? t('No run yet: train a spec, and it is listed here.') : t('No run matches.'),
    );
    this.#chooser.draw(columns, this.#choice);
    const shown = shownColumns(columns, this.#choice);
    this.#grid.draw({ rows: this.#shown, columns: shown, sorting: this.#sorting }, this.#reveal);
    this.#reveal = false;
  }

  /** As the Runs view: what cannot be read, and why. */
  #drawBroken(): void {
    const broken = this.#rows.brokenMatching(this.#filter.value);
    this.#broken.hidden = broken.length === 0;
    const items = broken.map(({ folder, name, reason }) =>
      element('li', { title: folder }, element('span', { class: 'name' }, name), ` ${reason}`),
    );
    this.#broken.replaceChildren(
      element('h2', {}, `${t('Broken')} (${broken.length})`),
      element('ul', {}, ...items),
    );
  }

  #chosen(): RunRow[] {
    const shown = this.#shown.map(({ folder }) => folder);
    return this.#selection.chosen(shown).flatMap((folder) => this.#rows.get(folder) ?? []);
  }

  #action(label: string, suits: Action['suits'], command: string): Action {
    const root = button(
      { class: 'text-button' },
      () => {
        this.#host.command(
          command,
          this.#chosen().map(({ folder }) => folder),
        );
      },
      label,
    );
    return { root, suits };
  }

  #star(rows: readonly RunRow[]): void {
    const starred = rows.every((row) => row.starred);
    const changed = rows.filter((row) => row.starred === starred).map(({ folder }) => folder);
    this.#host.command(starred ? 'nnspec.unstarRun' : 'nnspec.starRun', changed);
  }

  #move(by: number, extend: boolean): void {
    const folders = this.#shown.map(({ folder }) => folder);
    const { active } = this.#selection;
    const at = active === null ? -1 : folders.indexOf(active);
    const next = folders[Math.min(Math.max(0, at + by), folders.length - 1)];
    if (next === undefined) return;
    this.#selection.moveTo(next, folders, extend);
    this.#reveal = true;
    this.#draw();
  }

  #key(event: KeyboardEvent): void {
    const { active } = this.#selection;
    const chosen = this.#chosen();
    const row = active === null ? undefined : this.#rows.get(active);
    const folders = this.#shown.map(({ folder }) => folder);
    const command = event.ctrlKey || event.metaKey;
    const page = this.#grid.pageRows;
    const moves: Readonly<Record<string, number>> = {
      ArrowDown: 1,
      ArrowUp: -1,
      PageDown: page,
      PageUp: -page,
      Home: -folders.length,
      End: folders.length,
    };
    const by = moves[event.key];
    if (by !== undefined) this.#move(by, event.shiftKey);
    else if (event.key === ' ' && active !== null) this.#selection.toggle(active);
    else if (event.key === 'a' && command) this.#selection.toggleAll(folders);
    else if (event.key === 'Escape') this.#selection.clear();
    else if (event.key === 'Enter' && row !== undefined) this.#host.command('nnspec.openRun', row.folder);
    else if (event.key === 'F2' && row !== undefined) this.#grid.edit(row.folder, 'name');
    else if (event.key === 'n' && !command && row !== undefined) this.#editNote(row);
    else if (event.key === 's' && !command && chosen.length > 0) this.#star(chosen);
    else if (event.key === 'Delete' && chosen.length > 0 && !chosen.some(({ going }) => going)) {
      this.#host.command(
        'nnspec.deleteRun',
        chosen.map(({ folder }) => folder),
      );
    } else return;
    event.preventDefault();
    this.#draw();
  }
}
