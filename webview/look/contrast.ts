/** Colours that can be told from what they are drawn on, after the Web Content Accessibility Guidelines 2.2. */

/** Red, green and blue, 0–255. */
export type Rgb = readonly [number, number, number];

/** Least contrast of graphics (success criterion 1.4.11). */
const LEAST_CONTRAST = 3;
const STEPS = 10;

/** Relative luminance, 0 to 1. */
function luminance(color: Rgb): number {
  const [red = 0, green = 0, blue = 0] = color.map((value) => {
    const share = value / 255;
    return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}

/** Contrast of two colours, 1 to 21. */
export function contrast(a: Rgb, b: Rgb): number {
  const [dark = 0, light = 0] = [luminance(a), luminance(b)].sort((x, y) => x - y);
  return (light + 0.05) / (dark + 0.05);
}

/** A share of the way from one colour to another. */
export function between(from: Rgb, to: Rgb, share: number): Rgb {
  const [red = 0, green = 0, blue = 0] = from.map((value, index) =>
    Math.round(value + ((to[index] ?? value) - value) * share),
  );
  return [red, green, blue];
}

/** `color`, moved towards the foreground no further than it must to stand out from the background. */
export function legible(color: Rgb, background: Rgb, foreground: Rgb): Rgb {
  for (let step = 0; step < STEPS; step += 1) {
    const candidate = between(color, foreground, step / STEPS);
    if (contrast(candidate, background) >= LEAST_CONTRAST) return candidate;
  }
  return foreground;
}
