/** The meaning of the values of each metric. Written by `npm run generate` from src/kinds/metrics. */
import type { MetricFacts } from '../../kinds/metrics/metric.ts';

export const METRIC_FACTS: Readonly<Record<string, MetricFacts>> = {
  accuracy: { label: 'accuracy', better: 'higher', unit: 'share' },
  topKAccuracy: { label: 'top-k accuracy', better: 'higher', unit: 'share' },
  precision: { label: 'precision', better: 'higher', unit: 'share' },
  recall: { label: 'recall', better: 'higher', unit: 'share' },
  f1: { label: 'F1', better: 'higher', unit: 'share' },
  rootMeanSquaredError: { label: 'root mean squared error', better: 'lower', unit: 'plain' },
  r2: { label: 'R²', better: 'higher', unit: 'plain' },
  meanSquaredError: { label: 'mean squared error', better: 'lower', unit: 'plain' },
  meanAbsoluteError: { label: 'mean absolute error', better: 'lower', unit: 'plain' },
  huber: { label: 'huber', better: 'lower', unit: 'plain' },
  binaryCrossentropy: { label: 'binary crossentropy', better: 'lower', unit: 'plain' },
  categoricalCrossentropy: { label: 'categorical crossentropy', better: 'lower', unit: 'plain' },
  hinge: { label: 'hinge', better: 'lower', unit: 'plain' },
  halfSquaredError: { label: 'half squared error', better: 'lower', unit: 'plain' },
};
