/** The table that ranks a comparison, sorted by the column that the user has chosen. */
import { formatCount, formatPercent, formatTick, formatValue } from '../../../src/base/numbers.ts';
import {
  bestRow,
  leaderboard,
  type LeaderRow,
  type Spread,
} from '../../../src/run/comparison/leaderboard.ts';
import type { ComparisonState } from '../../../src/run/comparison/state.ts';
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

export class LeaderboardTable {
  readonly root = element('div', {
    class: 'table-box open',
    tabindex: '0',
    role: 'group',
    'aria-label': t('Leaderboard'),
  });
  readonly #context: PanelContext;
  #sort = { column: BY_LOSS, descending: false };
  #drawn = '';
  #state: ComparisonState | null = null;

  constructor(context: PanelContext) {
    this.#context = context;
  }

  draw(state: ComparisonState): void {
    this.#state = state;
    const key = JSON.stringify([state.runs, this.#context.theme.runs, this.#sort]);
    if (key === this.#drawn) return;
    this.#drawn = key;
    const focused = [...this.root.querySelectorAll('button')].findIndex(
      (one) => one === document.activeElement,
    );
    this.root.replaceChildren(this.#table(state));
    if (focused >= 0) [...this.root.querySelectorAll('button')][focused]?.focus();
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
    const body = (by ? this.#sorted(rows, by) : rows).map((row) =>
      this.#row(state, columns, row, row === best),
    );
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
        if (this.#state) this.draw(this.#state);
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
      element('th', { scope: 'row' }, swatch, name),
      ...cells.map((text, index) => element('td', {}, ...(index === BY_LOSS - 1 ? star : []), text)),
      state.recorded === true || row.loss === null ? null : element('td', { class: 'use' }, use()),
    );
  }
}
