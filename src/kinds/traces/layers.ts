/** The ways in which layers make their outputs and hand gradients on, for whoever asks where a number comes from. */
import type { LayerSpec } from '../layers/table.ts';

/**
 * - `sums`: z = Σ x·w + b, then an activation;
 * - `eachUnit`: an activation alone;
 * - `mask`: x · mask while training, else x;
 * - `overBatch`: (x − mean)/√(variance + ε) of a unit over the batch, or of moving statistics in evaluation;
 * - `overRow`: the same over the units of each row.
 */
export type LayerTrace = 'sums' | 'eachUnit' | 'mask' | 'overBatch' | 'overRow';

const TRACES: Readonly<Record<LayerSpec['type'], LayerTrace>> = {
  dense: 'sums',
  activation: 'eachUnit',
  dropout: 'mask',
  batchNormalization: 'overBatch',
  layerNormalization: 'overRow',
};

export function layerTrace({ type }: LayerSpec): LayerTrace {
  return TRACES[type];
}
