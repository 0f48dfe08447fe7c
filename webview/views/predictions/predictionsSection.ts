/**
 * The network's predictions for the validation samples, requested while the section is in view: at most twice a
 * second, and less often if an answer costs more.
 */
import type { PanelPredictions, WantedWeights } from '../../../src/protocol/panel.ts';
import type { Predictions, WorstSample } from '../../../src/run/predictions.ts';
import { isGoing } from '../../../src/run/status.ts';
import type { PanelContext } from '../../context.ts';
import { element, setAttribute, setText } from '../../look/dom.ts';
import { formatCount, formatPercent, formatValue } from '../../../src/base/numbers.ts';
import { confusionTable, mostConfused, summaryOf, worstTable } from '../../models/predictionTexts.ts';
import type { RunState } from '../../runState.ts';
import { t } from '../../strings.ts';
import {
  classColor,
  paintBoundary,
  paintConfusion,
  paintScatter,
  sampleCanvas,
} from './predictionPictures.ts';
import { Section } from '../section.ts';
import { WeightsChoice } from './weightsChoice.ts';
import type { RunSection } from '../sections/runSection.ts';

/** Milliseconds between two questions, and at most this share of the training time for the answers. */
const INTERVAL = 500;
const SHARE = 0.05;
/** A question that has not been answered for so long is asked again. */
const PATIENCE = 20_000;
/** Classes up to which the confusion is a table of numbers. */
const TABLE_CLASSES = 12;

export class PredictionsView implements RunSection {
  readonly frame: Section;
  readonly #context: PanelContext;
  readonly #summary = element('div', { class: 'picture-title' });
  readonly #message = element('p', { class: 'hint', hidden: true });
  readonly #choice = new WeightsChoice((wanted) => {
    this.#wanted = wanted;
    this.#askedStep = -1;
    this.#askedAt = -Infinity;
    this.#waiting = false;
    this.#context.invalidate();
  });
  readonly #boundary = element('canvas', { role: 'img' });
  readonly #classes = element('div', { class: 'legend' });
  readonly #scatter = element('canvas', { role: 'img' });
  readonly #output = element('select', { 'aria-label': t('Output'), hidden: true });
  readonly #confusion = element('canvas', { role: 'img' });
  readonly #table = element('div', { class: 'table-box open', tabindex: '0', role: 'group', hidden: true });
  readonly #confused = element('ul', { class: 'confused' });
  readonly #worst = element('ol', { class: 'samples' });
  readonly #worstTable = element('div', {
    class: 'table-box open',
    tabindex: '0',
    role: 'group',
    'aria-label': t('Worst mistakes'),
  });
  readonly #worstTitle = element('h3', {}, t('Worst mistakes'));
  #wanted: WantedWeights = null;
  #runId = '';
  #askedAt = -Infinity;
  #askedStep = -1;
  #waiting = false;
  #known: Predictions | null = null;
  #drawn: unknown[] = [];

  constructor(context: PanelContext) {
    this.#context = context;
    this.frame = new Section(context, 'predictions', t('Predictions'));
    this.#output.addEventListener('change', () => {
      context.invalidate();
    });
    // Until there is something to see.
    for (const canvas of [this.#boundary, this.#scatter, this.#confusion]) {
      canvas.hidden = true;
      canvas.setAttribute('aria-label', t('Predictions'));
    }
    this.frame.tools.append(this.#choice.root, this.#output);
    this.frame.body.append(
      this.#message,
      this.#summary,
      element('div', { class: 'heat' }, this.#boundary),
      this.#classes,
      element('div', { class: 'heat' }, this.#scatter),
      element('div', { class: 'heat' }, this.#confusion),
      this.#table,
      this.#confused,
      this.#worstTitle,
      this.#worst,
      this.#worstTable,
    );
  }

  /** The answer, or why there is none. */
  #receive({ predictions, message = '' }: PanelPredictions): void {
    this.#waiting = false;
    if (predictions !== null) this.#known = predictions;
    this.#message.hidden = message === '';
    setText(this.#message, message);
    this.#context.invalidate();
  }

  /** Asks anew if the network has changed, and draws what is known. */
  draw(state: RunState, now: number): void {
    if (state.info.id !== this.#runId) {
      this.#runId = state.info.id;
      this.#known = null;
      this.#wanted = null;
      this.#askedStep = -1;
      this.#waiting = false;
      this.#message.hidden = true;
    }
    this.frame.sync();
    if (!this.frame.visible) return;
    if (isGoing(state.status)) this.#wanted = null;
    this.#choice.draw(state, this.#known === null ? null : (this.#known.weights?.kind ?? 'last'));
    this.#ask(state, now);
    const known = this.#known;
    const width = this.#boundary.parentElement?.clientWidth ?? 0;
    const { data, end, status } = state;
    const place = {
      live: isGoing(status),
      lastStep: Math.max(data.lastStep, end?.steps ?? 0),
      checkpoints: data.checkpoints,
    };
    const summary = known === null ? t('Predicting…') : summaryOf(known, place);
    setText(this.#summary, summary);
    const drawn = [known, this.#context.theme, width, this.#output.selectedIndex];
    if (drawn.every((value, index) => value === this.#drawn[index])) return;
    this.#drawn = drawn;
    this.#paint(known, width);
  }

  #ask(state: RunState, now: number): void {
    const step = Math.max(state.data.lastStep, state.end?.steps ?? 0);
    const rest = Math.max(INTERVAL, (this.#known?.milliseconds ?? 0) / SHARE);
    const due = this.#waiting ? PATIENCE : rest;
    if (step === this.#askedStep && !this.#waiting) return;
    // An answer that would show nothing new is not worth a question: the status decides after the end.
    if (now - this.#askedAt < due) {
      this.#context.settle();
      return;
    }
    this.#askedAt = now;
    this.#askedStep = step;
    this.#waiting = true;
    const weights = this.#wanted;
    void this.#context.host.call({ type: 'predictions', weights }).then((answer) => {
      // An answer about other weights than those that are wanted by now comes too late.
      if (answer?.runId === this.#runId && weights === this.#wanted) this.#receive(answer);
    });
  }

  #paint(known: Predictions | null, width: number): void {
    const { theme } = this.#context;
    const boundary = known?.boundary ?? null;
    const scatter = known?.scatter ?? null;
    const confusion = known?.confusion ?? null;
    const classes = confusion?.classes ?? [];
    this.#boundary.hidden = boundary === null;
    this.#classes.hidden = boundary?.classes === null || boundary === null;
    this.#scatter.hidden = scatter === null;
    const asTable = classes.length <= TABLE_CLASSES;
    this.#table.hidden = confusion === null || !asTable;
    this.#confusion.hidden = confusion === null || asTable || confusion.counts.byteLength === 0;
    if (boundary !== null) {
      paintBoundary(this.#boundary, width, boundary, theme);
      setAttribute(
        this.#boundary,
        'aria-label',
        t('What the network says by {0} and {1}', ...boundary.names),
      );
      this.#classes.replaceChildren(...classes.map((name, index) => this.#classKey(name, index)));
    }
    this.#syncOutputs(scatter?.names ?? []);
    if (scatter !== null) {
      const output = Math.max(0, this.#output.selectedIndex);
      const name = scatter.names[output] ?? '';
      const names = [t('{0}, true', name), t('{0}, predicted', name)] as const;
      paintScatter(this.#scatter, width, scatter, output, names, theme);
      setAttribute(this.#scatter, 'aria-label', t('{0}: predicted against true values', name));
    }
    if (confusion !== null && asTable) this.#table.replaceChildren(confusionTable(confusion));
    if (confusion !== null && !this.#confusion.hidden) {
      paintConfusion(this.#confusion, width, confusion, theme);
      setAttribute(this.#confusion, 'aria-label', t('Confusion of {0} classes', classes.length.toString()));
    }
    setAttribute(this.#table, 'aria-label', t('Confusion of {0} classes', classes.length.toString()));
    const pairs = known === null ? [] : mostConfused(known);
    this.#confused.hidden = pairs.length === 0 || classes.length < 3;
    this.#confused.replaceChildren(...pairs.map((text) => element('li', {}, text)));
    const worst = known?.worst ?? [];
    this.#worstTitle.hidden = worst.length === 0;
    const asRows = worst.some(({ view }) => view.kind === 'table');
    this.#worst.hidden = asRows;
    this.#worstTable.hidden = !asRows;
    if (asRows) this.#worstTable.replaceChildren(worstTable(worst));
    else this.#worst.replaceChildren(...worst.map((sample) => sampleElement(sample)));
  }

  #syncOutputs(names: readonly string[]): void {
    this.#output.hidden = names.length < 2;
    const shown = [...this.#output.options].map((option) => option.value);
    if (shown.join() === names.join()) return;
    this.#output.replaceChildren(...names.map((name) => element('option', { value: name }, name)));
  }

  #classKey(name: string, index: number): HTMLElement {
    const swatch = element('span', { class: 'swatch dot' });
    swatch.style.setProperty('--line', classColor(this.#context.theme, index));
    return element('span', { class: 'legend-item plain' }, swatch, name);
  }
}

/** A sample with what it is and what it was taken for. */
function sampleElement(sample: WorstSample): HTMLElement {
  const { view, target, prediction, confidence, targetConfidence, row, loss } = sample;
  const share = (value: number | null): string => (value === null ? '' : ` (${formatPercent(value)})`);
  const place = t('row {0}, loss {1}', formatCount(row + 1), formatValue(loss));
  const verdict = element(
    'div',
    { class: 'sample-verdict', title: place },
    element('span', { class: 'sample-true' }, t('true: {0}', `${target}${share(targetConfidence)}`)),
    element('span', { class: 'sample-said' }, t('predicted: {0}', `${prediction}${share(confidence)}`)),
  );
  switch (view.kind) {
    case 'image': {
      const canvas = sampleCanvas(view);
      canvas.setAttribute('role', 'img');
      canvas.setAttribute('aria-label', t('true: {0}, predicted: {1}', target, prediction));
      return element('li', { class: 'sample image' }, canvas, verdict);
    }
    case 'text':
      return element('li', { class: 'sample text' }, element('p', {}, view.text), verdict);
    case 'table':
      return element('li', { class: 'sample text' }, verdict);
  }
}
