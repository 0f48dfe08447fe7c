/** The plain step along a direction that has been found. */
import { at, type Values } from '../../../base/values.ts';
import type { ElementStep, OptimizerKernel, StepFactors, StepRule } from '../optimizer.ts';
import { PLAIN } from '../sgd.ts';
import type { DirectedStep } from './directing.ts';

/** The step along a direction; `rateOf` gives the rate of a step where it is not the learning rate. */
export function alongDirection(rateOf: (step: DirectedStep) => number = ({ learningRate }) => learningRate) {
  return {
    step(rule: StepRule<unknown>): ElementStep {
      const rate = rateOf(rule);
      return (weight, direction) => weight - rate * direction;
    },
    kernels: [PLAIN],
    kernel(rule: StepRule<unknown>, factors: StepFactors): OptimizerKernel {
      factors.rate = rateOf(rule);
      return PLAIN;
    },
  };
}

/** √(Σx²/n), summed in float64. */
export function rootMeanSquare(values: Values): number {
  let sum = 0;
  for (let index = 0; index < values.length; index++) sum += at(values, index) ** 2;
  return Math.sqrt(sum / values.length);
}
