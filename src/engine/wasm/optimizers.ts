/** The common factors of an optimizer's step for all weights, where the kernels read them. */
import type { UpdateRule } from '../../kinds/operations/update.ts';
import {
  FACTOR_PLACES as AT,
  type OptimizerKernel,
  type OptimizerKind,
  type StepFactors,
} from '../../kinds/optimizers/optimizer.ts';
import { decaysDecoupled } from '../../kinds/optimizers/rules.ts';
import { OPTIMIZER_KERNELS, optimizerKind } from '../../kinds/optimizers/table.ts';

/** An optimizer as the kernels know it. What does not change from step to step is looked up once: a step may take a microsecond. */
class KernelOptimizer {
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
    // The share of w that decoupled decay takes.
    const decay = this.#decoupled ? rule.learningRate * rule.optimizer.weightDecay : 0;
    factors[AT.rate] = step.rate;
    factors[AT.keep] = 1 - decay;
    factors[AT.extra] = step.extra;
    factors[AT.first] = step.first;
    factors[AT.firstRest] = 1 - step.first;
    factors[AT.second] = step.second;
    factors[AT.secondRest] = 1 - step.second;
    factors[AT.scale] = step.scale;
    factors[AT.inside] = step.inside;
    factors[AT.outside] = step.outside;
    this.leavesRowsAlone = this.#idle && decay === 0;
  }
}

/** The factors in the kernels' memory: they are the same for all parameters of a step. */
export class StepFactorsArea {
  /** Their address. */
  readonly at: number;
  readonly #factors: Float32Array;
  #optimizer: KernelOptimizer | null = null;
  #of: UpdateRule['optimizer'] | null = null;
  #semantics: UpdateRule['semantics'] | null = null;
  #step = 0;
  #rate = 0;

  constructor(memory: WebAssembly.Memory, at: number) {
    this.at = at;
    this.#factors = new Float32Array(memory.buffer, at, Object.keys(AT).length);
  }

  /** Makes the factors those of `rule`. */
  of(rule: UpdateRule): KernelOptimizer {
    const known = rule.optimizer === this.#of && rule.semantics === this.#semantics ? this.#optimizer : null;
    if (known && rule.step === this.#step && rule.learningRate === this.#rate) return known;
    const found = known ?? new KernelOptimizer(rule);
    found.write(rule, this.#factors);
    this.#optimizer = found;
    this.#of = rule.optimizer;
    this.#semantics = rule.semantics;
    this.#step = rule.step;
    this.#rate = rule.learningRate;
    return found;
  }
}
