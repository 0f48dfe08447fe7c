/**
 * A chart by keyboard: arrows read values, Enter goes to the step that is read, Shift with arrows pans, plus and minus
 * zoom, 0 and Escape reset.
 */
import type { PanelContext, XExtent } from '../../context.ts';

const READ_STEP = 1 / 60;
const PAN_STEP = 1 / 8;
const ZOOM_FACTOR = 1.5;

interface Span {
  readonly from: number;
  readonly to: number;
}

/** Does what the key asks for; false if it asks for nothing. */
export function chartKeys(
  event: Pick<KeyboardEvent, 'key' | 'shiftKey'>,
  context: PanelContext,
  extent: XExtent,
): boolean {
  // On a log axis positions are shares of the logarithm: moves look the same everywhere.
  const log = context.settings.logX;
  const into = (x: number): number => (log ? Math.log(x) : x);
  const out = (x: number): number => (log ? Math.exp(x) : x);
  const window = context.windowOf(extent);
  const span: Span = { from: into(window.min), to: into(window.max) };
  const width = span.to - span.from;
  const cursor = context.cursor.x === null ? (span.from + span.to) / 2 : into(context.cursor.x);
  const show = ({ from, to }: Span): void => {
    context.zoomTo(extent, out(from), out(to));
  };
  const zoom = (factor: number): void => {
    show({ from: cursor - (cursor - span.from) * factor, to: cursor + (span.to - cursor) * factor });
  };
  const pan = (share: number): void => {
    const shift = width * share;
    const last = into(extent.max);
    const first = into(log ? extent.positive : extent.min);
    const from = Math.min(Math.max(span.from + shift, first), last - width);
    show({ from, to: from + width });
  };
  const read = (share: number): void => {
    context.cursor.pointerX = out(Math.min(span.to, Math.max(span.from, cursor + width * share)));
    context.refresh();
  };
  const direction = event.key === 'ArrowLeft' ? -1 : event.key === 'ArrowRight' ? 1 : 0;
  if (direction !== 0) {
    if (event.shiftKey) pan(direction * PAN_STEP);
    else read(direction * READ_STEP);
    return true;
  }
  switch (event.key) {
    case '+':
    case '=':
      zoom(1 / ZOOM_FACTOR);
      return true;
    case '-':
      zoom(ZOOM_FACTOR);
      return true;
    case '0':
    case 'Escape':
      context.resetZoom();
      return true;
    case 'Enter':
      if (context.cursor.x !== null) context.cursor.goToX(context.cursor.x);
      return true;
    case 'Home':
      read(-1);
      return true;
    case 'End':
      read(1);
      return true;
    default:
      return false;
  }
}
