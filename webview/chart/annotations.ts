/** Bands and levels as the annotation plugin draws them. */
import type { AnnotationOptions } from 'chartjs-plugin-annotation';
import { type Theme, faded } from '../look/theme.ts';
import type { Band, ChartModel, Level, YRange } from './model.ts';

function bandBox(band: Band, drawn: YRange, theme: Theme): AnnotationOptions {
  const atTop = band.high === null;
  return {
    type: 'box',
    yScaleID: 'y',
    yMin: band.low ?? drawn.low,
    yMax: band.high ?? drawn.high,
    backgroundColor: faded(band.color, theme.highContrast ? 0.25 : 0.12),
    borderColor: faded(band.color, theme.highContrast ? 1 : 0.5),
    borderWidth: theme.highContrast ? 1 : 0,
    borderDash: [2, 3],
    adjustScaleRange: false,
    drawTime: 'beforeDatasetsDraw',
    label: {
      display: true,
      content: band.label,
      position: { x: 'start', y: atTop ? 'start' : 'end' },
      // Over the lines, or many of them would make it unreadable.
      drawTime: 'afterDatasetsDraw',
      color: theme.foreground,
      textStrokeColor: theme.background,
      textStrokeWidth: 3,
      font: { family: theme.fontFamily, size: 10, weight: 'normal' },
      padding: 3,
    },
  };
}

function levelLine(level: Level, theme: Theme): AnnotationOptions {
  return {
    type: 'line',
    scaleID: 'y',
    value: level.y,
    borderColor: level.color,
    borderWidth: 1,
    borderDash: [6, 4],
    adjustScaleRange: false,
    drawTime: 'afterDatasetsDraw',
    label: {
      display: true,
      content: level.label,
      position: 'end',
      backgroundColor: theme.background,
      color: theme.foreground,
      font: { family: theme.fontFamily, size: 10, weight: 'normal' },
      padding: { x: 4, y: 1 },
    },
  };
}

/** Everything that stands beside the lines of a chart and lies within the drawn range. */
export function annotationsOf(
  model: ChartModel,
  drawn: YRange,
  theme: Theme,
): Record<string, AnnotationOptions> {
  const made: Record<string, AnnotationOptions> = {};
  for (const band of model.bands) {
    const overlaps = (band.low ?? drawn.low) < drawn.high && (band.high ?? drawn.high) > drawn.low;
    if (overlaps) made[`band-${band.id}`] = bandBox(band, drawn, theme);
  }
  model.levels.forEach((level, index) => {
    if (level.y > drawn.low && level.y < drawn.high) made[`level${index}`] = levelLine(level, theme);
  });
  return made;
}
