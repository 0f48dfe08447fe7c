/** What an optimizer's step has in common for all elements, in the order in which src/kernels/optimizers.ts reads it. */
import type { UpdateRule } from './backend.ts';
import { nadamBetas, nadamCoefficients } from './optimizers/nadam.ts';
import { powerOf } from './optimizers/optimizer.ts';
import { decoupledDecay } from './optimizers/table.ts';

/** The kinds of src/kernels/optimizers.ts. */
const KIND = {
  sgd: 0,
  momentum: 1,
  nesterov: 2,
  momentumPytorch: 3,
  nesterovPytorch: 4,
  adagrad: 5,
  rmsprop: 6,
  rmspropCentered: 7,
  rmspropMomentum: 8,
  rmspropCenteredMomentum: 9,
  adam: 10,
  nadam: 11,
  adadelta: 12,
  lion: 13,
} as const;

/** Positions of the factors. */
const AT = {
  rate: 0,
  keep: 1,
  extra: 2,
  first: 3,
  firstRest: 4,
  second: 5,
  secondRest: 6,
  rootScale: 7,
  epsilonInside: 8,
  epsilonOutside: 9,
} as const;

function setFirst(factors: Float32Array, value: number): void {
  factors[AT.first] = value;
  factors[AT.firstRest] = 1 - value;
}

function setSecond(factors: Float32Array, value: number): void {
  factors[AT.second] = value;
  factors[AT.secondRest] = 1 - value;
}

/** √x·scale + ε, or √(x + ε) where Keras has it inside. */
function setRoot(factors: Float32Array, scale: number, epsilon: number, inside: boolean): void {
  factors[AT.rootScale] = scale;
  factors[AT.epsilonInside] = inside ? epsilon : 0;
  factors[AT.epsilonOutside] = inside ? 0 : epsilon;
}

/** Writes the factors of one step and returns the kernel's kind. Formulas: src/engine/optimizers. */
export function writeFactors(rule: UpdateRule, factors: Float32Array): number {
  const { optimizer, semantics, learningRate, step } = rule;
  const keras = semantics === 'keras';
  factors[AT.rate] = learningRate;
  factors[AT.keep] = 1 - decoupledDecay(rule);
  switch (optimizer.type) {
    case 'sgd':
    case 'momentum':
      if (optimizer.momentum === 0) return KIND.sgd;
      setFirst(factors, optimizer.momentum);
      if (keras) return optimizer.nesterov ? KIND.nesterov : KIND.momentum;
      return optimizer.nesterov ? KIND.nesterovPytorch : KIND.momentumPytorch;
    case 'adagrad':
      setRoot(factors, 1, optimizer.epsilon, keras);
      return KIND.adagrad;
    case 'rmsprop':
      setFirst(factors, optimizer.rho);
      setSecond(factors, optimizer.momentum);
      setRoot(factors, 1, optimizer.epsilon, keras);
      if (optimizer.momentum === 0) return optimizer.centered ? KIND.rmspropCentered : KIND.rmsprop;
      // Keras keeps the learning rate inside the momentum, PyTorch outside.
      factors[AT.rate] = keras ? learningRate : 1;
      factors[AT.extra] = keras ? 1 : learningRate;
      return optimizer.centered ? KIND.rmspropCenteredMomentum : KIND.rmspropMomentum;
    case 'adam':
    case 'adamw': {
      const firstCorrection = 1 - powerOf(optimizer.beta1, step, semantics);
      const secondCorrection = Math.sqrt(1 - powerOf(optimizer.beta2, step, semantics));
      setFirst(factors, optimizer.beta1);
      setSecond(factors, optimizer.beta2);
      setRoot(factors, keras ? 1 : 1 / secondCorrection, optimizer.epsilon, false);
      factors[AT.rate] = (learningRate * (keras ? secondCorrection : 1)) / firstCorrection;
      return KIND.adam;
    }
    case 'nadam': {
      const { gradientFactor, momentumFactor, correction } = nadamCoefficients({ ...rule, optimizer });
      const { beta1, beta2 } = nadamBetas(optimizer, semantics);
      setFirst(factors, beta1);
      setSecond(factors, beta2);
      setRoot(factors, 1 / Math.sqrt(correction), optimizer.epsilon, false);
      factors[AT.rate] = momentumFactor;
      factors[AT.extra] = gradientFactor;
      return KIND.nadam;
    }
    case 'adadelta':
      setFirst(factors, optimizer.rho);
      setRoot(factors, 1, optimizer.epsilon, true);
      return KIND.adadelta;
    case 'lion':
      setFirst(factors, optimizer.beta1);
      setSecond(factors, optimizer.beta2);
      return KIND.lion;
  }
}

/** Whether a step without gradient changes neither the weight nor a slot. */
export function leavesRowsAlone(rule: UpdateRule): boolean {
  const { optimizer } = rule;
  if (decoupledDecay(rule) !== 0) return false;
  // Adagrad without ε and without a first accumulator divides 0 by 0.
  if (optimizer.type === 'adagrad') return optimizer.epsilon > 0;
  return (optimizer.type === 'sgd' || optimizer.type === 'momentum') && optimizer.momentum === 0;
}
