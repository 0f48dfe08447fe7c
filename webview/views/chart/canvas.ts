/** A canvas drawn by hand: as many pixels as the screen has, coordinates in CSS pixels. */
import { type Theme, mix } from '../../look/theme.ts';

/** Empties the canvas at its size and returns what draws on it; null if there is nothing to draw on. */
export function clearCanvas(
  canvas: HTMLCanvasElement,
  width: number,
  height: number,
): CanvasRenderingContext2D | null {
  const ratio = devicePixelRatio;
  const pixelWidth = Math.round(width * ratio);
  const pixelHeight = Math.round(height * ratio);
  if (canvas.width !== pixelWidth || canvas.height !== pixelHeight) {
    canvas.width = pixelWidth;
    canvas.height = pixelHeight;
    canvas.style.height = `${height}px`;
  }
  const context = canvas.getContext('2d');
  if (context === null) return null;
  context.setTransform(ratio, 0, 0, ratio, 0, 0);
  context.clearRect(0, 0, width, height);
  return context;
}

/** The colour of a share of a scale: from the background to the theme's blue. */
export function shadeOf(share: number, theme: Theme): string {
  return mix(theme.background, theme.layers[0], 0.12 + 0.88 * Math.min(1, Math.max(0, share)));
}

/** As many shades as the eye can tell apart, made once per drawing. */
export function shadesOf(theme: Theme): readonly string[] {
  return Array.from({ length: 33 }, (_, index) => shadeOf(index / 32, theme));
}

/** The shade of a share. */
export function pickShade(shades: readonly string[], share: number): string {
  return shades[Math.round(Math.min(1, Math.max(0, share)) * (shades.length - 1))] ?? '';
}
