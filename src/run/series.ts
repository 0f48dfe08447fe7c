/** The per-step series of a run: their names and their order. */
import type { Plan } from '../plan/types.ts';

/** Per-step series, in this order: `loss`, `learningRate`, then for each layer with parameters the layer series. */
export const STEP_SERIES = ['loss', 'learningRate'] as const;
/** Per layer: `${layerId}/gradientNorm` and so on. */
export const LAYER_SERIES = ['gradientNorm', 'gradientMean', 'weightNorm', 'updateNorm'] as const;

/** Names of all per-step columns of a plan, in frame order. */
export function seriesOf(plan: Plan): string[] {
  const layers = plan.layers.filter((layer) => layer.parameters.some((parameter) => parameter.trainable));
  return [...STEP_SERIES, ...layers.flatMap((layer) => LAYER_SERIES.map((name) => `${layer.id}/${name}`))];
}
