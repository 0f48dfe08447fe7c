/** The two numbers that say how well the run does, with their best, their course and the training values below. */
import type { EpochSplit } from '../../data/epochList.ts';
import { type Column, type Extremes, NO_ROW } from '../../data/column.ts';
import { element, setText } from '../../look/dom.ts';
import { formatPercent, formatValue } from '../../../src/base/numbers.ts';
import { higherIsBetter, isShare, metricLabel } from '../../metrics.ts';
import type { RunState } from '../../runState.ts';
import { t } from '../../strings.ts';
import { Sparkline } from './sparkline.ts';

/** A small number below a big one. Its name is short to the eye: the big one says of what it is. */
class Small {
  readonly root: HTMLElement;
  readonly #of = element('span', { class: 'visually-hidden' });
  readonly #value = element('dd', {});

  constructor(name: string) {
    this.root = element('div', { class: 'stat small' }, element('dt', {}, name, this.#of), this.#value);
  }

  draw(label: string, value: string): void {
    setText(this.#of, ` ${label}`);
    setText(this.#value, value);
  }
}

/** The metric, or the loss. */
class Figure {
  readonly root: HTMLElement;
  readonly #name = element('dt', {});
  readonly #value = element('dd', {});
  readonly #course = new Sparkline();
  readonly #best = new Small(t('best'));
  readonly #training = new Small(t('training mean'));
  readonly #test = new Small(t('test'));

  constructor() {
    this.root = element(
      'div',
      { class: 'figure' },
      element(
        'dl',
        {},
        element('div', { class: 'stat big' }, this.#name, this.#value),
        this.#best.root,
        this.#training.root,
        this.#test.root,
      ),
      this.#course.root,
    );
  }

  draw({ data, end, info }: RunState, metric: string, step: number | null): void {
    const { epochs } = data;
    const row = step === null ? epochs.length - 1 : epochs.axes.step.rowUpTo(step);
    const held = info.plan.data.samples.validation > 0 || epochs.latest?.validation !== undefined;
    const label = metric === 'loss' ? t('loss') : metricLabel(metric);
    const write = (value: number | undefined): string =>
      value !== undefined && isShare(metric) ? formatPercent(value) : formatValue(value);
    const split: EpochSplit = held ? 'validation' : 'train';
    const column = epochs.column(split, metric);
    setText(this.#name, held ? t('Validation {0}', label) : t('Training {0}', label));
    setText(this.#value, write(epochs.valueAt(row, split, metric)));
    this.#course.draw(column);
    this.#best.draw(label, write(bestOf(column, row + 1, metric !== 'loss' && higherIsBetter(metric))));
    // One row for each number there can be, from the beginning: nothing below moves when it comes.
    this.#training.root.hidden = !held;
    this.#training.draw(label, write(epochs.valueAt(row, 'train', metric)));
    const test = step === null ? end?.test?.[metric] : undefined;
    this.#test.root.hidden = end?.test?.[metric] === undefined && !(info.plan.data.samples.test > 0);
    this.#test.draw(label, write(test));
  }
}

/** The best finite value of the first `count`; undefined if there is none. */
function bestOf(column: Column | undefined, count: number, highest: boolean): number | undefined {
  if (column === undefined) return undefined;
  const found: Extremes = { low: NO_ROW, high: NO_ROW, gap: NO_ROW };
  column.extremes(0, count, found);
  const row = highest ? found.high : found.low;
  return row === NO_ROW ? undefined : column.at(row);
}

export class Figures {
  readonly root: HTMLElement;
  readonly #metric = new Figure();
  readonly #loss = new Figure();

  constructor() {
    this.root = element(
      'div',
      {
        class: 'stats',
        role: 'group',
        'aria-label': t('Results'),
        title: t('After the last epoch; training values are the mean of the epoch’s steps.'),
      },
      this.#metric.root,
      this.#loss.root,
    );
  }

  /** Shows the results up to a step (null: so far); `metric`: the one beside the loss. */
  draw(state: RunState, metric: string | null, step: number | null): void {
    this.#metric.root.hidden = metric === null;
    if (metric !== null) this.#metric.draw(state, metric, step);
    this.#loss.draw(state, 'loss', step);
  }
}
