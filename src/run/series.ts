/** The per-step series of a run: their names and their order. */
import type { Plan } from '../plan/types.ts';

/** Per-step series, in this order: `loss`, `learningRate`, then for each layer with parameters the layer series. */
export const STEP_SERIES = ['loss', 'learningRate'] as const;
/** Per layer, see `layerSeries`. */
export const LAYER_SERIES = ['gradientNorm', 'gradientMean', 'weightNorm', 'updateNorm'] as const;

/** The name of a layer's series, such as `dense1/gradientNorm`. */
export function layerSeries(layer: string, series: (typeof LAYER_SERIES)[number]): string {
  return `${layer}/${series}`;
}

/** The layers that have series, in their order. */
export function layersWithSeries(series: readonly string[]): string[] {
  const end = layerSeries('', LAYER_SERIES[0]);
  return series.filter((name) => name.endsWith(end)).map((name) => name.slice(0, -end.length));
}

/** Names of all per-step columns of a plan, in frame order. */
export function seriesOf(plan: Plan): string[] {
  const layers = plan.layers.filter((layer) => layer.parameters.some((parameter) => parameter.trainable));
  return [
    ...STEP_SERIES,
    ...layers.flatMap((layer) => LAYER_SERIES.map((name) => layerSeries(layer.id, name))),
  ];
}
