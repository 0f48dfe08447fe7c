/** The comparison view: losses over each other while they are trained, then the table that ranks them. */
import { isGoing } from '../../src/run/status.ts';
import { bestRow, leaderboard } from '../../src/run/comparison/leaderboard.ts';
import type { ComparedRun, ComparisonState } from '../../src/run/comparison/state.ts';
import type { PanelContext } from '../context.ts';
import { button, element, setText } from '../look/dom.ts';
import { formatPercent, formatTick, formatValue } from '../../src/base/numbers.ts';
import { icon } from '../look/icons.ts';
import { isShare, metricLabel } from '../metrics.ts';
import {
  type ComparisonData,
  comparisonLossModel,
  comparisonMetricModel,
  styleOf,
} from '../models/comparison.ts';
import { duration, t } from '../strings.ts';
import { ChartSection } from './chart/chartSection.ts';
import { statusText } from './head/status.ts';
import { Section } from './section.ts';
import type { TableModel } from './table.ts';
import { xTitle } from './chart/xTitle.ts';

export class ComparisonView {
  readonly root: HTMLElement;
  readonly #context: PanelContext;
  readonly #title = element('h1', {});
  readonly #progress = element('span', { class: 'status', role: 'status' });
  readonly #charts: readonly ChartSection[];
  readonly #results: Section;
  readonly #table = element('div', {
    class: 'table-box open',
    tabindex: '0',
    role: 'group',
    'aria-label': t('Results'),
  });
  readonly #use: HTMLButtonElement;
  #data: ComparisonData | null = null;
  #tableKey = '';

  constructor(context: PanelContext) {
    this.#context = context;
    this.#results = new Section(context, 'results', t('Results'));
    this.#use = button({ class: 'text-button', hidden: '' }, () => {
      context.host.command('nnspec.useWinner');
    });
    this.#results.body.append(this.#table, this.#use);
    const table = (): TableModel =>
      this.#data === null ? { caption: '', columns: [], rows: [] } : resultsTable(this.#data.state);
    const titleAt = (x: number): string => xTitle(context.settings.xAxis, x);
    this.#charts = [
      new ChartSection(context, {
        id: 'compareLoss',
        title: t('Training loss by run'),
        startsLog: false,
        legendAbove: true,
        build: () =>
          this.#data &&
          comparisonLossModel(this.#data, context.settings, context.theme, (extent) =>
            context.windowOf(extent),
          ),
        table,
        titleAt,
      }),
      new ChartSection(context, {
        id: 'compareMetric',
        title: t('Metric by run'),
        startsLog: false,
        legendAbove: true,
        build: () => this.#data && comparisonMetricModel(this.#data, context.settings, context.theme),
        table,
        titleAt,
      }),
    ];
    this.root = element(
      'div',
      { class: 'view' },
      element(
        'header',
        { class: 'header plain' },
        element('div', { class: 'title-row' }, this.#title, this.#progress),
      ),
      element(
        'div',
        { class: 'grid wide' },
        ...this.#charts.map((chart) => chart.section.root),
        this.#results.root,
      ),
    );
  }

  /** Shows the comparison as it is now. */
  draw(data: ComparisonData, now: number): void {
    this.#data = data;
    const { state } = data;
    const ended = state.runs.filter((compared) => !isGoing(compared.status)).length;
    setText(this.#title, state.name);
    setText(this.#progress, t('{0} of {1} done', ended.toString(), state.runs.length.toString()));
    this.#results.sync();
    const winner = ended === state.runs.length ? bestRow(leaderboard(state.runs))?.first : undefined;
    this.#use.hidden = winner === undefined || state.recorded === true;
    setText(this.#use, t('Use {0} in the spec', winner?.label ?? ''));
    for (const chart of this.#charts) chart.draw(now);
    const key = JSON.stringify([state.runs, this.#context.theme.runs]);
    if (key === this.#tableKey) return;
    this.#tableKey = key;
    this.#table.replaceChildren(rankedTable(state, this.#context));
  }
}

function metricText(state: ComparisonState, compared: ComparedRun): string {
  if (compared.finalMetric === null) return '–';
  return isShare(state.metric) ? formatPercent(compared.finalMetric) : formatValue(compared.finalMetric);
}

function progressText(compared: ComparedRun): string {
  if (!isGoing(compared.status) || compared.totalSteps === 0) return statusText(compared.status);
  return `${formatTick(compared.step)} / ${formatTick(compared.totalSteps)}`;
}

function columnsOf(state: ComparisonState): string[] {
  return [t('Run'), t('Status'), t('Final loss'), t('Final {0}', metricLabel(state.metric)), t('Time')];
}

function rowOf(state: ComparisonState, compared: ComparedRun): string[] {
  return [
    compared.label,
    progressText(compared),
    formatValue(compared.finalLoss),
    metricText(state, compared),
    duration(compared.seconds),
  ];
}

function resultsTable(state: ComparisonState): TableModel {
  return {
    caption: state.name,
    columns: columnsOf(state),
    rows: state.runs.map((compared) => rowOf(state, compared)),
  };
}

/** The table; once all have ended, the best loss and the best metric are starred. */
function rankedTable(state: ComparisonState, context: PanelContext): HTMLTableElement {
  const best = state.runs.some(({ status }) => isGoing(status)) ? null : bestRow(leaderboard(state.runs));
  const rows = state.runs.map((compared, index) => {
    const [name = '', ...cells] = rowOf(state, compared);
    const style = styleOf(compared, index, context.theme);
    const dashed = style.dash.length > 0;
    const swatch = element('span', { class: dashed ? 'swatch dashed' : 'swatch', 'aria-hidden': 'true' });
    swatch.style.setProperty('--line', style.color);
    const made = cells.map((text, column) => {
      const isBest = column === 1 && best?.first === compared;
      if (!isBest) return element('td', {}, text);
      return element(
        'td',
        { class: 'best', title: t('best') },
        icon('star'),
        element('span', { class: 'visually-hidden' }, t('best')),
        ` ${text}`,
      );
    });
    return element('tr', {}, element('th', { scope: 'row' }, swatch, name), ...made);
  });
  return element(
    'table',
    { class: 'data-table ranked' },
    element('caption', { class: 'visually-hidden' }, state.name),
    element(
      'thead',
      {},
      element('tr', {}, ...columnsOf(state).map((name) => element('th', { scope: 'col' }, name))),
    ),
    element('tbody', {}, ...rows),
  );
}
