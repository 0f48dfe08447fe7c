/** Icons on VS Code's 16 px grid in the colour of the text, and the paths that a page needs without the panel's others. */

export const GEAR =
  'M1.5 3.4h6.3a2.1 2.1 0 0 1 4 0h2.7v1.3h-2.7a2.1 2.1 0 0 1-4 0H1.5zm8.3-.3a.9.9 0 1 0 0 1.9.9.9 0 0 0 0-1.9zM1.5 11.3h2.7a2.1 2.1 0 0 1 4 0h6.3v1.3H8.2a2.1 2.1 0 0 1-4 0H1.5zm4.7-.3a.9.9 0 1 0 0 1.9.9.9 0 0 0 0-1.9z';
export const STAR = 'M8 1.5l1.9 4.2 4.6.5-3.4 3.1.9 4.5L8 11.5l-4 2.3.9-4.5L1.5 6.2l4.6-.5z';

const SVG = 'http://www.w3.org/2000/svg';

/** An icon that readers pass over: what holds it carries the name. */
export function svgIcon(name: string, d: string): SVGSVGElement {
  const svg = document.createElementNS(SVG, 'svg');
  svg.setAttribute('viewBox', '0 0 16 16');
  svg.setAttribute('class', `icon icon-${name}`);
  svg.setAttribute('aria-hidden', 'true');
  const path = document.createElementNS(SVG, 'path');
  path.setAttribute('d', d);
  path.setAttribute('fill-rule', 'evenodd');
  svg.append(path);
  return svg;
}
