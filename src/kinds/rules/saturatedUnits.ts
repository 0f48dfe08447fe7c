import { sentence } from '../../base/problems/training/health.ts';
import { judgeOf } from './rule.ts';
import { isAbove } from './support/numbers.ts';
import { RULE_SETTINGS } from './support/settings.ts';

/** Layers that have learnt may end up at the ends of their function: no harm. */
const LEARNT = 0.4;
/** While the loss falls below this share of that of the look before, the layer learns. */
const FALLS = 0.9;
/** The first steps may throw units to the ends for a while. */
const BEGINNING = 20;

/** Karpathy's histograms; DeepDiagnosis (ICSE 2022). */
export const saturatedUnits = judgeOf(RULE_SETTINGS.saturatedUnits, {
  watch({ activations, output }, { share: most }, tools) {
    const spots = activations.map(({ id }) => ({ id, spot: tools.spot(id, { needed: 2, calm: 2 }) }));
    if (spots.length === 0) return null;
    const before = tools.cell(Number.MAX_VALUE);
    return {
      probe({ step, activations: looks, course }) {
        const stands = step >= BEGINNING && course.recent > FALLS * before.value;
        before.value = course.recent;
        spots.forEach(({ id, spot }, index) => {
          const saturated = looks[index]?.saturated ?? 0;
          const harms = id !== output.layer && saturated > most && stands && isAbove(course, LEARNT);
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
