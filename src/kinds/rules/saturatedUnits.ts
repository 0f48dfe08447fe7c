import { sentence } from '../../base/problems/training/health.ts';
import { judgeOf } from './rule.ts';
import { isAbove } from './support/numbers.ts';
import { RULE_SETTINGS } from './support/settings.ts';

/** Layers that have learnt may end up at the ends of their function: no harm. */
const LEARNT = 0.4;
/** The first steps may throw units to the ends for a while. */
const BEGINNING = 20;

/** Karpathy's histograms; DeepDiagnosis (ICSE 2022). */
export const saturatedUnits = judgeOf(RULE_SETTINGS.saturatedUnits, {
  watch({ activations, output }, { share: most }, tools) {
    const spots = activations.map(({ id }) => ({ id, spot: tools.spot(id, { needed: 3, calm: 2 }) }));
    if (spots.length === 0) return null;
    return {
      probe({ step, activations: looks, course }) {
        spots.forEach(({ id, spot }, index) => {
          const saturated = looks[index]?.saturated ?? 0;
          const harms =
            id !== output.layer && saturated > most && step >= BEGINNING && isAbove(course, LEARNT);
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
