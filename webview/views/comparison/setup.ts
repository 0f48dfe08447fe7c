/** The page that asks what to compare: everything at once, with the number of runs and their time before they start. */
import { formatCount, formatValue } from '../../../src/base/numbers.ts';
import { listOf, MOST_RUNS, runCount, secondsOfRun } from '../../../src/run/comparison/choice.ts';
import type { CompareSetup } from '../../../src/run/comparison/choice.ts';
import type { PanelContext } from '../../context.ts';
import { button, element, setText } from '../../look/dom.ts';
import { metricLabel } from '../../metrics.ts';
import { duration, t } from '../../strings.ts';
import { VariedRows } from './varied.ts';

type Choice = CompareSetup['choice'];
type RatesKind = 'default' | 'grid' | 'tune' | 'list';
type LengthUnit = 'spec' | 'epochs' | 'steps' | 'seconds';

const labelled = (name: string, ...fields: readonly Node[]): HTMLElement =>
  element('fieldset', {}, element('legend', {}, name), ...fields);

export class SetupView {
  readonly root: HTMLElement;
  readonly #context: PanelContext;
  readonly #title = element('h1', {});
  readonly #optimizers = element('div', { class: 'choices' });
  readonly #rates: HTMLSelectElement = element('select', { 'aria-label': t('Learning rates') });
  readonly #rateList = element('input', {
    type: 'text',
    placeholder: t('0.1, 0.01, 0.001'),
    'aria-label': t('These rates'),
  });
  readonly #varied: VariedRows;
  readonly #seeds = element('input', { type: 'number', min: '1', max: '100', 'aria-label': t('Seeds') });
  readonly #unit: HTMLSelectElement = element('select', { 'aria-label': t('Length of each run') });
  readonly #amount = element('input', {
    type: 'number',
    min: '0',
    step: 'any',
    'aria-label': t('Length of each run'),
  });
  readonly #metric: HTMLSelectElement = element('select', { 'aria-label': t('Target (optional)') });
  readonly #target = element('input', { type: 'number', step: 'any', 'aria-label': t('Target (optional)') });
  readonly #size = element('p', { class: 'size', role: 'status' });
  readonly #problem = element('p', { class: 'message problem', role: 'alert' });
  readonly #start: HTMLButtonElement;
  #setup: CompareSetup | null = null;

  constructor(context: PanelContext) {
    this.#context = context;
    const changed = (): void => {
      this.#update();
    };
    this.#varied = new VariedRows(changed);
    this.#start = this.#send('primary', t('Start'), 'nnspec.startComparison');
    const row = (...fields: readonly Node[]): HTMLElement => element('div', { class: 'row' }, ...fields);
    const form = element(
      'div',
      { class: 'setup-form' },
      labelled(t('Optimizers'), this.#optimizers),
      labelled(t('Learning rates'), row(this.#rates, this.#rateList)),
      labelled(t('Varied settings'), this.#varied.root),
      labelled(t('Seeds'), this.#seeds),
      labelled(t('Length of each run'), row(this.#unit, this.#amount)),
      labelled(t('Target (optional)'), row(this.#metric, element('span', {}, t('reaches')), this.#target)),
    );
    form.addEventListener('input', changed);
    const actions = element(
      'div',
      { class: 'setup-actions' },
      this.#problem,
      this.#size,
      this.#start,
      this.#send('secondary', t('Keep in spec'), 'nnspec.keepComparison'),
    );
    this.root = element('div', { class: 'setup' }, this.#title, form, actions);
  }

  /** Shows the page; what was chosen stays while only the speed or the problem has changed. */
  draw(setup: CompareSetup): void {
    const isNew = this.#setup?.id !== setup.id;
    this.#setup = setup;
    if (isNew) this.#fill(setup);
    this.#problem.hidden = setup.problem === null;
    setText(this.#problem, setup.problem ?? '');
    this.#update();
  }

  #send(kind: string, label: string, command: string): HTMLButtonElement {
    return button(
      { class: kind },
      () => {
        if (this.#setup) this.#context.host.command(command, this.#setup.specPath, plain(this.#choice()));
      },
      label,
    );
  }

  #fill({ name, ofSettings, optimizers, own, choice, epochs, metrics, settings }: CompareSetup): void {
    setText(this.#title, t(ofSettings ? 'Compare settings of {0}' : 'Compare optimizers of {0}', name));
    this.#optimizers.replaceChildren(
      ...optimizers.map(({ name: optimizer, rate }) => {
        const isOn = choice.optimizers.includes(optimizer);
        const box = element('input', { type: 'checkbox', value: optimizer });
        box.checked = isOn;
        const hint = optimizer === own ? `${formatValue(rate)}, ${t('own')}` : formatValue(rate);
        return element(
          'label',
          {},
          box,
          element('span', {}, optimizer),
          element('span', { class: 'hint' }, hint),
        );
      }),
    );
    const { learningRates, budget, target } = choice;
    const kind: RatesKind = typeof learningRates === 'string' ? learningRates : 'list';
    fillList(this.#rates, kind, {
      default: t('Each optimizer’s own'),
      grid: t('Five around it'),
      tune: t('Coarse, then fine'),
      list: t('These rates'),
    });
    this.#rateList.value = typeof learningRates === 'string' ? '' : learningRates.join(', ');
    this.#varied.fill(settings, choice.vary, ofSettings);
    this.#seeds.value = String(choice.seeds);
    fillList<LengthUnit>(this.#unit, budget?.unit ?? 'spec', {
      spec: t('As in the spec ({0} epochs)', formatCount(epochs)),
      epochs: t('epochs'),
      steps: t('steps'),
      seconds: t('seconds'),
    });
    this.#amount.value = budget === null ? String(epochs) : String(budget.amount);
    const measured = ['loss', ...metrics];
    fillList(
      this.#metric,
      target?.metric ?? metrics[0] ?? 'loss',
      Object.fromEntries(
        measured.map((metric) => [metric, metric === 'loss' ? t('loss') : metricLabel(metric)]),
      ),
    );
    this.#target.value = target === null ? '' : String(target.value);
  }

  #choice(): Choice {
    const kind = this.#rates.value as RatesKind;
    const unit = this.#unit.value as LengthUnit;
    const boxes = [...this.#optimizers.querySelectorAll('input')];
    const target = this.#target.value.trim();
    return {
      optimizers: boxes.filter(({ checked }) => checked).map(({ value }) => value),
      learningRates: kind === 'list' ? listOf(this.#rateList.value).map(Number) : kind,
      seeds: Number(this.#seeds.value),
      budget: unit === 'spec' ? null : { unit, amount: Number(this.#amount.value) },
      target: target === '' ? null : { metric: this.#metric.value, value: Number(target) },
      vary: this.#varied.vary,
    };
  }

  /** Says how many runs that makes, and for how long. */
  #update(): void {
    const setup = this.#setup;
    if (!setup) return;
    this.#rateList.hidden = this.#rates.value !== 'list';
    this.#amount.hidden = this.#unit.value === 'spec';
    const choice = this.#choice();
    const count = runCount(choice);
    const nothing =
      choice.optimizers.length === 0 && choice.vary.length === 0 && choice.learningRates === 'default';
    const isMany = count > MOST_RUNS;
    this.#start.disabled = nothing || isMany || !(count > 0);
    const lanes = Math.max(1, Math.min(setup.parallel, count));
    const runs = t('{0} runs, {1} at once', formatCount(count), String(lanes));
    const { speed } = setup;
    const time =
      speed === null
        ? t('measuring the speed…')
        : t('about {0}', duration((secondsOfRun(speed, choice.budget) * count) / lanes));
    const fault = nothing
      ? t('Choose something to compare.')
      : t('More than {0} runs are too many.', formatCount(MOST_RUNS));
    setText(this.#size, nothing || isMany ? fault : `${runs} · ${time}`);
  }
}

/** Makes `labels` the options of a list, with one of them chosen. */
function fillList<Value extends string>(
  list: HTMLSelectElement,
  chosen: Value,
  labels: Readonly<Record<Value, string>>,
): void {
  const options = Object.entries<string>(labels).map(([value, label]) => element('option', { value }, label));
  list.replaceChildren(...options);
  list.value = chosen;
}

/** The choice as a spec has it, without what is not chosen. */
function plain({ optimizers, learningRates, seeds, budget, target, vary }: Choice): object {
  return {
    ...(optimizers.length > 0 && { optimizers }),
    ...(learningRates !== 'default' && { learningRates }),
    seeds,
    ...(budget && { budget: { [budget.unit]: budget.amount } }),
    ...(target && { target }),
    ...(vary.length > 0 && { vary }),
  };
}
