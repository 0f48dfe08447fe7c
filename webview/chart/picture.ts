/** A chart as a picture that stands by itself: title and names of the lines above it. */
import type { Theme } from '../look/theme.ts';
import type { LineSource } from './model.ts';

const PADDING = 8;
const LINE_HEIGHT = 18;
const SWATCH = 12;

interface Item {
  readonly line: LineSource;
  readonly x: number;
  readonly row: number;
}

/** Names in rows of at most `width` pixels. */
function layOut(lines: readonly LineSource[], width: number, measure: (text: string) => number): Item[] {
  let x = PADDING;
  let row = 0;
  return lines.map((line) => {
    const wide = SWATCH + 5 + measure(line.label) + 12;
    if (x > PADDING && x + wide > width - PADDING) {
      x = PADDING;
      row += 1;
    }
    const item = { line, x, row };
    x += wide;
    return item;
  });
}

/** `chart` on the theme's background, with `title` and a legend of `lines`; in the chart's own resolution. */
export function framedPicture(
  chart: HTMLCanvasElement,
  title: string,
  lines: readonly LineSource[],
  theme: Theme,
): HTMLCanvasElement {
  const scale = chart.width / Math.max(1, chart.clientWidth);
  const width = chart.clientWidth;
  const picture = document.createElement('canvas');
  const context = picture.getContext('2d');
  if (context === null) return picture;
  const font = `11px ${theme.fontFamily}`;
  context.font = font;
  const items = layOut(lines, width, (text) => context.measureText(text).width);
  const head = PADDING + LINE_HEIGHT * (2 + (items.at(-1)?.row ?? -1)) + 4;
  picture.width = chart.width;
  picture.height = chart.height + Math.round((head + PADDING) * scale);
  context.fillStyle = theme.background;
  context.fillRect(0, 0, picture.width, picture.height);
  context.drawImage(chart, 0, Math.round(head * scale));
  context.scale(scale, scale);
  context.textBaseline = 'middle';
  context.fillStyle = theme.foreground;
  context.font = `bold 12px ${theme.fontFamily}`;
  context.fillText(title, PADDING, PADDING + LINE_HEIGHT / 2);
  context.font = font;
  for (const { line, x, row } of items) {
    const y = PADDING + LINE_HEIGHT * (row + 1.5);
    context.strokeStyle = line.color;
    context.lineWidth = 2;
    context.setLineDash([...line.dash]);
    context.beginPath();
    context.moveTo(x, y);
    context.lineTo(x + SWATCH, y);
    context.stroke();
    context.fillText(line.label, x + SWATCH + 5, y);
  }
  return picture;
}
