import { sentence } from '../../base/problems/training/health.ts';
import { ruleOf } from './rule.ts';

/** UMLAUT (CHI 2021). */
export const outputMismatch = ruleOf({
  summary: 'The last activation does not fit the loss.',
  keys: {},
  place: 'model',
  source: 'UMLAUT',
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
