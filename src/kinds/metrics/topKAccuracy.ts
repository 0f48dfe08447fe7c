import { phrase } from '../../base/problems/phrase.ts';
import { optional } from '../../base/schema/composites.ts';
import { integer } from '../../base/schema/primitives.ts';
import { at } from '../../base/values.ts';
import { largest, rowsOf, shareOf } from './counting.ts';
import { metricOf } from './metric.ts';

/** keras/metrics/accuracy_metrics.py: TopKCategoricalAccuracy. A row counts if fewer than k outputs are above its class's. */
export const topKAccuracy = metricOf({
  summary: 'Share of samples whose class is among the k likeliest.',
  keys: { k: optional(integer({ minimum: 1 }), 5, 'How many classes count.') },
  synonyms: ['topkcategoricalaccuracy', 'topk'],
  label: 'top-k accuracy',
  better: 'higher',
  unit: 'share',
  fault({ k }, { target, classes }) {
    if (target !== 'category') return phrase('it needs several classes.');
    return k <= classes ? undefined : phrase('k is {k}, but there are {classes} classes.', { k, classes });
  },
  gather: ({ k }) =>
    shareOf(rowsOf, ({ output, target, rows, units }) => {
      let hits = 0;
      for (let row = 0; row < rows; row++) {
        const from = row * units;
        const wanted = at(output, from + largest(target, from, units));
        let above = 0;
        for (let unit = 0; unit < units; unit++) if (at(output, from + unit) > wanted) above++;
        if (above < k) hits++;
      }
      return hits;
    }),
});
