/** A click on a picture over time goes to the step under it; a drag, which zooms, does not. */
import type { PanelContext } from '../../context.ts';

/** Pixels that a hand may move during a click. */
const SLACK = 4;

/** Goes to the step under a click on `canvas`; `xAt` tells the x at a pixel of it. */
export function goByClick(
  canvas: HTMLCanvasElement,
  { cursor }: PanelContext,
  xAt: (pixel: number) => number,
): void {
  let pressed = NaN;
  canvas.addEventListener('pointerdown', ({ clientX }) => {
    pressed = clientX;
  });
  canvas.addEventListener('click', ({ clientX }) => {
    if (Math.abs(clientX - pressed) > SLACK) return;
    cursor.goToX(xAt(clientX - canvas.getBoundingClientRect().left));
  });
}
