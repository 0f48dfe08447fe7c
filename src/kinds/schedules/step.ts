import { optional, required } from '../../base/schema/composites.ts';
import { integer, number } from '../../base/schema/primitives.ts';
import { scheduleOf, warmupSteps } from './schedule.ts';

/** PyTorch: StepLR of optim/lr_scheduler.py. */
export const step = scheduleOf({
  summary: 'A factor every few epochs (PyTorch StepLR).',
  keys: {
    stepSize: required(integer({ minimum: 1 }), 'Epochs between two falls.'),
    gamma: optional(number({ exclusiveMinimum: 0 }), 0.1, 'Factor at each fall.'),
    warmupSteps,
  },
  formula: 'lr · gamma^⌊epoch / stepSize⌋, epochs from 0',
  factor: ({ epoch }, { gamma, stepSize }) => gamma ** Math.floor(epoch / stepSize),
});
