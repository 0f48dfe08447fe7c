/** The controls of all charts: the x axis, its scale, and the smoothing. */
import type { PanelContext } from '../context.ts';
import type { XAxisName } from '../data/axis.ts';
import { SMOOTHING_SHARES } from '../data/smoothing.ts';
import { button, element, setAttribute, setText } from '../look/dom.ts';
import { formatShare } from '../../src/base/numbers.ts';
import { t } from '../strings.ts';

export class Toolbar {
  readonly root: HTMLElement;
  readonly #context: PanelContext;
  readonly #axes: ReadonlyMap<XAxisName, HTMLButtonElement>;
  readonly #log: HTMLButtonElement;
  readonly #slider: HTMLInputElement;
  readonly #share = element('output', { 'aria-hidden': 'true' });

  constructor(context: PanelContext) {
    this.#context = context;
    const axis = (name: XAxisName, label: string): [XAxisName, HTMLButtonElement] => [
      name,
      button(
        { class: 'segment' },
        () => {
          // Another axis has other values: a range of steps means nothing in seconds.
          context.set({ xAxis: name, zoom: null });
        },
        label,
      ),
    ];
    this.#axes = new Map([axis('step', t('Step')), axis('epoch', t('Epoch')), axis('time', t('Time'))]);
    this.#log = button(
      { class: 'text-button', title: t('Logarithmic x axis') },
      () => {
        context.set({ logX: !context.settings.logX, zoom: null });
      },
      t('log x'),
    );
    this.#slider = element('input', {
      type: 'range',
      min: '0',
      max: (SMOOTHING_SHARES.length - 1).toString(),
      step: '1',
      title: t('Noisy lines are averaged over this share of what is in view.'),
    });
    this.#slider.addEventListener('input', () => {
      context.set({ smoothing: SMOOTHING_SHARES[Number(this.#slider.value)] ?? 0 });
    });
    this.root = element(
      'div',
      { class: 'toolbar' },
      element('div', { class: 'segments', role: 'group', 'aria-label': t('X axis') }, ...this.#axes.values()),
      this.#log,
      element(
        'label',
        { class: 'smoothing' },
        element('span', {}, t('Smoothing')),
        this.#slider,
        this.#share,
      ),
    );
    this.sync();
  }

  /** Shows the settings as they are. */
  sync(): void {
    const { xAxis, logX, smoothing } = this.#context.settings;
    for (const [name, segment] of this.#axes)
      setAttribute(segment, 'aria-pressed', (name === xAxis).toString());
    setAttribute(this.#log, 'aria-pressed', logX.toString());
    const place = SMOOTHING_SHARES.indexOf(smoothing).toString();
    if (this.#slider.value !== place) this.#slider.value = place;
    const text = smoothing === 0 ? t('off') : formatShare(smoothing);
    setText(this.#share, text);
    setAttribute(this.#slider, 'aria-valuetext', text);
  }
}
