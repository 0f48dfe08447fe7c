import { ADAM_KERNELS, adamConstants, adamKernel, adamStep, momentSlots } from './adam.ts';
import { betas, learningRate, weightDecay } from '../common.ts';
import { optimizerOf } from '../optimizer.ts';

/** Adam's step after its decoupled decay (Loshchilov & Hutter 2019). */
export const adamw = optimizerOf({
  summary: 'Adam with decoupled weight decay (Loshchilov & Hutter 2019).',
  keys: { learningRate: learningRate(0.001, 0.001), ...betas(), weightDecay: weightDecay(0.004, 0.01) },
  formula: 'w −= lr·weightDecay·w, then adam',
  decay: 'decoupled',
  slots: momentSlots,
  step: adamStep,
  kernels: ADAM_KERNELS,
  kernel: adamKernel,
  keras: (options) => ({ name: 'AdamW', args: adamConstants(options, 'keras') }),
  pytorch: (options) => ({ name: 'torch.optim.AdamW', args: adamConstants(options, 'pytorch') }),
});
