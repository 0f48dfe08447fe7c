/** Label smoothing: a share of every target is spread over what it could have been. */
import { nullable } from '../../base/schema/composites.ts';
import { number } from '../../base/schema/primitives.ts';

/** The key of the losses that can smooth. */
export const SMOOTHING_KEYS = {
  labelSmoothing: nullable(
    number({ minimum: 0, exclusiveMaximum: 1 }),
    'The share ε of each target that is spread evenly: t becomes t·(1 − ε) + ε / classes.',
    '0',
  ),
};

/** The smoothing of a loss of the spec; 0 for losses without. */
export function smoothingOf(loss: { readonly type: string; readonly labelSmoothing?: number }): number {
  return loss.labelSmoothing ?? 0;
}
