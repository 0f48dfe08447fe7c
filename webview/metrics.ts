/** The metrics' names in words, and which of them are shares of 1. */
import { t } from './strings.ts';

const SHARES: readonly string[] = ['accuracy', 'topKAccuracy', 'precision', 'recall', 'f1'];

/** True if the metric is a share: 1 is perfect and it is written as a percentage. */
export function isShare(metric: string): boolean {
  return SHARES.includes(metric);
}

/** True if more is better. */
export function higherIsBetter(metric: string): boolean {
  return isShare(metric) || metric === 'r2';
}

/** The metric's name within a sentence. */
export function metricLabel(metric: string): string {
  switch (metric) {
    case 'accuracy':
      return t('accuracy');
    case 'topKAccuracy':
      return t('top-k accuracy');
    case 'precision':
      return t('precision');
    case 'recall':
      return t('recall');
    case 'f1':
      return 'F1';
    case 'r2':
      return 'R²';
    case 'rootMeanSquaredError':
      return t('root mean squared error');
    case 'meanSquaredError':
      return t('mean squared error');
    case 'meanAbsoluteError':
      return t('mean absolute error');
    default:
      return metric;
  }
}
