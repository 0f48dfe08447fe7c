/** The length of a run in steps, by the settings that it has at a moment. */
import type { Plan } from '../../plan/types.ts';
import type { EpochRecord } from '../epochs.ts';
import { BATCH_SIZE, EPOCHS, type Control } from './control.ts';

export function stepsOfEpoch(plan: Plan, batchSize: number): number {
  const { train } = plan.data.samples;
  const whole = Math.floor(train / batchSize);
  return plan.spec.training.dropLastBatch && whole > 0 ? whole : Math.ceil(train / batchSize);
}

/** The length of a run by its present settings; `last` is its last finished epoch. */
export function runLength(
  plan: Plan,
  controls: readonly Control[],
  last: EpochRecord | undefined,
): { readonly epochs: number; readonly totalSteps: number } {
  const valueOf = (path: string, otherwise: number): number =>
    controls.find((control) => control.path === path)?.value ?? otherwise;
  const epochs = valueOf(EPOCHS, plan.spec.training.epochs);
  const batchSize = valueOf(BATCH_SIZE, plan.batchSize);
  const changed = epochs !== plan.spec.training.epochs || batchSize !== plan.batchSize;
  if (!changed && last === undefined) return { epochs, totalSteps: plan.totalSteps };
  const done = last ?? { epoch: 0, step: 0 };
  const left = Math.max(0, epochs - done.epoch) * stepsOfEpoch(plan, batchSize);
  return { epochs, totalSteps: done.step + left };
}
