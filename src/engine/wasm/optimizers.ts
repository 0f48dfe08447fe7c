/**
 * The common factors of an optimizer's step for all weights, in the order in which
 * src/kernels/vector/optimizerLoop.ts reads them.
 */
import type { OptimizerKernel, OptimizerKind, StepFactors } from '../../kinds/optimizers/optimizer.ts';
import { OPTIMIZER_KERNELS, optimizerKind } from '../../kinds/optimizers/table.ts';
import type { UpdateRule } from '../backend.ts';
import { decaysDecoupled } from '../optimizerRules.ts';

/** An optimizer as the kernels know it. What does not change from step to step is looked up once: a step may take a microsecond. */
export class KernelOptimizer {
  readonly #kind: OptimizerKind;
  readonly #decoupled: boolean;
  readonly #idle: boolean;
  /** Filled in by the optimizer of a step, and read at once. */
  readonly #step: StepFactors = { rate: 0, extra: 0, first: 0, second: 0, scale: 1, inside: 0, outside: 0 };
  #kernel: OptimizerKernel | null = null;
  /** The number of the kernel that makes the step whose factors were written last. */
  number = 0;
  /** True if that step, without a gradient, changes neither the weight nor a slot. */
  leavesRowsAlone = false;

  constructor({ optimizer, semantics }: UpdateRule) {
    this.#kind = optimizerKind(optimizer);
    this.#decoupled = optimizer.weightDecay !== 0 && decaysDecoupled(optimizer, semantics);
    this.#idle = this.#kind.isIdle?.(optimizer) ?? false;
  }

  /** Writes the factors of one step. */
  write(rule: UpdateRule, factors: Float32Array): void {
    const step = this.#step;
    step.rate = rule.learningRate;
    const kernel = this.#kind.kernel(rule, step);
    if (kernel !== this.#kernel) {
      this.#kernel = kernel;
      this.number = OPTIMIZER_KERNELS.indexOf(kernel);
    }
    factors[0] = step.rate;
    // The share of w that decoupled decay leaves.
    const decay = this.#decoupled ? rule.learningRate * rule.optimizer.weightDecay : 0;
    factors[1] = 1 - decay;
    factors[2] = step.extra;
    factors[3] = step.first;
    factors[4] = 1 - step.first;
    factors[5] = step.second;
    factors[6] = 1 - step.second;
    factors[7] = step.scale;
    factors[8] = step.inside;
    factors[9] = step.outside;
    this.leavesRowsAlone = this.#idle && decay === 0;
  }
}
