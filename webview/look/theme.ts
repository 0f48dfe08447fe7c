/** VS Code's colours as a canvas needs them: read from the theme's CSS variables, and again when the theme changes. */
import { ROLE_COLORS } from '../../src/run/colors/roles.ts';
import { type Rgb, between, contrast, legible } from './contrast.ts';

export interface Theme {
  readonly highContrast: boolean;
  readonly foreground: string;
  readonly muted: string;
  readonly grid: string;
  readonly background: string;
  readonly fontFamily: string;
  readonly training: string;
  readonly validation: string;
  readonly mark: string;
  /** Too small: vanishing gradients, updates that are too slow. */
  readonly low: string;
  /** Too large: exploding gradients, updates that are too fast. */
  readonly high: string;
  readonly good: string;
  /** The first, the middle and the last layer. */
  readonly layers: readonly [string, string, string];
  /** Runs over each other. */
  readonly runs: readonly string[];
  readonly classes: readonly string[];
}

const FALLBACK = {
  blue: '#3794ff',
  red: '#f14c4c',
  orange: '#d18616',
  green: '#89d185',
  purple: '#b180d7',
  yellow: '#cca700',
};

/** Made when the first colour is read, so that what draws can be tested without a page. */
let parser: CanvasRenderingContext2D | null = null;

/** A theme has a few dozen colours, and reading a pixel back is slow. */
const parsed = new Map<string, Rgb>();

/** Red, green and blue (0–255) of any CSS colour. */
function rgb(color: string): Rgb {
  const known = parsed.get(color);
  if (known !== undefined) return known;
  const value = parseColor(color);
  parsed.set(color, value);
  return value;
}

function parseColor(color: string): Rgb {
  parser ??= document.createElement('canvas').getContext('2d', { willReadFrequently: true });
  if (parser === null) return [128, 128, 128];
  parser.fillStyle = '#808080';
  parser.fillStyle = color;
  parser.clearRect(0, 0, 1, 1);
  parser.fillRect(0, 0, 1, 1);
  const [red = 0, green = 0, blue = 0] = parser.getImageData(0, 0, 1, 1).data;
  return [red, green, blue];
}

function css(color: Rgb): string {
  return `rgb(${color.join(', ')})`;
}

/** `color` at an opacity. */
export function faded(color: string, opacity: number): string {
  return `rgba(${rgb(color).join(', ')}, ${opacity})`;
}

/** A share of the way from one colour to another. */
export function mix(from: string, to: string, share: number): string {
  return css(between(rgb(from), rgb(to), share));
}

/** The theme as it is now. */
export function readTheme(): Theme {
  const style = getComputedStyle(document.body);
  const color = (name: string, fallback: string): string =>
    style.getPropertyValue(`--vscode-${name}`).trim() || fallback;
  const classes = document.body.classList;
  const highContrast = classes.contains('vscode-high-contrast');
  const foreground = color('foreground', style.color);
  const background = color('sideBar-background', color('editor-background', '#1e1e1e'));
  const seen = (value: string): string => css(legible(rgb(value), rgb(background), rgb(foreground)));
  const isDark = contrast(rgb(foreground), [0, 0, 0]) > contrast(rgb(foreground), [255, 255, 255]);
  const roles = ROLE_COLORS[isDark ? 'dark' : 'light'];
  // Some of VS Code's chart colours are those of marks behind text: translucent, and too faint for a line.
  const charts = Object.fromEntries(
    Object.entries(FALLBACK).map(([name, fallback]) => [name, seen(color(`charts-${name}`, fallback))]),
  ) as Record<keyof typeof FALLBACK, string>;
  return {
    highContrast,
    foreground,
    muted: highContrast ? foreground : color('descriptionForeground', foreground),
    grid: highContrast ? faded(foreground, 0.35) : faded(foreground, 0.1),
    background,
    fontFamily: color('font-family', 'sans-serif'),
    training: charts.blue,
    validation: charts.orange,
    mark: charts.yellow,
    low: charts.purple,
    high: charts.red,
    good: charts.green,
    layers: [seen(roles.layers[0]), seen(roles.layers[1]), seen(roles.layers[2])],
    runs: roles.runs.map(seen),
    classes: roles.classes.map(seen),
  };
}

/** The colour of layer `index` of `count`: from that of the input to that of the output, by way of grey. */
export function layerColor(theme: Theme, index: number, count: number): string {
  const [first, middle, last] = theme.layers;
  const share = count < 2 ? 0 : index / (count - 1);
  return share < 0.5 ? mix(first, middle, share * 2) : mix(middle, last, share * 2 - 1);
}

/** Calls `onChange` whenever VS Code has put another theme on the page. */
export function watchTheme(onChange: () => void): void {
  const observer = new MutationObserver(onChange);
  const options = { attributes: true, attributeFilter: ['class', 'style', 'data-vscode-theme-id'] };
  observer.observe(document.body, options);
  observer.observe(document.documentElement, options);
}
