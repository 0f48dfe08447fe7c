/** The view of one run: its head, and the sections of the table, each in its place. */
import { isGoing } from '../../src/run/status.ts';
import type { PanelContext } from '../context.ts';
import { element } from '../look/dom.ts';
import { chosenMetric } from '../models/metricChoice.ts';
import type { RunState } from '../runState.ts';
import { t } from '../strings.ts';
import { PacedDrawing } from './chart/paced.ts';
import { xTitle } from './chart/xTitle.ts';
import { Header } from './head/header.ts';
import { HealthStrip } from './head/healthStrip.ts';
import { moveByKeys } from './head/moments.ts';
import { Notices } from './head/notices.ts';
import type { RunSection } from './sections/runSection.ts';
import { SECTIONS, type SectionPlace } from './sections/table.ts';
import { TabGroup } from './tabs.ts';

export class RunView {
  readonly root: HTMLElement;
  readonly #context: PanelContext;
  readonly #header: Header;
  readonly #notices: Notices;
  readonly #health: HealthStrip;
  readonly #sections: readonly RunSection[];
  readonly #stage: TabGroup;
  readonly #details: TabGroup;
  readonly #under: readonly RunSection[];
  readonly #drawing: PacedDrawing;
  #state: RunState | null = null;

  constructor(context: PanelContext) {
    this.#context = context;
    this.#header = new Header(context);
    this.#health = new HealthStrip(context);
    this.#notices = new Notices(context);
    const titleAt = (x: number, state: RunState): string => xTitle(context.settings.xAxis, x, state.data);
    const placed = SECTIONS.map(({ place, make }) => ({ place, section: make(context, titleAt) }));
    const at = (wanted: SectionPlace): RunSection[] =>
      placed.filter(({ place }) => place === wanted).map(({ section }) => section);
    this.#sections = placed.map(({ section }) => section);
    this.#under = at('under');
    this.#stage = new TabGroup({
      name: 'stage',
      label: t('Charts'),
      sections: at('stage'),
      chosen: () => context.settings.stageTab,
      choose: (stageTab) => {
        context.set({ stageTab });
      },
    });
    this.#details = new TabGroup({
      name: 'details',
      label: t('More charts'),
      sections: at('details'),
      chosen: () => context.settings.detailTab,
      choose: (detailTab) => {
        context.set({ detailTab });
      },
    });
    const drawn = this.#sections.flatMap((section) =>
      section.draw === undefined
        ? []
        : [
            (now: number) => {
              if (this.#state !== null) section.draw?.(this.#state, now);
            },
          ],
    );
    this.#drawing = new PacedDrawing(context, drawn);
    this.root = element(
      'div',
      { class: 'view run-view' },
      this.#header.root,
      this.#stage.root,
      element(
        'div',
        { class: 'side' },
        this.#health.root,
        this.#notices.root,
        ...at('side').map(({ frame }) => frame.root),
      ),
      ...this.#under.map(({ frame }) => frame.root),
      this.#details.root,
    );
    moveByKeys(context);
  }

  /** Shows the run as it is now. */
  draw(state: RunState, now: number): void {
    this.#state = state;
    const { wide, settings } = this.#context;
    const metric = chosenMetric(state, settings);
    const { cursor } = this.#context;
    cursor.follow(state.data, settings.xAxis, state.status === 'paused' || !isGoing(state.status));
    this.#header.draw(state, metric);
    this.#health.draw(state, cursor.step);
    this.#notices.draw(state);
    for (const section of this.#sections) section.sync?.(state);
    this.#stage.sync(state, !wide, false);
    this.#details.sync(state, wide, true);
    for (const { frame } of this.#under) frame.setFoldable(!wide);
    this.root.classList.toggle('without-metric', metric === null);
    this.#drawing.draw(now);
  }
}
