/** One row per layer type: how to make it run. */
import { createActivation } from './activation.ts';
import { createBatchNormalization } from './batchNormalization.ts';
import { createDense } from './dense.ts';
import { createDropout, type RunningDropout } from './dropout.ts';
import type { LayerContext, RunningLayer } from './layer.ts';

/** A running layer, with its type where the trainer has to reach into it. */
export type NetworkLayer =
  | { readonly type: 'dropout'; readonly id: string; readonly running: RunningDropout }
  | { readonly type: 'other'; readonly id: string; readonly running: RunningLayer };

export function createLayer(context: LayerContext): NetworkLayer {
  const { id, spec } = context.layer;
  switch (spec.type) {
    case 'dense':
      return { type: 'other', id, running: createDense(spec, context) };
    case 'activation':
      return { type: 'other', id, running: createActivation(spec, context) };
    case 'dropout':
      return { type: 'dropout', id, running: createDropout(spec, context) };
    case 'batchNormalization':
      return { type: 'other', id, running: createBatchNormalization(spec, context) };
  }
}
