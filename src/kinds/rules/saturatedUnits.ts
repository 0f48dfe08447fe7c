import { sentence } from '../../base/problems/training/health.ts';
import { optional } from '../../base/schema/composites.ts';
import { ruleOf } from './rule.ts';
import { isAbove, positive, share } from './support/numbers.ts';

/** Layers that have learnt may end up at the ends of their function: no harm. */
const LEARNT = 0.4;

/** Karpathy's histograms; DeepDiagnosis (ICSE 2022). */
export const saturatedUnits = ruleOf({
  summary: 'Units of a sigmoid or tanh layer are at their limits.',
  keys: {
    share: optional(share, 0.5, 'Share of saturated units, above.'),
    tanh: optional(positive, 0.97, '|a| of tanh that counts as saturated.'),
    sigmoid: optional(positive, 5, '|z| of sigmoid that counts as saturated.'),
  },
  place: 'model',
  source: 'Karpathy; DeepDiagnosis',
  watch({ activations, output }, { share: most }, tools) {
    const spots = activations.map(({ id }) => ({ id, spot: tools.spot(id, { needed: 2, calm: 2 }) }));
    if (spots.length === 0) return null;
    return {
      probe({ step, activations: looks, course }) {
        spots.forEach(({ id, spot }, index) => {
          const saturated = looks[index]?.saturated ?? 0;
          const harms = id !== output.layer && saturated > most && isAbove(course, LEARNT);
          spot.check(step, harms ? 1 : 0, () => ({
            value: saturated,
            threshold: most,
            text: sentence('NN-HEALTH-SATURATED', { share: Math.round(saturated * 100), layer: id }),
          }));
        });
      },
    };
  },
});
