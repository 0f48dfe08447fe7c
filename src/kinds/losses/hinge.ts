import { elementLoss, type LossKernel } from './loss.ts';

/** −1 for a target of 0, 1 for a target of 1. */
function sideOf(target: number): number {
  return 2 * target - 1;
}

const SIDE = 'f32x4.sub(f32x4.add(t, t), f32x4.splat(1))';
const MARGIN = `f32x4.sub(f32x4.splat(1), f32x4.mul(${SIDE}, o))`;
const KERNEL: LossKernel = {
  name: 'HINGE',
  value: `widenSum(f32x4.max(${MARGIN}, f32x4.splat(0)))`,
  derivative: `v128.and(f32x4.neg(${SIDE}), f32x4.gt(${MARGIN}, f32x4.splat(0)))`,
  freeOutput: -1000,
};

/** Hinge loss (Cortes & Vapnik 1995) as keras/losses/losses.py has it. PyTorch has none of this form, so both follow it. */
export const hinge = elementLoss({
  summary: 'For two classes by the sign of the output; end the model with linear or tanh.',
  keys: {},
  formula: 'max(0, 1 − t·o), t = −1 for a target of 0 and 1 for 1; mean over outputs and batch',
  synonyms: ['hingeloss', 'svm'],
  autoTarget: 'binary',
  unitTargets: true,
  threshold: 0,
  over: 'mean',
  pair: () => ({
    value: (o, t) => Math.max(1 - sideOf(t) * o, 0),
    derivative: (o, t) => (1 - sideOf(t) * o > 0 ? -sideOf(t) : 0),
    kernel: KERNEL,
  }),
  keras: () => 'keras.losses.Hinge()',
  pytorch: () => 'lambda o, t: (1 - (2 * t - 1) * o).clamp(min=0).mean()',
});
