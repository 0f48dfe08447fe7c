import { sentence } from '../../base/problems/training/health.ts';
import { judgeOf } from './rule.ts';
import { digits, Usual } from './support/numbers.ts';
import { RULE_SETTINGS } from './support/settings.ts';

/** Checks that agree before growth is told; a leap counts for all of them. */
const NEEDED = 5;
const CALM = 20;
/** Checks before which too little is known to tell growth from the way a run begins; a leap is one at once. */
const KNOWN = 20;
/** A batch may cost more than the others; it is harm from this share of the loss of knowing nothing on. */
const HARM = 0.5;
/** The loss has grown beyond that of knowing nothing. */
const GROWN = 1.5;

/** Growth against the layer's own usual norm; the ratio of AUTOTRAINER (ICSE 2021). It explodes only if the loss suffers. */
export const explodingGradient = judgeOf(RULE_SETTINGS.explodingGradient, {
  watch({ layers }, { warning, error, window, ratio, checks }, tools) {
    const [first, last] = [layers[0], layers.at(-1)];
    if (first === undefined || last === undefined) return null;
    const watched = layers.map((layer) => ({
      ...layer,
      usual: new Usual(tools, window),
      begin: new Usual(tools, Infinity),
      spot: tools.spot(layer.id, { needed: NEEDED, calm: CALM }),
    }));
    const way = tools.spot(null, { needed: checks, calm: checks * 2 });
    const norms = { first: tools.cell(), last: tools.cell() };
    return {
      step({ step, row, course }) {
        const loss = row[0] ?? NaN;
        const harmed = !(loss < Math.max(course.recent, HARM * course.scale));
        norms.first.value = row[first.column] ?? 0;
        norms.last.value = row[last.column] ?? 0;
        for (const { id, column, usual, begin, spot } of watched) {
          const own = row[column] ?? NaN;
          const most = Math.max(usual.value, begin.value);
          const known = usual.count > 0 && most > 0;
          const leaps = known && own > error * most && harmed;
          const grows = known && own > warning * most && (spot.open || (harmed && usual.count >= KNOWN));
          spot.check(
            step,
            leaps ? 2 : grows ? 1 : 0,
            () => ({
              value: own,
              threshold: (leaps ? error : warning) * most,
              text: sentence('NN-HEALTH-EXPLODING.growth', {
                layer: id,
                norm: digits(own),
                times: digits(own / most),
              }),
            }),
            leaps ? NEEDED : 1,
          );
          if (begin.count < KNOWN) begin.take(own);
          usual.take(own);
        }
      },
      block({ step, course }) {
        const times = norms.first.value / norms.last.value;
        const explodes = times > ratio && course.recent > GROWN * course.scale;
        way.check(step, explodes ? 1 : 0, () => ({
          value: times,
          threshold: ratio,
          text: sentence('NN-HEALTH-EXPLODING.ratio', {
            layer: first.id,
            last: last.id,
            times: digits(times),
          }),
        }));
      },
    };
  },
});
