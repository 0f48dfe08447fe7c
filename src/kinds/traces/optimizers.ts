/**
 * The optimizers' steps of one weight, line by line, for whoever asks where a number comes from. w is the weight after decoupled
 * decay, g the gradient that the optimizer gets; a prime marks what is after the step. A test makes the same step with the
 * functions of the catalogue, for every optimizer under both semantics.
 */
import { powerOf, type StepRule } from '../optimizers/optimizer.ts';
import type { Optimizer, OptimizerName } from '../optimizers/table.ts';

export interface StepTrace {
  /** The names of the slots, in the optimizer's order. */
  readonly slots: readonly string[];
  /** Numbers that all weights have in common. */
  readonly constants: Readonly<Record<string, number>>;
  /** Each names a number and says how it is made from those before it; the last is w′. */
  readonly lines: readonly (readonly [name: string, formula: string])[];
}

type Traces = {
  readonly [Name in OptimizerName]?: (
    rule: StepRule<Extract<Optimizer, { readonly type: Name }>>,
    g: number,
    slots: readonly number[],
  ) => StepTrace;
};

type Moments = StepRule<{ readonly beta1: number; readonly beta2: number; readonly epsilon: number }>;

const MEAN = ['m′', 'β₁·m + (1 − β₁)·g'] as const;
const SQUARES = ['v′', 'β₂·v + (1 − β₂)·g^2'] as const;

function momentConstants({ optimizer, semantics, learningRate, step }: Moments) {
  const { beta1, beta2, epsilon } = optimizer;
  const powers = { 'β₁ᵗ': powerOf(beta1, step, semantics), 'β₂ᵗ': powerOf(beta2, step, semantics) };
  return { η: learningRate, 'β₁': beta1, 'β₂': beta2, ε: epsilon, ...powers };
}

function descent({
  optimizer: { momentum, nesterov },
  semantics,
  learningRate,
}: StepRule<{ readonly momentum: number; readonly nesterov: boolean }>): StepTrace {
  const constants = { η: learningRate, μ: momentum };
  if (momentum === 0) return { slots: [], constants: { η: learningRate }, lines: [['w′', 'w − η·g']] };
  if (semantics === 'keras') {
    const end = nesterov ? 'w + μ·v′ − η·g' : 'w + v′';
    return {
      slots: ['v'],
      constants,
      lines: [
        ['v′', 'μ·v − η·g'],
        ['w′', end],
      ],
    };
  }
  const end = nesterov ? 'w − η·(g + μ·v′)' : 'w − η·v′';
  return {
    slots: ['v'],
    constants,
    lines: [
      ['v′', 'μ·v + g'],
      ['w′', end],
    ],
  };
}

function moments(rule: Moments): StepTrace {
  const hats = [
    ['m̂', 'm′/(1 − β₁ᵗ)'],
    ['v̂', 'v′/(1 − β₂ᵗ)'],
    ['w′', 'w − η·m̂/(√v̂ + ε)'],
  ] as const;
  // Keras adds ε to the root of v that is not yet corrected.
  const rate = [
    ['ηₜ', 'η·√(1 − β₂ᵗ)/(1 − β₁ᵗ)'],
    ['w′', 'w − ηₜ·m′/(√v′ + ε)'],
  ] as const;
  const end = rule.semantics === 'keras' ? rate : hats;
  return { slots: ['m', 'v'], constants: momentConstants(rule), lines: [MEAN, SQUARES, ...end] };
}

/** μₜ of Nadam, and the product of all so far. */
function nesterovShares(beta1: number, semantics: string, step: number) {
  const at = (t: number): number => beta1 * (1 - 0.5 * 0.96 ** (semantics === 'keras' ? t : t * 0.004));
  let product = 1;
  for (let t = 1; t <= step && product !== 0; t++) product *= at(t);
  return { μₜ: at(step), 'μₜ₊₁': at(step + 1), Πμ: product };
}

const TRACES: Traces = {
  sgd: descent,
  momentum: descent,
  adagrad: ({ optimizer: { epsilon }, semantics, learningRate }) => ({
    slots: ['G'],
    constants: { η: learningRate, ε: epsilon },
    lines: [
      ['G′', 'G + g^2'],
      ['w′', semantics === 'keras' ? 'w − η·g/√(G′ + ε)' : 'w − η·g/(√G′ + ε)'],
    ],
  }),
  rmsprop({ optimizer, semantics, learningRate }) {
    const { rho, momentum, epsilon, centered } = optimizer;
    const keras = semantics === 'keras';
    const of = centered ? 'd' : 'v′';
    const root = keras ? `√(${of} + ε)` : `(√${of} + ε)`;
    const mean = [
      ['ḡ′', 'ρ·ḡ + (1 − ρ)·g'],
      ['d', 'max(v′ − ḡ′^2, 0)'],
    ] as const;
    const end =
      momentum === 0
        ? ([['w′', `w − η·g/${root}`]] as const)
        : ([
            ['b′', keras ? `μ·b + η·g/${root}` : `μ·b + g/${root}`],
            ['w′', keras ? 'w − b′' : 'w − η·b′'],
          ] as const);
    return {
      slots: ['v', ...(centered ? ['ḡ'] : []), ...(momentum === 0 ? [] : ['b'])],
      constants: { η: learningRate, ρ: rho, μ: momentum, ε: epsilon },
      lines: [['v′', 'ρ·v + (1 − ρ)·g^2'], ...(centered ? mean : []), ...end],
    };
  },
  adam: moments,
  adamw: moments,
  nadam(rule) {
    const { optimizer, semantics, step } = rule;
    // Keras's Nadam rounds both to float32 before anything else.
    const kept = (beta: number): number => (semantics === 'keras' ? Math.fround(beta) : beta);
    const used = { ...optimizer, beta1: kept(optimizer.beta1), beta2: kept(optimizer.beta2) };
    return {
      slots: ['m', 'v'],
      constants: {
        ...momentConstants({ ...rule, optimizer: used }),
        ...nesterovShares(used.beta1, semantics, step),
      },
      lines: [
        MEAN,
        SQUARES,
        ['m̂', 'μₜ₊₁·m′/(1 − Πμ·μₜ₊₁) + (1 − μₜ)·g/(1 − Πμ)'],
        ['v̂', 'v′/(1 − β₂ᵗ)'],
        ['w′', 'w − η·m̂/(√v̂ + ε)'],
      ],
    };
  },
  adamax: (rule) => ({
    slots: ['m', 'u'],
    constants: momentConstants(rule),
    lines: [
      MEAN,
      ['u′', rule.semantics === 'keras' ? 'max(β₂·u, |g|)' : 'max(β₂·u, |g| + ε)'],
      ['w′', rule.semantics === 'keras' ? 'w − η/(1 − β₁ᵗ)·m′/(u′ + ε)' : 'w − η/(1 − β₁ᵗ)·m′/u′'],
    ],
  }),
  adadelta: ({ optimizer: { rho, epsilon }, learningRate }) => ({
    slots: ['v', 'u'],
    constants: { η: learningRate, ρ: rho, ε: epsilon },
    lines: [
      ['v′', 'ρ·v + (1 − ρ)·g^2'],
      ['Δ', '√(u + ε)/√(v′ + ε)·g'],
      ['u′', 'ρ·u + (1 − ρ)·Δ^2'],
      ['w′', 'w − η·Δ'],
    ],
  }),
  lion: ({ optimizer: { beta1, beta2 }, learningRate }) => ({
    slots: ['m'],
    constants: { η: learningRate, 'β₁': beta1, 'β₂': beta2 },
    lines: [
      ['c', 'β₁·m + (1 − β₁)·g'],
      ['m′', 'β₂·m + (1 − β₂)·g'],
      ['w′', 'w − η·sign(c)'],
    ],
  }),
  rprop({ optimizer: { etaMinus, etaPlus, smallestStep, largestStep } }, g, [before = 0]) {
    const turned = g * before < 0;
    const factor = turned ? 'η⁻·' : g * before > 0 ? 'η⁺·' : '';
    return {
      slots: ['g₀', 'Δ'],
      constants: { 'η⁻': etaMinus, 'η⁺': etaPlus, Δmin: smallestStep, Δmax: largestStep },
      lines: [
        ['g₀′', turned ? '0' : 'g'],
        ['Δ′', `min(max(${factor}Δ, Δmin), Δmax)`],
        ['w′', 'w − sign(g₀′)·Δ′'],
      ],
    };
  },
  radam(rule) {
    // Its powers are exact under both semantics.
    const constants = momentConstants({ ...rule, semantics: 'pytorch' });
    const { 'β₂': beta2, 'β₂ᵗ': power } = constants;
    const longest = 2 / (1 - beta2) - 1;
    const length = longest - (2 * rule.step * power) / (1 - power);
    const root = ['r', '√((ρₜ − 4)·(ρₜ − 2)·ρ∞/((ρ∞ − 4)·(ρ∞ − 2)·ρₜ))'] as const;
    const rectified = [root, ['w′', 'w − η·r·√(1 − β₂ᵗ)/(1 − β₁ᵗ)·m′/(√v′ + ε)']] as const;
    return {
      slots: ['m', 'v'],
      constants: { ...constants, 'ρ∞': longest, ρₜ: length },
      lines: [MEAN, SQUARES, ...(length > 5 ? rectified : [['w′', 'w − η·m′/(1 − β₁ᵗ)'] as const])],
    };
  },
  adabelief: (rule) => ({
    slots: ['m', 's'],
    // Its powers are exact under both semantics.
    constants: momentConstants({ ...rule, semantics: 'pytorch' }),
    lines: [
      MEAN,
      ['s′', 'β₂·s + (1 − β₂)·(g − m′)^2 + ε'],
      ['ŝ', 's′/(1 − β₂ᵗ)'],
      ['w′', 'w − η/(1 − β₁ᵗ)·m′/(√ŝ + ε)'],
    ],
  }),
  scheduleFreeAdamw(rule) {
    const { semantics, optimizer, step } = rule;
    const decay = semantics === 'pytorch' && optimizer.weightDecay > 0 ? ' − η·λ·w' : '';
    return {
      slots: ['v', 'z'],
      constants: { ...momentConstants(rule), λ: optimizer.weightDecay, t: step },
      lines: [
        SQUARES,
        ['z′', `z − η·g/(√(v′/(1 − β₂ᵗ)) + ε)${decay}`],
        ['x', '(w − (1 − β₁)·z)/β₁'],
        ['x′', 'x + (z′ − x)/t'],
        ['w′', '(1 − β₁)·z′ + β₁·x′'],
      ],
    };
  },
};

/**
 * The lines of one weight's step, with the gradient that the optimizer gets and the slots as they are before it. Null for an
 * optimizer that finds a direction for whole parameters.
 */
export function stepTrace(rule: StepRule<Optimizer>, g: number, slots: readonly number[]): StepTrace | null {
  const trace = TRACES[rule.optimizer.type] as
    ((rule: StepRule<Optimizer>, g: number, slots: readonly number[]) => StepTrace) | undefined;
  return trace?.(rule, g, slots) ?? null;
}
