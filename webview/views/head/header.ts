/** The head of the panel: which run, in which state, the buttons that steer it, how far it is and how well it does. */
import { runLength } from '../../../src/run/controls/length.ts';
import { isGoing } from '../../../src/run/status.ts';
import type { PanelContext } from '../../context.ts';
import { button, element, setAttribute, setText } from '../../look/dom.ts';
import { formatCount } from '../../../src/base/numbers.ts';
import { type RunState, samplesPerSecond } from '../../runState.ts';
import { duration, t } from '../../strings.ts';
import { Figures } from './figures.ts';
import { Moments } from './moments.ts';
import { Speed } from './speed.ts';
import { statusText } from './status.ts';
import { Transport } from './transport.ts';

export class Header {
  readonly root: HTMLElement;
  readonly #back: HTMLButtonElement;
  readonly #title = element('h1', {});
  readonly #status = element('span', { class: 'status', role: 'status' });
  readonly #bar = element('progress', { max: '1' });
  readonly #short = element('span', { class: 'short-place', 'aria-hidden': 'true' });
  readonly #place = element('div', { class: 'place' });
  readonly #transport: Transport;
  readonly #speed: Speed;
  readonly #figures = new Figures();
  readonly #moments: Moments;
  readonly #row: HTMLElement;
  readonly #context: PanelContext;

  constructor(context: PanelContext) {
    this.#context = context;
    this.#back = button(
      { class: 'icon-button back' },
      () => {
        context.host.command('nnspec.backToComparison');
      },
      '‹',
    );
    this.#transport = new Transport(context);
    this.#speed = new Speed(context);
    this.#moments = new Moments(context);
    const { slider, inside, present, told } = this.#moments;
    this.#bar.setAttribute('aria-label', t('Progress'));
    this.#row = element(
      'div',
      { class: 'progress-row' },
      element('div', { class: 'progress-line' }, this.#bar, slider),
      inside,
      element('div', { class: 'speed-place' }, this.#speed.root, present),
      this.#short,
      told,
    );
    this.root = element(
      'header',
      { class: 'header' },
      element(
        'div',
        { class: 'title-row' },
        this.#back,
        this.#title,
        this.#status,
        this.#transport.root,
        this.#place,
      ),
      this.#row,
      this.#figures.root,
    );
  }

  /** Shows the run as it is at the moment in view. */
  draw(state: RunState, metric: string | null): void {
    const { info, data, status, end } = state;
    const { plan } = info;
    const { cursor } = this.#context;
    const step = cursor.step ?? Math.max(data.lastStep, end?.steps ?? 0);
    this.#back.hidden = state.back === null;
    const back = t('Back to {0}', state.back ?? '');
    setAttribute(this.#back, 'title', back);
    setAttribute(this.#back, 'aria-label', back);
    setText(this.#title, info.name);
    setAttribute(this.#title, 'title', `${info.name}\n${info.specPath}\n${info.id}\n${info.backend}`);
    setText(this.#status, statusText(status));
    setAttribute(this.#status, 'data-status', status);
    const { epochs, totalSteps } = runLength(plan, state.controls, data.epochs.latest ?? undefined);
    this.#bar.value = totalSteps > 0 ? step / totalSteps : 0;
    const epoch = Math.min(epochs, Math.ceil(data.xOfStep('epoch', step)));
    const time = cursor.step === null ? timeText(state, totalSteps - step) : timeAt(state, cursor.row);
    const short = [`${formatCount(epoch)}/${formatCount(epochs)}`, time.short].filter((part) => part !== '');
    setText(this.#short, cursor.step === null ? short.join(' · ') : t('step {0}', formatCount(step)));
    const place = t(
      'Epoch {0} of {1} · step {2} of {3}',
      formatCount(epoch),
      formatCount(epochs),
      formatCount(step),
      formatCount(totalSteps),
    );
    const pace = cursor.step === null ? paceText(state) : [];
    const full = [place, ...pace, time.long].filter((part) => part !== '').join(' · ');
    setText(this.#place, full);
    setAttribute(this.#row, 'title', full);
    this.#transport.draw(status);
    this.#speed.draw(state.facts.stepsPerSecond, isGoing(status) && cursor.step === null);
    this.#moments.draw(full);
    this.#figures.draw(state, metric, cursor.step);
  }
}

function paceText(state: RunState): string[] {
  const speed = samplesPerSecond(state);
  return Number.isFinite(speed) ? [t('{0} samples/s', formatCount(speed))] : [];
}

/** The training time up to a recorded step. */
function timeAt({ data }: RunState, row: number): { short: string; long: string } {
  const taken = duration(data.axes.time.at(row));
  return { short: taken, long: taken };
}

/** The time that is left; once the run has ended, the time that it took. */
function timeText({ status, pace, end }: RunState, stepsLeft: number): { short: string; long: string } {
  if (end !== null) {
    const taken = duration(end.seconds);
    return { short: taken, long: t('took {0}', taken) };
  }
  const left = stepsLeft / pace.stepsPerSecond;
  if (status !== 'running' || !Number.isFinite(left)) return { short: '', long: '' };
  return { short: duration(left), long: t('{0} left', duration(left)) };
}
