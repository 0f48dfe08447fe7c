import { sentence } from '../../base/problems/training/health.ts';
import { judgeOf, type Spot } from './rule.ts';
import { digits } from './support/numbers.ts';
import { RULE_SETTINGS } from './support/settings.ts';

/** Samples of which the first loss is the mean: that of a single one says little. */
const SAMPLES = 32;
/** A first loss so many times the limit is told at once; another one if it lasts for so many steps more. */
const CERTAIN = 2;
const LATER = 5;
/** ‖W‖² for each unit, about 2 after He and 1 after LeCun; above, a layer's weights are too large. */
const GAIN = 4;

/** TheDeepChecker. A first loss below that of guessing is none of its concern: the first weights may be learnt ones. */
export const poorInitialLoss = judgeOf(RULE_SETTINGS.poorInitialLoss, {
  watch({ guess, penalized, batchSize, output, layers }, { factor }, tools) {
    if (guess === null || penalized) return null;
    const steps = Math.ceil(SAMPLES / batchSize);
    const [sum, begin, late] = [tools.cell(), tools.cell(), tools.cell()];
    const gains = layers.map(() => tools.cell());
    const spots = [...layers.map(({ id }) => id), output.layer].map((layer) =>
      tools.spot(layer, { needed: 1, calm: 1 }),
    );
    /** Of the layer whose weights are the largest for their number of inputs, if they are too large: else of the output. */
    const guilty = (): Spot | undefined => {
      const most = Math.max(...gains.map(({ value }) => value));
      return most > GAIN ? spots[gains.findIndex(({ value }) => value === most)] : spots.at(-1);
    };
    return {
      step({ step, row }) {
        if (step > steps + LATER) return;
        const own = row[0] ?? NaN;
        const limit = guess * (1 + factor);
        if (step === 1) {
          begin.value = own;
          layers.forEach(({ column, units }, index) => {
            const gain = gains[index];
            if (gain && units > 0) gain.value = (row[column + 2] ?? 0) ** 2 / units;
          });
        }
        if (step <= steps) sum.value += own;
        else late.value += own;
        const loss = sum.value / steps;
        // The first updates may have done it: then the first loss of all is none of this kind.
        const poor = begin.value >= limit && loss >= limit;
        const certain = step === steps && loss >= CERTAIN * limit;
        const lasts = step === steps + LATER && late.value / LATER >= limit;
        if (step !== steps && !lasts) return;
        guilty()?.check(step, poor && (certain || lasts) ? 1 : 0, () => ({
          value: loss,
          threshold: limit,
          text: sentence('NN-HEALTH-INITIAL-LOSS', { loss: digits(loss), guess: digits(guess) }),
        }));
      },
      block({ step, course }) {
        for (const spot of spots) if (spot.open && course.recent < guess) spot.end(step);
      },
    };
  },
});
