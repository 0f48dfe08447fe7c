/** The user's settings of the panel; kept by the host between sessions of the panel. */
import type { XAxisName } from './data/axis.ts';
import { SMOOTHING_SHARES } from './data/smoothing.ts';

export type ActivationMeasure = (typeof MEASURES)[number];

const MEASURES = ['dead', 'saturated', 'mean', 'deviation'] as const;

export interface PanelSettings {
  readonly xAxis: XAxisName;
  readonly logX: boolean;
  /** The share of what is in view that lines are averaged over: one of `SMOOTHING_SHARES`. */
  readonly smoothing: number;
  /** Charts by id whose y axis was switched away from what they start with. */
  readonly flippedY: readonly string[];
  /** Charts by id whose y axis shows rare peaks, too. */
  readonly peaks: readonly string[];
  /** Charts by id that draw every value of noisy lines. */
  readonly raw: readonly string[];
  /** `chart/line` of what the legend has switched off or on, against what it starts with. */
  readonly flippedLines: readonly string[];
  /** Sections by id that were folded or opened, against what they start with. */
  readonly flippedFolds: readonly string[];
  /** The keys of the tabs that are in front: of the charts, and of the further pictures. */
  readonly stageTab: string;
  readonly detailTab: string;
  /** Charts whose data table is open. */
  readonly tables: readonly string[];
  readonly metric: string | null;
  /** The measure in the chart of activations. */
  readonly activations: ActivationMeasure;
  /** The tensors in the pictures of distributions, and the layer of the picture over time. */
  readonly distribution: 'weights' | 'gradients';
  readonly layer: string | null;
  /** The gradient axis follows recent values, or shows all. */
  readonly gradientFit: 'recent' | 'all';
  /** Visible part of the x axis of the run (or comparison) with this id. */
  readonly zoom: { readonly id: string; readonly min: number; readonly max: number } | null;
}

export const DEFAULT_SETTINGS: PanelSettings = {
  xAxis: 'step',
  logX: false,
  smoothing: 0.01,
  flippedY: [],
  peaks: [],
  raw: [],
  flippedLines: [],
  flippedFolds: [],
  stageTab: 'loss',
  detailTab: 'updateRatio',
  tables: [],
  metric: null,
  activations: 'dead',
  distribution: 'weights',
  layer: null,
  gradientFit: 'recent',
  zoom: null,
};

function isStrings(value: unknown): value is readonly string[] {
  return Array.isArray(value) && value.every((item) => typeof item === 'string');
}

/** Settings from whatever was kept: keys that are missing or not of their type get the default. */
export function readSettings(kept: unknown): PanelSettings {
  if (typeof kept !== 'object' || kept === null) return DEFAULT_SETTINGS;
  const from = kept as Partial<Record<keyof PanelSettings, unknown>>;
  const text = (value: unknown, other: string): string => (typeof value === 'string' ? value : other);
  const strings = (value: unknown): readonly string[] => (isStrings(value) ? value : []);
  return {
    xAxis: from.xAxis === 'epoch' || from.xAxis === 'time' ? from.xAxis : 'step',
    logX: from.logX === true,
    smoothing: SMOOTHING_SHARES.find((share) => share === from.smoothing) ?? DEFAULT_SETTINGS.smoothing,
    flippedY: strings(from.flippedY),
    peaks: strings(from.peaks),
    raw: strings(from.raw),
    flippedLines: strings(from.flippedLines),
    flippedFolds: strings(from.flippedFolds),
    stageTab: text(from.stageTab, DEFAULT_SETTINGS.stageTab),
    detailTab: text(from.detailTab, DEFAULT_SETTINGS.detailTab),
    tables: strings(from.tables),
    metric: typeof from.metric === 'string' ? from.metric : null,
    activations: MEASURES.find((measure) => measure === from.activations) ?? 'dead',
    distribution: from.distribution === 'gradients' ? 'gradients' : 'weights',
    layer: typeof from.layer === 'string' ? from.layer : null,
    gradientFit: from.gradientFit === 'all' ? 'all' : 'recent',
    zoom: readZoom(from.zoom),
  };
}

function readZoom(kept: unknown): PanelSettings['zoom'] {
  if (typeof kept !== 'object' || kept === null) return null;
  const { id, min, max } = kept as { id?: unknown; min?: unknown; max?: unknown };
  if (typeof id !== 'string' || typeof min !== 'number' || typeof max !== 'number') return null;
  return min < max ? { id, min, max } : null;
}

/** `list` with `item` added if it was not there, removed if it was. */
export function toggled(list: readonly string[], item: string): readonly string[] {
  return list.includes(item) ? list.filter((other) => other !== item) : [...list, item];
}
