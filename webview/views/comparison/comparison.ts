/** The comparison view: curves over each other while they are trained, the table that ranks them, and the verdict. */
import { formatCount } from '../../../src/base/numbers.ts';
import { bestRow, leaderboard, sameStart } from '../../../src/run/comparison/leaderboard.ts';
import type { ComparisonState } from '../../../src/run/comparison/state.ts';
import { verdictOf, verdictText } from '../../../src/run/comparison/verdict.ts';
import { isGoing } from '../../../src/run/status.ts';
import type { PanelContext } from '../../context.ts';
import { button, element, setText } from '../../look/dom.ts';
import { metricTitle } from '../../metrics.ts';
import {
  type ComparisonData,
  comparisonGradientModel,
  comparisonLossModel,
  comparisonMetricModel,
} from '../../models/comparison.ts';
import { t } from '../../strings.ts';
import { ChartSection } from '../chart/chartSection.ts';
import { xTitle } from '../chart/xTitle.ts';
import { Section } from '../section.ts';
import { type TableModel, tableElement } from '../table.ts';
import { heatTable } from './heatTable.ts';
import { LeaderboardTable, leaderboardModel } from './leaderboardTable.ts';

export class ComparisonView {
  readonly root: HTMLElement;
  readonly #title = element('h1', {});
  readonly #progress = element('span', { class: 'status', role: 'status' });
  readonly #charts: readonly ChartSection[];
  readonly #metric: ChartSection;
  readonly #back: HTMLButtonElement;
  readonly #differences = element('div', { class: 'table-box open', tabindex: '0', role: 'region' });
  readonly #results: Section;
  readonly #heat: Section;
  readonly #table: LeaderboardTable;
  readonly #verdict = element('p', { class: 'verdict', role: 'status' });
  readonly #fair = element('p', { class: 'hint' });
  readonly #pause: HTMLButtonElement;
  readonly #cancel: HTMLButtonElement;
  readonly #change: HTMLButtonElement;
  readonly #use: HTMLButtonElement;
  readonly #save: HTMLButtonElement;
  #data: ComparisonData | null = null;
  #judged = '';

  constructor(context: PanelContext) {
    this.#results = new Section(context, 'results', t('Leaderboard'));
    this.#heat = new Section(context, 'rates', t('Learning rate × contender'));
    this.#table = new LeaderboardTable(context);
    const send = (kind: string, id: string, ...args: readonly unknown[]): HTMLButtonElement =>
      button({ class: kind }, () => {
        context.host.command(id, ...args);
      });
    this.#pause = button({ class: 'secondary' }, () => {
      const isPaused = this.#data?.state.paused === true;
      context.host.command(isPaused ? 'nnspec.resumeComparison' : 'nnspec.pauseComparison');
    });
    this.#back = button({ class: 'secondary' }, () => {
      context.host.command('nnspec.openRun', this.#data?.state.back?.folder ?? '');
    });
    this.#differences.setAttribute('aria-label', t('Differences of the specs'));
    this.#cancel = send('secondary', 'nnspec.cancelComparison');
    this.#change = button({ class: 'secondary' }, () => {
      context.host.command('nnspec.compareOptimizers', this.#data?.state.specPath ?? '');
    });
    this.#use = send('primary', 'nnspec.useWinner');
    this.#save = send('secondary', 'nnspec.saveComparison');
    const actions = element('div', { class: 'comparison-actions' }, this.#use, this.#save, this.#change);
    this.#results.body.append(this.#verdict, this.#table.root, this.#fair, this.#differences, actions);
    const table = (): TableModel =>
      this.#data === null ? { caption: '', columns: [], rows: [] } : leaderboardModel(this.#data.state);
    const titleAt = (x: number): string => xTitle(context.settings.xAxis, x);
    const shared = { startsLog: false, legendAbove: true, table, titleAt } as const;
    this.#charts = [
      new ChartSection(context, {
        ...{ ...shared, id: 'compareLoss', title: t('Training loss by run') },
        build: () =>
          this.#data &&
          comparisonLossModel(this.#data, context.settings, context.theme, (extent) =>
            context.windowOf(extent),
          ),
      }),
      (this.#metric = new ChartSection(context, {
        ...{ ...shared, id: 'compareMetric', title: t('Metric by run') },
        build: () => this.#data && comparisonMetricModel(this.#data, context.settings, context.theme),
      })),
      new ChartSection(context, {
        ...{ ...shared, startsLog: true, id: 'compareGradients', title: t('Gradient norm by run') },
        build: () => this.#data && comparisonGradientModel(this.#data, context.settings, context.theme),
      }),
    ];
    const controls = element('div', { class: 'comparison-controls' }, this.#back, this.#pause, this.#cancel);
    const row = element('div', { class: 'title-row' }, this.#title, this.#progress, controls);
    this.root = element(
      'div',
      { class: 'view comparison-view' },
      element('header', { class: 'header plain' }, row),
      element('div', { class: 'comparison-charts' }, ...this.#charts.map((chart) => chart.section.root)),
      element('div', { class: 'comparison-side' }, this.#results.root, this.#heat.root),
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
    this.#metric.section.title = t('{0} by run', metricTitle(state.metric));
    for (const chart of this.#charts) chart.draw(now);
    this.#table.draw(state);
    this.#drawButtons(state, ended === state.runs.length);
    this.#judge(state, ended === state.runs.length);
  }

  #drawButtons(state: ComparisonState, isOver: boolean): void {
    const isRace = state.recorded !== true;
    this.#back.hidden = state.back === undefined;
    setText(this.#back, t('Back to {0}', state.back?.name ?? ''));
    for (const one of [this.#pause, this.#cancel]) one.hidden = isOver || !isRace;
    setText(this.#pause, state.paused === true ? t('Resume all') : t('Pause all'));
    setText(this.#cancel, t('Cancel all'));
    const best = isOver && isRace ? bestRow(leaderboard(state.runs)) : null;
    this.#use.hidden = best === null;
    setText(this.#use, t('Use {0}', best?.group ?? ''));
    for (const one of [this.#change, this.#save]) one.hidden = !isRace || !isOver;
    setText(this.#change, t('Change…'));
    setText(this.#save, t('Save report…'));
  }

  /** The settings in which kept runs differ, a column for each run. */
  #drawDifferences({ runs, differences = [] }: ComparisonState): void {
    this.#differences.hidden = differences.length === 0;
    const table = tableElement({
      caption: t('Differences of the specs'),
      columns: [t('Setting'), ...runs.map(({ label }) => label)],
      rows: differences.map(({ path, values }) => [path, ...values.map((value) => value || '–')]),
    });
    this.#differences.replaceChildren(table);
  }

  /** The sentence, the check of the start and the rates: only where something has changed. */
  #judge(state: ComparisonState, isOver: boolean): void {
    const key = JSON.stringify([state.runs, isOver]);
    if (key === this.#judged) return;
    this.#judged = key;
    this.#verdict.hidden = !isOver || state.recorded === true;
    if (isOver) {
      const { template, values } = verdictText(verdictOf(state.runs));
      setText(this.#verdict, t(template, ...values));
    }
    const { compared, differ } = sameStart(state.runs);
    this.#fair.hidden = compared === 0 || state.recorded === true;
    const told =
      differ === 0
        ? t('Same start: the first losses of {0} runs equal those of their seed.', formatCount(compared))
        : t(
            '{0} of {1} runs began with another loss than others of their seed.',
            formatCount(differ),
            formatCount(compared),
          );
    setText(this.#fair, told);
    this.#drawDifferences(state);
    const heat = heatTable(state);
    this.#heat.root.hidden = heat === null;
    this.#heat.sync();
    if (heat)
      this.#heat.body.replaceChildren(element('div', { class: 'table-box open', tabindex: '0' }, heat));
  }
}
