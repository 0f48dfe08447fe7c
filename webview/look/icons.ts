/** The panel's icons. */
import { GEAR, STAR, svgIcon } from './svgIcon.ts';

const PATHS = {
  pause: 'M4.5 3h2v10h-2zM9.5 3h2v10h-2z',
  play: 'M4 2.6v10.8L13 8z',
  step: 'M3 3v10l7-5zM11.5 3h1.6v10h-1.6z',
  back: 'M9.8 3.2 5 8l4.8 4.8.9-.9L6.8 8l3.9-3.9zM3 3h1.3v10H3z',
  on: 'M6.2 3.2 11 8l-4.8 4.8-.9-.9L9.2 8 5.3 4.1zM11.7 3H13v10h-1.3z',
  speed:
    'M8 3a6 6 0 0 0-6 6c0 1.4.5 2.7 1.3 3.7l1-.8A4.7 4.7 0 1 1 12.7 9c0 1.1-.4 2.1-1 2.9l1 .8A6 6 0 0 0 8 3zm2.9 3.2L7.3 8.6a1 1 0 1 0 1.1 1.1z',
  inside:
    'M6.7 2a4.7 4.7 0 0 1 3.7 7.6l3.7 3.6-.9.9-3.6-3.7A4.7 4.7 0 1 1 6.7 2zm0 1.3a3.4 3.4 0 1 0 0 6.8 3.4 3.4 0 0 0 0-6.8z',
  why: 'M3.2 2.8h1.3v10.4H3.2zM6 3h7.5v1.8H6zM6 7.1h4.6v1.8H6zM6 11.2h2v1.8H6z',
  stepEpoch: 'M2 3v10l5.5-5zM7.5 3v10L13 8zM13.2 3h1.4v10h-1.4z',
  more: 'M7.3 2.5h1.4v4.8h4.8v1.4H8.7v4.8H7.3V8.7H2.5V7.3h4.8z',
  branch:
    'M4.5 1.5a2 2 0 0 1 .65 3.9v2.1c.5-.3 1.1-.5 1.85-.5h2c1.3 0 1.75-.5 1.85-1.6a2 2 0 1 1 1.3 0C12.05 7.4 11 8.3 9 8.3H7c-1.3 0-1.75.5-1.85 2.3a2 2 0 1 1-1.3 0V5.4A2 2 0 0 1 4.5 1.5zm0 1.3a.7.7 0 1 0 0 1.4.7.7 0 0 0 0-1.4zm7 0a.7.7 0 1 0 0 1.4.7.7 0 0 0 0-1.4zm-7 9a.7.7 0 1 0 0 1.4.7.7 0 0 0 0-1.4z',
  stop: 'M3.5 3.5h9v9h-9z',
  restart: 'M12.6 2.2v3.9H8.7L10.3 4.5A4 4 0 1 0 12 8.6h1.3A5.3 5.3 0 1 1 11.2 3.6z',
  reset: 'M2 2h4.5v1.3H4.2l3 3-.9.9-3-3v2.3H2zM14 14H9.5v-1.3h2.3l-3-3 .9-.9 3 3V9.5H14z',
  table:
    'M1.5 2.5h13v11h-13zM2.8 6h3.4V3.8H2.8zm4.7 0h5.7V3.8H7.5zM2.8 9h3.4V7.2H2.8zm4.7 0h5.7V7.2H7.5zM2.8 12.2h3.4v-2H2.8zm4.7 0h5.7v-2H7.5z',
  save: 'M2.5 2.5h8.6l2.4 2.4v8.6h-11zM3.8 3.8v8.4h.9V8.5h6.6v3.7h.9V5.4l-1.6-1.6h-.4v2.9H5V3.8zm2.5 0v1.6h2.6V3.8zM6 9.8v2.4h4V9.8z',
  image:
    'M1.5 2.5h13v11h-13zM2.8 3.8v6.3l3-3.1 2.7 2.8 1.7-1.7 3 3V3.8zM10.5 5a1.1 1.1 0 1 1 0 2.2 1.1 1.1 0 0 1 0-2.2z',
  chevron: 'M5.7 3.2 10.5 8l-4.8 4.8-.9-.9L8.7 8 4.8 4.1z',
  ellipsis:
    'M3.2 6.8a1.2 1.2 0 1 1 0 2.4 1.2 1.2 0 0 1 0-2.4zm4.8 0a1.2 1.2 0 1 1 0 2.4 1.2 1.2 0 0 1 0-2.4zm4.8 0a1.2 1.2 0 1 1 0 2.4 1.2 1.2 0 0 1 0-2.4z',
  gear: GEAR,
  folder: 'M1.5 3h5l1.4 1.7h6.6V13h-13zM2.8 4.3v7.4h10.4V6H7.3L5.9 4.3z',
  star: STAR,
} as const;
export type IconName = keyof typeof PATHS;

/** The icon of that name. */
export function icon(name: IconName): SVGSVGElement {
  return svgIcon(name, PATHS[name]);
}
