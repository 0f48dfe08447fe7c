import assert from 'node:assert/strict';
import { ROLE_COLORS } from '../../../../src/run/colors/roles.ts';

/** Lightness and the two axes of colour in OKLab. */
function oklab(color: string): readonly number[] {
  const [red = 0, green = 0, blue = 0] = [1, 3, 5].map((at) => {
    const share = parseInt(color.slice(at, at + 2), 16) / 255;
    return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
  });
  const long = Math.cbrt(0.4122214708 * red + 0.5363325363 * green + 0.0514459929 * blue);
  const middle = Math.cbrt(0.2119034982 * red + 0.6806995451 * green + 0.1073969566 * blue);
  const short = Math.cbrt(0.0883024619 * red + 0.2817188376 * green + 0.6299787005 * blue);
  return [
    0.2104542553 * long + 0.793617785 * middle - 0.0040720468 * short,
    1.9779984951 * long - 2.428592205 * middle + 0.4505937099 * short,
    0.0259040371 * long + 0.7827717662 * middle - 0.808675766 * short,
  ];
}

function distance(a: string, b: string): number {
  const [from, to] = [oklab(a), oklab(b)];
  return Math.hypot(...from.map((value, at) => value - (to[at] ?? 0)));
}

describe('the colours of roles', () => {
  for (const [theme, roles] of Object.entries(ROLE_COLORS)) {
    it(`are no other role's, and told from each other within one (${theme})`, () => {
      const all = Object.entries(roles).flatMap(([role, colors]: [string, readonly string[]]) =>
        colors.map((color) => ({ role, color })),
      );
      for (const [index, one] of all.entries()) {
        for (const other of all.slice(index + 1)) {
          const least = one.role === other.role ? 0.09 : 0.05;
          const apart = distance(one.color, other.color);
          assert.ok(
            apart >= least,
            `${one.role} ${one.color}, ${other.role} ${other.color}: ${String(apart)}`,
          );
        }
      }
    });
  }
});
