/** Spreads the drawing of several charts over frames, so that the panel answers while it redraws a long run. */
import type { PanelContext } from '../../context.ts';

/**
 * Milliseconds of one frame that drawing may use before the rest waits for the next. What the browser then does with a
 * dense chart, where no graphics processor helps it, takes twice as long again.
 */
const BUDGET = 3;

export class PacedDrawing {
  readonly #context: PanelContext;
  readonly #draws: readonly ((now: number) => void)[];
  #next = 0;

  /** Each of `draws` must be cheap when nothing has changed since it last drew. */
  constructor(context: PanelContext, draws: readonly ((now: number) => void)[]) {
    this.#context = context;
    this.#draws = draws;
  }

  /** Draws in turn until the budget is used up, and goes on from there in the next frame. */
  draw(now: number): void {
    const begin = performance.now();
    const count = this.#draws.length;
    for (let drawn = 1; drawn <= count; drawn += 1) {
      this.#draws[this.#next]?.(now);
      this.#next = (this.#next + 1) % count;
      if (drawn < count && performance.now() - begin > BUDGET) {
        this.#context.refresh();
        return;
      }
    }
  }
}
