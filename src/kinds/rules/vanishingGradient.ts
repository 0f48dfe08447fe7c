import { sentence } from '../../base/problems/training/health.ts';
import { judgeOf } from './rule.ts';
import { digits, isAbove } from './support/numbers.ts';
import { RULE_SETTINGS } from './support/settings.ts';

/** Checks at each step, of which one look at the gradient is made: a layer that begins with zeros has no gradient at first. */
const LOOKS = 8;
/** A network that has learnt has small gradients: no harm. */
const LEARNT = 0.2;
const STUCK = 0.8;
/** Layers from which on a slope of the gradients is one, and how steep it is. */
const LAYERS = 4;
const STEEP = 1.5;
/** A network that learns nothing at all: gradients so many times the ratio are small enough, if more checks agree. */
const NOTHING = 0.9;
const FAINT = 10;
const FAINT_WEIGHT = 0.4;

/** AUTOTRAINER (ICSE 2021); TheDeepChecker. */
export const vanishingGradient = judgeOf(RULE_SETTINGS.vanishingGradient, {
  watch({ layers, activations }, { ratio, norm, updateRatio, checks }, tools) {
    const last = layers.at(-1);
    if (last === undefined || layers.length < 2) return null;
    const dies = activations.some((one) => one.dies);
    const hysteresis = { needed: checks * LOOKS, calm: checks * LOOKS };
    const spots = layers.slice(0, -1).map((layer) => ({ ...layer, spot: tools.spot(layer.id, hysteresis) }));
    return {
      step({ step, row, course }) {
        const end = row[last.column] ?? NaN;
        let falls = layers.length >= LAYERS && isAbove(course, STUCK);
        for (let index = 1; falls && index < layers.length; index += 1) {
          const [here, before] = [layers[index]?.column ?? 0, layers[index - 1]?.column ?? 0];
          falls = (row[here] ?? NaN) > STEEP * (row[before] ?? NaN);
        }
        const learning = isAbove(course, LEARNT);
        const nothing = isAbove(course, NOTHING);
        for (const { id, column, spot } of spots) {
          const own = row[column] ?? NaN;
          // No gradient at all behind relu is the fault of dead units, which has a rule of its own.
          const gone = own < norm && own < ratio * end && !(own === 0 && dies);
          const slow = falls && (row[column + 3] ?? NaN) < updateRatio * (row[column + 2] ?? NaN);
          const faint = nothing && own > 0 && own < FAINT * ratio * end;
          const params = { layer: id, norm: digits(own), last: last.id };
          spot.check(
            step,
            learning && (gone || slow || faint) ? 1 : 0,
            () =>
              slow && !gone
                ? {
                    value: (row[column + 3] ?? NaN) / (row[column + 2] ?? NaN),
                    threshold: updateRatio,
                    text: sentence('NN-HEALTH-VANISHING.fading', { ...params, most: digits(end) }),
                  }
                : {
                    value: own,
                    threshold: gone ? Math.min(norm, ratio * end) : FAINT * ratio * end,
                    text: sentence('NN-HEALTH-VANISHING.gone', { ...params, ratio: digits(own / end) }),
                  },
            gone || slow ? 1 : FAINT_WEIGHT,
          );
        }
      },
    };
  },
});
