/** The table that ranks a comparison, sorted by the column that the user has chosen. */
import { formatCount, formatPercent, formatTick, formatValue } from '../../../src/base/numbers.ts';
import {
  bestRow,
  leaderboard,
  type LeaderRow,
  type Spread,
} from '../../../src/run/comparison/leaderboard.ts';
import type { ComparedRun, ComparisonState } from '../../../src/run/comparison/state.ts';
import { isGoing } from '../../../src/run/status.ts';
import type { PanelContext } from '../../context.ts';
import { button, element } from '../../look/dom.ts';
import { icon } from '../../look/icons.ts';
import { higherIsBetter, isShare, metricLabel } from '../../metrics.ts';
import { styleOf } from '../../models/comparison.ts';
import { duration, t } from '../../strings.ts';
import { statusText } from '../head/status.ts';
import type { TableModel } from '../table.ts';

interface Column {
  readonly name: string;
  readonly text: (row: LeaderRow) => string;
  /** Lower comes first; null comes last. */
  readonly order: (row: LeaderRow) => number | string | null;
}

function spreadText(spread: Spread | null, format: (value: number) => string): string {
  if (!spread) return '–';
  const { median, low, high } = spread;
  return low === high ? format(median) : `${format(median)} (${format(low)}–${format(high)})`;
}

function statusOf({ runs, lost, first }: LeaderRow): string {
  const going = runs.find(({ status }) => isGoing(status) && status !== 'queued');
  const steps = runs.reduce((sum, { step }) => sum + step, 0);
  const total = runs.reduce((sum, { totalSteps }) => sum + totalSteps, 0);
  if (going && total > 0) return `${formatTick(steps)} / ${formatTick(total)}`;
  if (lost > 0 && runs.length > 1) return t('lost {0} of {1}', String(lost), String(runs.length));
  if (first.cut === 'hopeless') return t('hopeless');
  return first.cut === 'budget' ? t('time over') : statusText(going?.status ?? first.status);
}

function rateText({ first: { learningRate, rate } }: LeaderRow): string {
  const kinds = { default: t('default'), spec: t('of the spec'), tuned: t('tuned') };
  return `${formatValue(learningRate)} ${kinds[rate]}`;
}

function columnsOf({ metric, target }: ComparisonState): Column[] {
  const median = (spread: Spread | null): number | null => spread?.median ?? null;
  const percent = isShare(metric) ? formatPercent : formatValue;
  const sign = higherIsBetter(metric) ? -1 : 1;
  return [
    { name: t('Contender'), text: ({ group }) => group, order: ({ group }) => group },
    {
      name: t('Final loss'),
      text: ({ loss }) => spreadText(loss, formatValue),
      order: ({ loss, lost }) => (loss === null ? null : loss.median + (lost > 0 ? 1e6 : 0)),
    },
    ...(metric === 'loss'
      ? []
      : [
          {
            name: t('Final {0}', metricLabel(metric)),
            text: (row: LeaderRow) => spreadText(row.metric, percent),
            order: (row: LeaderRow) => (row.metric === null ? null : sign * row.metric.median),
          },
        ]),
    ...(target
      ? [
          {
            name: t('Steps to target'),
            text: (row: LeaderRow) => spreadText(row.stepsToTarget, formatCount),
            order: (row: LeaderRow) => median(row.stepsToTarget),
          },
          {
            name: t('Time to target'),
            text: (row: LeaderRow) => spreadText(row.secondsToTarget, duration),
            order: (row: LeaderRow) => median(row.secondsToTarget),
          },
        ]
      : []),
    { name: t('Learning rate'), text: rateText, order: ({ first }) => first.learningRate },
    {
      name: t('Time'),
      text: ({ seconds }) => spreadText(seconds, duration),
      order: ({ seconds }) => median(seconds),
    },
    { name: t('Status'), text: statusOf, order: statusOf },
  ];
}

/** The table for the charts' "show as a table". */
export function leaderboardModel(state: ComparisonState): TableModel {
  const columns = columnsOf(state);
  return {
    caption: state.name,
    columns: columns.map(({ name }) => name),
    rows: leaderboard(state.runs).map((row) => columns.map(({ text }) => text(row))),
  };
}

/** The column by which rows are first sorted: the final loss. */
const BY_LOSS = 1;

/** Rows from which on there is a search. */
const MANY_ROWS = 9;

export class LeaderboardTable {
  readonly #box = element('div', {
    class: 'table-box open',
    tabindex: '0',
    role: 'group',
    'aria-label': t('Leaderboard'),
  });
  readonly #search = element('input', {
    type: 'search',
    class: 'rank-search',
    placeholder: t('Filter'),
    'aria-label': t('Filter'),
  });
  readonly root = element('div', {}, this.#search, this.#box);
  readonly #context: PanelContext;
  /** Rows whose runs are listed, by group. */
  readonly #open = new Set<string>();
  #sort = { column: BY_LOSS, descending: false };
  #drawn = '';
  #state: ComparisonState | null = null;

  constructor(context: PanelContext) {
    this.#context = context;
    this.#search.addEventListener('input', () => {
      this.#redraw();
    });
  }

  #redraw(): void {
    if (this.#state) this.draw(this.#state);
  }

  draw(state: ComparisonState): void {
    this.#state = state;
    const key = JSON.stringify([
      state.runs,
      this.#context.theme.runs,
      this.#sort,
      this.#search.value,
      [...this.#open],
    ]);
    if (key === this.#drawn) return;
    this.#drawn = key;
    const focused = [...this.#box.querySelectorAll('button')].findIndex(
      (one) => one === document.activeElement,
    );
    this.#box.replaceChildren(this.#table(state));
    if (focused >= 0) [...this.#box.querySelectorAll('button')][focused]?.focus();
  }

  #sorted(rows: readonly LeaderRow[], { order }: Column): LeaderRow[] {
    const sign = this.#sort.descending ? -1 : 1;
    return [...rows].sort((one, other) => {
      const [a, b] = [order(one), order(other)];
      if (a === null || b === null) return Number(a === null) - Number(b === null);
      return sign * (typeof a === 'string' ? a.localeCompare(String(b)) : a - Number(b));
    });
  }

  #table(state: ComparisonState): HTMLTableElement {
    const columns = columnsOf(state);
    const rows = leaderboard(state.runs);
    const isOver = !state.runs.some(({ status }) => isGoing(status));
    const best = isOver ? bestRow(rows) : null;
    const by = columns[this.#sort.column] ?? columns[0];
    const head = columns.map(({ name }, index) => this.#heading(name, index));
    this.#search.hidden = rows.length < MANY_ROWS && this.#search.value === '';
    const words = this.#search.value.toLowerCase().split(/\s+/).filter(Boolean);
    const found = (by ? this.#sorted(rows, by) : rows).filter((row) => {
      const text = columns
        .map((column) => column.text(row))
        .join(' ')
        .toLowerCase();
      return words.every((word) => text.includes(word));
    });
    const body = found.flatMap((row) => [
      this.#row(state, columns, row, row === best),
      ...(this.#open.has(row.group) ? [this.#runsRow(row, columns.length)] : []),
    ]);
    return element(
      'table',
      { class: 'data-table ranked' },
      element('caption', { class: 'visually-hidden' }, state.name),
      element('thead', {}, element('tr', {}, ...head)),
      element('tbody', {}, ...body),
    );
  }

  #heading(name: string, index: number): HTMLElement {
    const isSorted = this.#sort.column === index;
    const direction = this.#sort.descending ? 'descending' : 'ascending';
    const sort = button(
      { class: 'sort' },
      () => {
        this.#sort = { column: index, descending: isSorted && !this.#sort.descending };
        this.#redraw();
      },
      name,
      isSorted ? (this.#sort.descending ? ' ▾' : ' ▴') : '',
    );
    return element('th', { scope: 'col', 'aria-sort': isSorted ? direction : null }, sort);
  }

  #row(state: ComparisonState, columns: readonly Column[], row: LeaderRow, isBest: boolean): HTMLElement {
    const style = styleOf(row, state, this.#context.theme);
    const swatch = element('span', {
      class: style.dash.length > 0 ? 'swatch dashed' : 'swatch',
      'aria-hidden': 'true',
    });
    swatch.style.setProperty('--line', style.color);
    const [name = '', ...cells] = columns.map(({ text }) => text(row));
    const use = (): HTMLElement =>
      button(
        { class: 'text-button', title: t('Use {0} in the spec', name) },
        () => {
          this.#context.host.command('nnspec.useWinner', row.group);
        },
        t('Use'),
      );
    const star = isBest ? [icon('star'), element('span', { class: 'visually-hidden' }, t('best')), ' '] : [];
    return element(
      'tr',
      { class: isBest ? 'best' : null },
      element('th', { scope: 'row' }, swatch, this.#opener(row, name)),
      ...cells.map((text, index) => element('td', {}, ...(index === BY_LOSS - 1 ? star : []), text)),
      state.recorded === true || row.loss === null ? null : element('td', { class: 'use' }, use()),
    );
  }

  /** The name of a row: it leads to its run, or to the list of its runs. */
  #opener({ group, runs, first }: LeaderRow, name: string): HTMLElement {
    if (runs.length === 1) return this.#runButton(first, name);
    const isOpen = this.#open.has(group);
    return button(
      { class: 'text-button name', 'aria-expanded': String(isOpen), title: t('Runs of {0}', name) },
      () => {
        if (!this.#open.delete(group)) this.#open.add(group);
        this.#redraw();
      },
      name,
    );
  }

  #runButton({ runId }: ComparedRun, text: string): HTMLElement {
    if (runId === null) return element('span', {}, text);
    return button(
      { class: 'text-button name', title: t('Show the run') },
      () => {
        this.#context.host.command('nnspec.openComparedRun', runId);
      },
      text,
    );
  }

  /** The runs of a row, one for each seed. */
  #runsRow({ runs }: LeaderRow, columns: number): HTMLElement {
    const list = runs.map((run) =>
      this.#runButton(run, `${t('seed {0}', String(run.seed))}: ${formatValue(run.finalLoss)}`),
    );
    return element('tr', { class: 'seeds' }, element('td', { colspan: String(columns) }, ...list));
  }
}
