import { sentence } from '../../base/problems/training/health.ts';
import type { CodedText } from '../../base/problems/text.ts';
import { judgeOf, type Watched } from './rule.ts';
import { digits } from './support/numbers.ts';
import { RULE_SETTINGS } from './support/settings.ts';

/** Share of the targets that may lie beyond what the activation can give: outliers. */
const BEYOND = 0.05;

function missed(
  layer: string,
  activation: string,
  { least, largest, beyond }: NonNullable<Watched['output']['reach']>,
): CodedText {
  const told = { layer, activation, least: digits(least), share: Math.round(beyond * 100) };
  return Number.isFinite(largest)
    ? sentence('NN-HEALTH-OUTPUT.reach', { ...told, largest: digits(largest) })
    : sentence('NN-HEALTH-OUTPUT.above', told);
}

/** UMLAUT (CHI 2021); the range of the targets ours. */
export const outputMismatch = judgeOf(RULE_SETTINGS.outputMismatch, {
  watch({ output }, _thresholds, tools) {
    const { layer, units, activation, loss, wanted, probabilities, reach } = output;
    const single = probabilities === 'together' && units === 1;
    const differs = wanted !== undefined && activation !== wanted;
    const misses = reach !== null && reach.beyond > BEYOND;
    if (!single && !differs && !misses) return null;
    const spot = tools.spot(layer, { needed: 1, calm: 1 });
    return {
      start() {
        spot.check(0, 2, () => ({
          value: null,
          threshold: null,
          text: single
            ? sentence('NN-HEALTH-OUTPUT.one', { layer })
            : misses
              ? missed(layer, activation, reach)
              : sentence('NN-HEALTH-OUTPUT.pair', { layer, activation, loss, wanted: wanted ?? '' }),
        }));
      },
    };
  },
});
