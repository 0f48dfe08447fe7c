/** The last numbers of each layer of a run that goes on, as a debugger shows the values of variables. Free of vscode. */
import { formatValue } from '../../base/numbers.ts';
import { BARS } from '../../base/textTable.ts';
import { activationLayers } from '../../run/activationLayers.ts';
import type { MetricFrame } from '../../run/frames.ts';
import type { RunInfo } from '../../run/run.ts';
import { layerSeries, layersWithSeries } from '../../run/series.ts';
import type { TensorSnapshot } from '../../run/tensorSnapshots.ts';

/** Gradient norms of a sparkline, one a frame. */
const COURSE = 40;
/** Decades that fill a sparkline at the least: less is no course. */
const LEAST_DECADES = 0.5;
/** Shares that are worth a place on the line. */
const WORTH = 0.01;

export interface LayerReading {
  readonly layer: string;
  /** Of the last step that was heard of. */
  readonly step: number;
  readonly gradient: number;
  /** ‖Δw‖/‖w‖ of that step. */
  readonly update: number;
  /** Shares at the last look at the activations; null: not known, or the activation has no such end. */
  readonly dead: number | null;
  readonly saturated: number | null;
  /** Gradient norms, oldest first. */
  readonly course: readonly number[];
}

interface Columns {
  readonly layer: string;
  readonly gradient: number;
  readonly weight: number;
  readonly update: number;
}

export class LayerReadings {
  readonly #columns: readonly Columns[];
  readonly #width: number;
  /** Ids of the layers in the order of a look at the activations. */
  readonly #looked: readonly string[];
  readonly #readings = new Map<string, LayerReading>();

  constructor({ series, plan }: Pick<RunInfo, 'series' | 'plan'>) {
    this.#width = series.length;
    this.#columns = layersWithSeries(series).map((layer) => ({
      layer,
      gradient: series.indexOf(layerSeries(layer, 'gradientNorm')),
      weight: series.indexOf(layerSeries(layer, 'weightNorm')),
      update: series.indexOf(layerSeries(layer, 'updateNorm')),
    }));
    this.#looked = activationLayers(plan).map(({ id }) => id);
  }

  /** In the order of the network. */
  all(): readonly LayerReading[] {
    return [...this.#readings.values()];
  }

  /** Takes the last step of a frame. */
  takeFrame({ values, firstStep, count }: Pick<MetricFrame, 'values' | 'firstStep' | 'count'>): void {
    if (count === 0) return;
    const row = new Float64Array(
      values,
      (count - 1) * this.#width * Float64Array.BYTES_PER_ELEMENT,
      this.#width,
    );
    for (const { layer, ...at } of this.#columns) {
      const before = this.#readings.get(layer);
      const gradient = row[at.gradient] ?? NaN;
      this.#readings.set(layer, {
        layer,
        step: firstStep + count - 1,
        gradient,
        update: (row[at.update] ?? NaN) / (row[at.weight] ?? NaN),
        dead: before?.dead ?? null,
        saturated: before?.saturated ?? null,
        course: [...(before?.course ?? []), gradient].slice(-COURSE),
      });
    }
  }

  takeLook({ activations }: Pick<TensorSnapshot, 'activations'>): void {
    activations.forEach(({ dead, saturated }, index) => {
      const layer = this.#looked[index] ?? '';
      const before = this.#readings.get(layer);
      if (before) this.#readings.set(layer, { ...before, dead, saturated });
    });
  }
}

/** Bars of one character each on a logarithmic scale; a blank where there is no number. */
export function sparkline(values: readonly number[]): string {
  const logs = values.map((value) => (value > 0 && Number.isFinite(value) ? Math.log10(value) : NaN));
  const known = logs.filter((log) => !Number.isNaN(log));
  const least = Math.min(...known);
  const range = Math.max(LEAST_DECADES, Math.max(...known) - least);
  return logs
    .map((log) =>
      Number.isNaN(log) ? ' ' : BARS.charAt(Math.round(((log - least) / range) * (BARS.length - 1))),
    )
    .join('');
}

/** Words that stand beside numbers, in the language of the window. */
export interface ReadingWords {
  readonly dead: (percent: string) => string;
  readonly saturated: (percent: string) => string;
}

/** Behind the layer's line: `‖∇‖ 0.0123 · Δw/w 0.0012 · 12 % dead`. */
export function readingText(
  { gradient, update, dead, saturated }: LayerReading,
  words: ReadingWords,
): string {
  const percent = (share: number): string => String(Math.round(share * 100));
  return [
    `‖∇‖ ${formatValue(gradient)}`,
    `Δw/w ${formatValue(update)}`,
    ...(dead !== null && dead >= WORTH ? [words.dead(percent(dead))] : []),
    ...(saturated !== null && saturated >= WORTH ? [words.saturated(percent(saturated))] : []),
  ].join(' · ');
}
