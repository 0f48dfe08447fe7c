/** The tools of a chart: the way back from a zoom, and behind one button the switches, lines and copies of it, and what holds for all charts. */
import type { PanelContext } from '../../context.ts';
import { button, element, iconButton, setAttribute, setText } from '../../look/dom.ts';
import { type IconName, icon } from '../../look/icons.ts';
import { toggled } from '../../settings.ts';
import { t } from '../../strings.ts';
import { Popover } from '../popover.ts';
import { Toolbar } from '../toolbar.ts';

/** A switch of one chart, such as one that makes its axis follow the recent values. */
export interface ChartSwitch {
  readonly label: string;
  readonly title: string;
  readonly isOn: () => boolean;
  readonly flip: () => void;
}

interface ChartToolsOptions {
  readonly id: string;
  readonly title: string;
  readonly switches: readonly ChartSwitch[];
  /** The names of the lines, if they have no place above the chart. */
  readonly legend: HTMLElement | null;
  readonly logY: () => boolean;
  readonly onTable: () => void;
  readonly onCopy: () => void;
  readonly onSave: () => void;
}

interface ToolState {
  /** The chart may leave out peaks. */
  readonly mayClip: boolean;
  /** Lines may be drawn as a median with a band. */
  readonly noisy: boolean;
  readonly tableIsOpen: boolean;
}

/** Milliseconds for which it is said that a picture was copied. */
const TOLD_FOR = 4000;

export class ChartTools {
  readonly roots: readonly HTMLElement[];
  readonly #context: PanelContext;
  readonly #popover: Popover;
  readonly #toolbar: Toolbar;
  readonly #reset: HTMLButtonElement;
  readonly #peaks: HTMLButtonElement;
  readonly #raw: HTMLButtonElement;
  readonly #table: HTMLButtonElement;
  readonly #copied = element('div', { class: 'popover-told', role: 'status' });
  #forgetting: ReturnType<typeof setTimeout> | undefined;
  readonly #switches: (readonly [HTMLButtonElement, () => boolean])[] = [];

  constructor(context: PanelContext, options: ChartToolsOptions) {
    this.#context = context;
    this.#toolbar = new Toolbar(context);
    this.#reset = iconButton(icon('reset'), t('Reset zoom'), () => {
      context.resetZoom();
    });
    const kept = (
      key: 'peaks' | 'raw' | 'flippedY',
      isOn: () => boolean,
    ): Omit<ChartSwitch, 'label' | 'title'> => ({
      isOn,
      flip: () => {
        context.set({ [key]: toggled(context.settings[key], options.id) });
      },
    });
    const make = ({ label, title, isOn, flip }: ChartSwitch): HTMLButtonElement => {
      const made = button({ class: 'text-button', title }, flip, label);
      this.#switches.push([made, isOn]);
      return made;
    };
    const log = make({
      label: t('log y'),
      title: t('Logarithmic y axis'),
      ...kept('flippedY', options.logY),
    });
    this.#peaks = make({
      label: t('peaks'),
      title: t('Show rare peaks, too'),
      ...kept('peaks', () => context.settings.peaks.includes(options.id)),
    });
    this.#raw = make({
      label: t('raw'),
      title: t('Draw every value, not the median and the band of most'),
      ...kept('raw', () => context.settings.raw.includes(options.id)),
    });
    const own = options.switches.map(make);
    this.#table = menuButton('table', t('Show as table'), options.onTable);
    this.#popover = new Popover(icon('gear'), t('{0}: axes and more', options.title), 'group', () => {
      this.#toolbar.sync();
    });
    const group = (label: string, ...children: readonly (HTMLElement | null)[]): HTMLElement =>
      element(
        'div',
        { class: 'popover-group', role: 'group', 'aria-label': label },
        element('div', { class: 'popover-title', 'aria-hidden': 'true' }, label),
        ...children,
      );
    this.#popover.box.append(
      group(
        options.title,
        element('div', { class: 'switch-row' }, log, this.#peaks, this.#raw, ...own),
        options.legend,
        this.#table,
        menuButton('image', t('Copy as picture'), options.onCopy),
        menuButton('save', t('Save as CSV'), options.onSave),
        this.#copied,
      ),
      group(t('All charts'), this.#toolbar.root),
    );
    this.roots = [this.#reset, this.#popover.root];
  }

  /** Says for a while how copying went. */
  tellCopied(text: string): void {
    setText(this.#copied, text);
    clearTimeout(this.#forgetting);
    this.#forgetting = setTimeout(() => {
      setText(this.#copied, '');
    }, TOLD_FOR);
  }

  /** Shows the tools as things are. */
  sync({ mayClip, noisy, tableIsOpen }: ToolState): void {
    // Hidden it keeps its place: nothing beside it moves.
    this.#reset.classList.toggle('unused', !this.#context.zoomed);
    this.#peaks.hidden = !mayClip;
    this.#raw.hidden = !noisy;
    setAttribute(this.#table, 'aria-pressed', tableIsOpen.toString());
    for (const [made, isOn] of this.#switches) setAttribute(made, 'aria-pressed', isOn().toString());
    if (!this.#popover.box.hidden) this.#toolbar.sync();
  }
}

function menuButton(name: IconName, label: string, act: () => void): HTMLButtonElement {
  return button({ class: 'menu-item' }, act, icon(name), element('span', {}, label));
}
