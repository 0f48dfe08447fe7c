/**
 * Muon (Jordan et al. 2024): keras/optimizers/muon.py, torch/optim/_muon.py. It steps matrices; all else is AdamW's, in Keras by
 * itself and in PyTorch, whose Muon refuses vectors, by a second optimizer. Keras scales by 0.2·√max(in, out), PyTorch by
 * √max(1, out/in), and iterates in bfloat16.
 */
import { bySemantics, optional } from '../../../base/schema/composites.ts';
import { boolean, integer, number } from '../../../base/schema/primitives.ts';
import { at, type Values } from '../../../base/values.ts';
import { numbers } from '../../shape.ts';
import type { Semantics } from '../../kind.ts';
import { betas, learningRate, weightDecay } from '../common.ts';
import { optimizerOf, slotAt } from '../optimizer.ts';
import { alongDirection } from './along.ts';
import { orthogonalization, roundToBfloat16, scratchOf } from './newtonSchulz.ts';

/** Both add it to the norm or bound the norm by it. */
const LEAST_NORM = 1e-7;

interface MuonOptions {
  readonly momentum: number;
  readonly nesterov: boolean;
}

/** Takes `gradient` into the moving sum or mean `m`; writes the matrix to be made orthogonal. */
function blend(
  { momentum, nesterov }: MuonOptions,
  semantics: Semantics,
  gradient: Values,
  m: Values,
  direction: Values,
): void {
  const keras = semantics === 'keras';
  for (let index = 0; index < gradient.length; index++) {
    const g = at(gradient, index);
    const next = momentum * at(m, index) + (keras ? g : (1 - momentum) * g);
    m[index] = next;
    const ahead = keras ? g + momentum * next : (1 - momentum) * g + momentum * next;
    direction[index] = nesterov ? ahead : next;
  }
}

function scaleOf([inputs = 1, outputs = 1]: readonly number[], semantics: Semantics): number {
  return semantics === 'keras'
    ? 0.2 * Math.sqrt(Math.max(inputs, outputs))
    : Math.sqrt(Math.max(1, outputs / inputs));
}

function divisorOf(norm: number, semantics: Semantics): number {
  if (semantics === 'keras') return norm + LEAST_NORM;
  const rounded = Float32Array.of(norm);
  roundToBfloat16(rounded);
  return Math.max(at(rounded, 0), LEAST_NORM);
}

/** PyTorch's Muon takes matrices only. */
const PYTORCH = String.raw`
class Muon:
    """torch.optim.Muon for matrices, torch.optim.AdamW for all else."""

    def __init__(self, parameters, lr, weight_decay, momentum, nesterov, ns_steps, betas, eps, vector_decay):
        parameters = list(parameters)
        matrices = [one for one in parameters if one.ndim == 2]
        others = [one for one in parameters if one.ndim != 2]
        options = {"momentum": momentum, "nesterov": nesterov, "ns_steps": ns_steps}
        self.optimizers = [torch.optim.Muon(matrices, lr=lr, weight_decay=weight_decay, **options)]
        if others:
            self.optimizers += [torch.optim.AdamW(others, lr=lr, betas=betas, eps=eps, weight_decay=vector_decay)]
        self.param_groups = [group for one in self.optimizers for group in one.param_groups]

    def zero_grad(self):
        for one in self.optimizers:
            one.zero_grad()

    def step(self):
        for one in self.optimizers:
            one.step()
`;

/** Momentum whose matrices are made orthogonal. */
export const muon = optimizerOf({
  summary:
    'Momentum made orthogonal, which moves all directions of a matrix alike; AdamW for biases (Jordan et al. 2024).',
  keys: {
    learningRate: learningRate(0.001, 0.001),
    momentum: optional(
      number({ minimum: 0, exclusiveMaximum: 1 }),
      0.95,
      'Share of the last gradients that is kept (μ).',
    ),
    nesterov: optional(boolean(), true, 'Look ahead along the momentum.'),
    iterations: optional(
      integer({ minimum: 0, maximum: 99 }),
      5,
      'Iterations of Newton and Schulz that make a matrix orthogonal.',
    ),
    ...betas(),
    weightDecay: weightDecay(0.004, 0.1),
    vectorDecay: bySemantics(
      number({ minimum: 0 }),
      0.004,
      0.01,
      'Weight decay of biases and of all else that AdamW steps.',
    ),
  },
  formula:
    'keras: m = μm + g, M = g + μm; pytorch: m = μm + (1 − μ)g, M = (1 − μ)g + μm; w −= lr·s·UVᵀ of M = UΣVᵀ; s: keras 0.2·√max(in, out), pytorch √max(1, out/in); biases by adamw',
  decay: 'decoupled',
  slots: () => [{ name: 'momentum', initial: 0 }],
  steppedBy({ learningRate, beta1, beta2, epsilon, vectorDecay }, shape) {
    if (shape.length === 2) return null;
    return { type: 'adamw', ...{ learningRate, beta1, beta2, epsilon, weightDecay: vectorDecay } };
  },
  ...alongDirection(),
  prepareDirecting(options, semantics, parameters, allocate) {
    const room = Math.max(0, ...parameters.map(({ shape }) => scratchOf(shape)));
    const scratch = allocate(numbers(room), null);
    const half = semantics === 'pytorch';
    const divisor = (norm: number): number => divisorOf(norm, semantics);
    const matrices = parameters.map((parameter) => ({
      ...parameter,
      orthogonalize: orthogonalization(parameter.shape, scratch, options.iterations, divisor, half),
      factor: scaleOf(parameter.shape, semantics),
    }));
    return {
      scratch: [scratch],
      direct(operations) {
        for (const { gradient, direction, slots, orthogonalize, factor } of matrices) {
          const values = operations.view(direction);
          const own = slots.map((slot) => operations.view(slot));
          blend(options, semantics, operations.view(gradient), slotAt(own, 0), values);
          orthogonalize(operations, values, factor);
        }
      },
    };
  },
  keras: ({ momentum, nesterov, iterations, beta1, beta2, epsilon, vectorDecay }) => ({
    name: 'Muon',
    args: {
      ...{ momentum, nesterov, ns_steps: { whole: iterations } },
      ...{ adam_beta_1: beta1, adam_beta_2: beta2, epsilon, adam_weight_decay: vectorDecay },
    },
  }),
  pytorch: ({ momentum, nesterov, iterations, beta1, beta2, epsilon, vectorDecay }) => ({
    name: 'Muon',
    args: {
      ...{ momentum, nesterov, ns_steps: { whole: iterations } },
      betas: [beta1, beta2],
      eps: epsilon,
      vector_decay: vectorDecay,
    },
    source: PYTORCH,
  }),
});
