import { sentence } from '../../../base/problems/training/health.ts';
import { judgeOf } from '../rule.ts';
import { RULE_SETTINGS } from '../support/settings.ts';

/** TheDeepChecker; DeepCrime's removed activations. Layers that are all linear are one layer, however many they are. */
export const missingNonlinearity = judgeOf(RULE_SETTINGS.missingNonlinearity, {
  watch({ linear }, _thresholds, tools) {
    if (linear.length === 0) return null;
    const spots = linear.map((layer) => ({ layer, spot: tools.spot(layer, { needed: 1, calm: 1 }) }));
    return {
      start() {
        for (const { layer, spot } of spots) {
          const text = sentence('NN-HEALTH-LINEAR', { layer });
          spot.check(0, 1, () => ({ value: null, threshold: null, text }));
        }
      },
    };
  },
});
