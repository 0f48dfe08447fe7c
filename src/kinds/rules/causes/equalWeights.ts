import { sentence } from '../../../base/problems/training/health.ts';
import { judgeOf } from '../rule.ts';
import { RULE_SETTINGS } from '../support/settings.ts';

/** TheDeepChecker; DeepCrime's changed initialization. Units that begin alike get the same gradients and stay alike. */
export const equalWeights = judgeOf(RULE_SETTINGS.equalWeights, {
  watch({ equal }, _thresholds, tools) {
    if (equal.length === 0) return null;
    const spots = equal.map((layer) => ({ layer, spot: tools.spot(layer, { needed: 1, calm: 1 }) }));
    return {
      start() {
        for (const { layer, spot } of spots) {
          const text = sentence('NN-HEALTH-EQUAL-WEIGHTS', { layer });
          spot.check(0, 2, () => ({ value: null, threshold: null, text }));
        }
      },
    };
  },
});
