/** The view of one run: head, controls and charts. */
import type { PanelContext } from '../context.ts';
import { button, element, setAttribute } from '../look/dom.ts';
import { metricLabel } from '../metrics.ts';
import { gradientModel, layerTable, updateRatioModel } from '../models/gradients.ts';
import { activationModel, activationTable, measureLabel, measuresOf } from '../models/tensorSnapshots.ts';
import { epochTable, extentOf, lossModel, metricModel, type View } from '../models/learning.ts';
import type { RunState } from '../runState.ts';
import type { ActivationMeasure } from '../settings.ts';
import { t } from '../strings.ts';
import { ChartSection, type ChartSectionOptions } from './chart/chartSection.ts';
import { Controls } from './controls.ts';
import { Distributions } from './chart/distributions.ts';
import { Header } from './header.ts';
import { HeatMap } from './chart/heatMap.ts';
import { Notes } from './notes.ts';
import { PacedDrawing } from './chart/paced.ts';
import { PredictionsView } from './predictions/predictionsSection.ts';

/** Milliseconds of a frame for the verdicts on gradients. */
const JUDGING = 6;

export class RunView {
  readonly root: HTMLElement;
  readonly #context: PanelContext;
  readonly #header: Header;
  readonly #notes = new Notes();
  readonly #controls: Controls;
  readonly #heatMap: HeatMap;
  readonly #distributions: Distributions;
  readonly #predictions: PredictionsView;
  readonly #measurePicker: HTMLSelectElement;
  readonly #drawing: PacedDrawing;
  readonly #metricPicker: HTMLSelectElement;
  readonly #fit: HTMLButtonElement;
  #state: RunState | null = null;

  /** `toolbar` holds what applies to all charts; `titleAt` says where an x is. */
  constructor(context: PanelContext, toolbar: HTMLElement, titleAt: (x: number, state: RunState) => string) {
    this.#context = context;
    this.#header = new Header(context);
    this.#controls = new Controls(context);
    this.#heatMap = new HeatMap(context, (x) => (this.#state === null ? '' : titleAt(x, this.#state)));
    const placeOf = (x: number): string => (this.#state === null ? '' : titleAt(x, this.#state));
    this.#distributions = new Distributions(context, placeOf);
    this.#predictions = new PredictionsView(context);
    const section = (
      options: Pick<ChartSectionOptions, 'id' | 'title' | 'startsLog'>,
      build: (state: RunState) => ReturnType<ChartSectionOptions['build']>,
      table: (state: RunState) => ReturnType<ChartSectionOptions['table']>,
    ): ChartSection =>
      new ChartSection(context, {
        ...options,
        build: () => this.#state && build(this.#state),
        table: () => (this.#state === null ? { caption: '', columns: [], rows: [] } : table(this.#state)),
        titleAt: (x) => (this.#state === null ? '' : titleAt(x, this.#state)),
      });
    const view: View = (extent) => context.windowOf(extent);
    const loss = section(
      { id: 'loss', title: t('Loss'), startsLog: false },
      ({ data, beside }) => lossModel(data, context.settings, context.theme, view, beside?.data ?? null),
      ({ data }) => epochTable(data, 'loss', t('Loss of each epoch')),
    );
    const metric = section(
      { id: 'metric', title: t('Metric'), startsLog: false },
      (state) =>
        metricModel(
          state.data,
          this.#metric(state),
          context.settings,
          context.theme,
          view,
          state.beside?.data ?? null,
        ),
      (state) => {
        const name = this.#metric(state) ?? '';
        return epochTable(state.data, name, t('{0} of each epoch', metricLabel(name)));
      },
    );
    const gradients = section(
      { id: 'gradients', title: t('Gradient norm'), startsLog: true },
      ({ data }) => {
        const window = context.windowOf(extentOf(data, context.settings.xAxis));
        return gradientModel(data, context.settings, context.theme, window);
      },
      ({ data }) => layerTable(data),
    );
    const ratio = section(
      { id: 'updateRatio', title: t('Update ratio'), startsLog: true },
      ({ data }) => updateRatioModel(data, context.settings, context.theme),
      ({ data }) => layerTable(data),
    );
    const activations = section(
      { id: 'activations', title: t('Activations'), startsLog: false },
      (state) => activationModel(state, this.#measure(state), context.settings, context.theme),
      activationTable,
    );
    const charts = [loss, metric, gradients, ratio, activations];
    this.#drawing = new PacedDrawing(context, [
      ...charts.map((chart) => (now: number) => {
        chart.draw(now);
      }),
      () => {
        if (this.#state === null) return;
        const { data } = this.#state;
        this.#heatMap.draw(data, extentOf(data, context.settings.xAxis));
      },
      () => {
        if (this.#state !== null) this.#distributions.draw(this.#state);
      },
      (now) => {
        if (this.#state !== null) this.#predictions.draw(this.#state, now);
      },
    ]);
    this.#metricPicker = element('select', { 'aria-label': t('Metric'), hidden: true });
    this.#metricPicker.addEventListener('change', () => {
      context.set({ metric: this.#metricPicker.value });
    });
    metric.section.tools.prepend(this.#metricPicker);
    this.#measurePicker = element('select', { 'aria-label': t('Measure') });
    this.#measurePicker.addEventListener('change', () => {
      const chosen = this.#state && measuresOf(this.#state)[this.#measurePicker.selectedIndex];
      if (chosen) context.set({ activations: chosen });
    });
    activations.section.tools.prepend(this.#measurePicker);
    this.#fit = button(
      {
        class: 'text-button',
        title: t('The axis follows recent values: an early spike does not flatten the rest'),
      },
      () => {
        context.set({ gradientFit: context.settings.gradientFit === 'recent' ? 'all' : 'recent' });
      },
      t('recent'),
    );
    gradients.section.tools.prepend(this.#fit);
    const [first, second, third, fourth, fifth] = charts.map((chart) => chart.section.root);
    this.root = element(
      'div',
      { class: 'view' },
      this.#header.root,
      this.#notes.root,
      toolbar,
      element(
        'div',
        { class: 'grid' },
        first ?? null,
        second ?? null,
        this.#controls.section.root,
        third ?? null,
        this.#heatMap.section.root,
        fourth ?? null,
        this.#predictions.section.root,
        fifth ?? null,
        this.#distributions.section.root,
      ),
    );
  }

  /** Shows the run as it is now. */
  draw(state: RunState, now: number): void {
    this.#state = state;
    this.#assessPredictions(state);
    this.#syncMetrics(state);
    this.#syncMeasures(state);
    this.#header.draw(state, this.#metric(state));
    this.#notes.draw(state);
    this.#controls.draw(state);
    setAttribute(this.#fit, 'aria-pressed', (this.#context.settings.gradientFit === 'recent').toString());
    this.#drawing.draw(now);
  }

  /** A long run that is opened is judged over several frames, and its marks are drawn when all are known. */
  #assessPredictions({ data: { verdicts } }: RunState): void {
    const known = verdicts.found.length;
    if (!verdicts.catchUp(JUDGING)) this.#context.refresh();
    else if (known !== verdicts.found.length) this.#context.settle();
  }

  #measure(state: RunState): ActivationMeasure {
    const { activations } = this.#context.settings;
    return measuresOf(state).includes(activations) ? activations : 'dead';
  }

  #syncMeasures(state: RunState): void {
    const measures = measuresOf(state);
    const known = [...this.#measurePicker.options].map((option) => option.value);
    if (known.join() !== measures.join()) {
      this.#measurePicker.replaceChildren(
        ...measures.map((measure) => element('option', { value: measure }, measureLabel(measure))),
      );
    }
    this.#measurePicker.value = this.#measure(state);
  }

  /** The chosen metric if the run records it, else its first. */
  #metric(state: RunState): string | null {
    const names = metricsOf(state);
    const chosen = this.#context.settings.metric;
    return chosen !== null && names.includes(chosen) ? chosen : (names[0] ?? null);
  }

  #syncMetrics(state: RunState): void {
    const names = metricsOf(state);
    this.#metricPicker.hidden = names.length < 2;
    const known = [...this.#metricPicker.options].map((option) => option.value);
    if (known.join() !== names.join()) {
      this.#metricPicker.replaceChildren(
        ...names.map((name) => element('option', { value: name }, metricLabel(name))),
      );
    }
    const metric = this.#metric(state);
    if (metric !== null && this.#metricPicker.value !== metric) this.#metricPicker.value = metric;
  }
}

/** The metrics that the run records besides the loss. */
function metricsOf({ data }: RunState): string[] {
  return data.epochs.metrics.filter((name) => name !== 'loss');
}
