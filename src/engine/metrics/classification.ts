/**
 * Accuracy and its relatives (keras/metrics/accuracy_metrics.py, confusion_metrics.py, f_score_metrics.py).
 * Categories go by the largest output, binary targets by the threshold of one half.
 */
import { at, type Values } from '../../base/values.ts';
import { ratio, type Metric, type MetricBatch } from './metric.ts';

/** Column of the first largest value of a row. */
function largest(values: Values, from: number, units: number): number {
  let best = 0;
  for (let unit = 1; unit < units; unit++) if (at(values, from + unit) > at(values, from + best)) best = unit;
  return best;
}

/** A share: `hitsOf` counts in a batch what is right, of all that `allOf` says there is. */
function shareMetric(
  name: Metric['name'],
  allOf: (batch: MetricBatch) => number,
  hitsOf: (batch: MetricBatch) => number,
): Metric {
  const sums = new Float64Array(2);
  return {
    name,
    needsPrediction: false,
    sums,
    add(batch) {
      sums[0] = at(sums, 0) + hitsOf(batch);
      sums[1] = at(sums, 1) + allOf(batch);
    },
    value: () => at(sums, 0) / at(sums, 1),
  };
}

const rowsOf = ({ rows }: MetricBatch): number => rows;

/** Share of rows whose largest output is the target class. */
export function categoryAccuracy(): Metric {
  return shareMetric('accuracy', rowsOf, ({ output, target, rows, units }) => {
    let hits = 0;
    for (let row = 0; row < rows; row++) {
      if (largest(output, row * units, units) === largest(target, row * units, units)) hits++;
    }
    return hits;
  });
}

/** Share of outputs on the target's side of `threshold`: 0 for logits, one half for probabilities. */
export function binaryAccuracy(threshold: number): Metric {
  return shareMetric(
    'accuracy',
    ({ rows, units }) => rows * units,
    ({ output, target, rows, units }) => {
      let hits = 0;
      for (let index = 0; index < rows * units; index++) {
        if (at(output, index) > threshold === at(target, index) > 0.5) hits++;
      }
      return hits;
    },
  );
}

/** Share of rows with fewer than k outputs above that of the target class. */
export function topKAccuracy(k: number): Metric {
  return shareMetric('topKAccuracy', rowsOf, ({ output, target, rows, units }) => {
    let hits = 0;
    for (let row = 0; row < rows; row++) {
      const from = row * units;
      const wanted = at(output, from + largest(target, from, units));
      let above = 0;
      for (let unit = 0; unit < units; unit++) if (at(output, from + unit) > wanted) above++;
      if (above < k) hits++;
    }
    return hits;
  });
}

/** Counts true positives, false positives and false negatives of each output above one half. */
function countAboveHalf(sums: Float64Array, { prediction, target, rows, units }: MetricBatch): void {
  for (let index = 0; index < rows * units; index++) {
    const said = at(prediction, index) > 0.5;
    const is = at(target, index) > 0.5;
    if (said && is) sums[0] = at(sums, 0) + 1;
    else if (said) sums[1] = at(sums, 1) + 1;
    else if (is) sums[2] = at(sums, 2) + 1;
  }
}

/** Precision or recall over all outputs above one half, as Keras' Precision and Recall. */
export function precisionOrRecall(name: 'precision' | 'recall'): Metric {
  const sums = new Float64Array(3);
  const other = name === 'precision' ? 1 : 2;
  return {
    name,
    needsPrediction: true,
    sums,
    add: (batch) => {
      countAboveHalf(sums, batch);
    },
    value: () => ratio(at(sums, 0), at(sums, 0) + at(sums, other)),
  };
}

/** F1 of a binary target: 2·tp / (2·tp + fp + fn). */
export function binaryF1(): Metric {
  const sums = new Float64Array(3);
  return {
    name: 'f1',
    needsPrediction: true,
    sums,
    add: (batch) => {
      countAboveHalf(sums, batch);
    },
    value: () => ratio(2 * at(sums, 0), 2 * at(sums, 0) + at(sums, 1) + at(sums, 2)),
  };
}

/** Mean over the classes of each one's F1, as Keras' F1Score with `average="macro"`. */
export function macroF1(classes: number): Metric {
  const sums = new Float64Array(3 * classes);
  return {
    name: 'f1',
    needsPrediction: false,
    sums,
    add({ output, target, rows, units }) {
      for (let row = 0; row < rows; row++) {
        const said = largest(output, row * units, units);
        const is = largest(target, row * units, units);
        if (said === is) {
          sums[3 * is] = at(sums, 3 * is) + 1;
          continue;
        }
        sums[3 * said + 1] = at(sums, 3 * said + 1) + 1;
        sums[3 * is + 2] = at(sums, 3 * is + 2) + 1;
      }
    },
    value() {
      let total = 0;
      for (let index = 0; index < sums.length; index += 3) {
        const hits = 2 * at(sums, index);
        total += ratio(hits, hits + at(sums, index + 1) + at(sums, index + 2));
      }
      return total / classes;
    },
  };
}
