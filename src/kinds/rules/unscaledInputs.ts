import { sentence } from '../../base/problems/training/health.ts';
import { type InputRange, judgeOf } from './rule.ts';
import { digits } from './support/numbers.ts';
import { RULE_SETTINGS } from './support/settings.ts';

/** An input of this mean and deviation at most is on the unit scale, whatever its outliers are. */
const UNIT = 2;

const reach = ({ least, largest }: InputRange): number => Math.max(Math.abs(least), Math.abs(largest));

/** UMLAUT (CHI 2021), widened. Rare pixels and categories have a small deviation without being small. */
export const unscaledInputs = judgeOf(RULE_SETTINGS.unscaledInputs, {
  watch({ inputs }, { limit, stdMinimum, stdMaximum }, tools) {
    if (inputs.length === 0) return null;
    const spot = tools.spot(null, { needed: 1, calm: 1 });
    const large = inputs.filter((input) => {
      const scaled = input.deviation <= UNIT && Math.abs(input.mean) <= UNIT;
      return input.deviation > stdMaximum || (reach(input) > limit && !scaled);
    });
    const varying = inputs.filter(({ deviation }) => deviation > 0);
    const small = varying.every((input) => input.deviation < stdMinimum && reach(input) < stdMinimum)
      ? varying
      : [];
    const widest = [...large, ...small].reduce<InputRange | undefined>(
      (most, input) => (most === undefined || reach(input) > reach(most) ? input : most),
      undefined,
    );
    return {
      start() {
        if (widest === undefined) return;
        const { name } = widest;
        const params = { name, least: digits(widest.least), largest: digits(widest.largest) };
        spot.check(0, 1, () => ({
          value: large.length > 0 ? reach(widest) : widest.deviation,
          threshold: large.length > 0 ? limit : stdMinimum,
          text:
            large.length === 0
              ? sentence('NN-HEALTH-UNSCALED.small', params)
              : large.length === 1
                ? sentence('NN-HEALTH-UNSCALED.large', params)
                : sentence('NN-HEALTH-UNSCALED.several', { count: large.length, ...params }),
        }));
      },
    };
  },
});
