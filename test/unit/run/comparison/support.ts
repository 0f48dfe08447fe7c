/** Compared runs made up for tests. */
import type { ComparedRun } from '../../../../src/run/comparison/state.ts';

/** A completed run of `family` with a seed and a final loss; `change` sets anything else. */
export function runOf(
  family: string,
  seed: number,
  finalLoss: number | null,
  change: Partial<ComparedRun> = {},
): ComparedRun {
  return {
    key: `${family}-${seed}-${change.learningRate ?? 0}`,
    runId: null,
    label: `${family} · seed ${seed}`,
    optimizer: family,
    learningRate: 0.1,
    rate: 'default',
    seed,
    family,
    group: family,
    values: [],
    startLoss: 1,
    reached: null,
    status: 'completed',
    step: 10,
    totalSteps: 10,
    epochs: 1,
    finalLoss,
    finalMetric: finalLoss,
    seconds: 1,
    ...change,
  };
}
