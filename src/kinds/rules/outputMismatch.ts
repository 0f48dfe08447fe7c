import { sentence } from '../../base/problems/training/health.ts';
import { judgeOf } from './rule.ts';
import { RULE_SETTINGS } from './support/settings.ts';

/** UMLAUT (CHI 2021). */
export const outputMismatch = judgeOf(RULE_SETTINGS.outputMismatch, {
  watch({ output }, _thresholds, tools) {
    const { layer, units, activation, loss, wanted, probabilities } = output;
    const single = probabilities === 'together' && units === 1;
    const differs = wanted !== undefined && activation !== wanted;
    if (!single && !differs) return null;
    const spot = tools.spot(layer, { needed: 1, calm: 1 });
    return {
      start() {
        spot.check(0, 2, () => ({
          value: null,
          threshold: null,
          text: single
            ? sentence('NN-HEALTH-OUTPUT.one', { layer })
            : sentence('NN-HEALTH-OUTPUT.pair', { layer, activation, loss, wanted: wanted ?? '' }),
        }));
      },
    };
  },
});
