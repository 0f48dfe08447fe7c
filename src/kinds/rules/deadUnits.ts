import { sentence } from '../../base/problems/training/health.ts';
import { judgeOf, type Told } from './rule.ts';
import { isAbove } from './support/numbers.ts';
import { RULE_SETTINGS } from './support/settings.ts';

/**
 * Wide layers can spare units, and some are 0 from the beginning: a few are told only if they have died since then, and while
 * the network has not learnt.
 */
const STUCK = 0.95;
/** Looks that must agree on a few; on many one is enough. */
const LOOKS = 3;
const HARMLESS = 0.5;
/** So many are enough at one look. */
const MOST = 0.95;

/** SageMaker Debugger (DeadRelu); two levels ours. */
export const deadUnits = judgeOf(RULE_SETTINGS.deadUnits, {
  watch({ activations }, { warning, error }, tools) {
    const spots = activations.map(({ id, dies }) =>
      dies ? { id, first: tools.cell(-1), spot: tools.spot(id, { needed: LOOKS, calm: 2 }) } : null,
    );
    if (spots.every((spot) => spot === null)) return null;
    return {
      probe({ step, activations: looks, course }) {
        spots.forEach((watched, index) => {
          const dead = looks[index]?.dead ?? 0;
          if (watched === null) return;
          const { first, spot } = watched;
          if (first.value < 0) first.value = dead;
          const many = dead > error && (dead >= 1 || isAbove(course, HARMLESS));
          const level = many ? 2 : dead - first.value > warning && isAbove(course, STUCK) ? 1 : 0;
          const told = (): Told => ({
            value: dead,
            threshold: many ? error : warning,
            text: sentence('NN-HEALTH-DEAD-UNITS', { share: Math.round(dead * 100), layer: watched.id }),
          });
          spot.check(step, level, told, dead > MOST ? LOOKS : 1);
        });
      },
    };
  },
});
