import { scheduleOf, warmupSteps } from './schedule.ts';

/** The learning rate of the optimizer, unchanged. */
export const constant = scheduleOf({
  summary: 'The same rate all along.',
  keys: { warmupSteps },
  formula: 'lr',
  factor: () => 1,
});
