/** JSON has no NaN and no infinity: both are written as null, and read as NaN. */
import type { EpochRecord, MetricValues } from '../../run/epochs.ts';

export function valuesOrNaN(values: MetricValues): MetricValues {
  const entries = Object.entries(values as Readonly<Record<string, number | null>>);
  return entries.some(([, value]) => value === null)
    ? Object.fromEntries(entries.map(([name, value]) => [name, value ?? NaN]))
    : values;
}

export function finiteOrNaN(record: EpochRecord): EpochRecord {
  const { train, trainEvaluated, validation } = record;
  const { seconds, samplesPerSecond } = record as { seconds: number | null; samplesPerSecond: number | null };
  return {
    ...record,
    train: valuesOrNaN(train),
    ...(trainEvaluated ? { trainEvaluated: valuesOrNaN(trainEvaluated) } : {}),
    ...(validation ? { validation: valuesOrNaN(validation) } : {}),
    seconds: seconds ?? NaN,
    samplesPerSecond: samplesPerSecond ?? NaN,
  };
}
