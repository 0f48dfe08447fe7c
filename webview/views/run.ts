/** The view of one run: head, notes, and the sections of the table. */
import type { PanelContext } from '../context.ts';
import { element } from '../look/dom.ts';
import { chosenMetric } from '../models/metricChoice.ts';
import type { RunState } from '../runState.ts';
import { PacedDrawing } from './chart/paced.ts';
import { Header } from './head/header.ts';
import { Notes } from './head/notes.ts';
import type { RunSection } from './sections/runSection.ts';
import { SECTIONS } from './sections/table.ts';

/** Milliseconds of a frame for the verdicts on gradients. */
const JUDGING = 6;

export class RunView {
  readonly root: HTMLElement;
  readonly #context: PanelContext;
  readonly #header: Header;
  readonly #notes = new Notes();
  readonly #sections: readonly RunSection[];
  readonly #drawing: PacedDrawing;
  #state: RunState | null = null;

  /** `toolbar` holds what applies to all charts; `titleAt` says where an x is. */
  constructor(context: PanelContext, toolbar: HTMLElement, titleAt: (x: number, state: RunState) => string) {
    this.#context = context;
    this.#header = new Header(context);
    this.#sections = SECTIONS.map((make) => make(context, titleAt));
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
      { class: 'view' },
      this.#header.root,
      this.#notes.root,
      toolbar,
      element('div', { class: 'grid' }, ...this.#sections.map(({ root }) => root)),
    );
  }

  /** Shows the run as it is now. */
  draw(state: RunState, now: number): void {
    this.#state = state;
    this.#judgeGradients(state);
    this.#header.draw(state, chosenMetric(state, this.#context.settings));
    this.#notes.draw(state);
    for (const section of this.#sections) section.sync?.(state);
    this.#drawing.draw(now);
  }

  /** A long run that is opened is judged over several frames, and its marks are drawn when all are known. */
  #judgeGradients({ data: { verdicts } }: RunState): void {
    const known = verdicts.found.length;
    if (!verdicts.catchUp(JUDGING)) this.#context.refresh();
    else if (known !== verdicts.found.length) this.#context.settle();
  }
}
