/**
 * Activations as formulas in z and a = f(z), for whoever asks where a number comes from. Only the branch that a z takes is
 * told. A test compares each with the function and the derivative of the catalogue.
 */
import type { Activation, ActivationName } from '../activations/table.ts';

export interface ActivationTrace {
  readonly value: string;
  /** f′. */
  readonly slope: string;
}

/** √(2/π) and the factor of z³ in the tanh form of gelu. */
const INNER = '(0.7978845608028654·(z + 0.044715·z^3))';

type Traces = {
  readonly [Name in ActivationName]: (
    z: number,
    options: Extract<Activation, { readonly type: Name }>,
  ) => ActivationTrace | null;
};

/** A softmax is a matter of its whole row, and gelu without the tanh form has no closed one: both tell no formula here. */
const TRACES: Traces = {
  elu: (z) => (z > 0 ? { value: 'z', slope: '1' } : { value: 'alpha·(exp(z) − 1)', slope: 'a + alpha' }),
  gelu: (_z, { approximate }) =>
    approximate
      ? {
          value: `0.5·z·(1 + tanh${INNER})`,
          slope: `0.5·(1 + tanh${INNER}) + 0.5·z·(1 − tanh${INNER}^2)·0.7978845608028654·(1 + 0.134145·z^2)`,
        }
      : null,
  hardSigmoid: (z) => ({ value: 'min(max(z + 3, 0), 6)/6', slope: z > -3 && z < 3 ? '1/6' : '0' }),
  leakyRelu: (z) => ({ value: z < 0 ? 'slope·z' : 'z', slope: z > 0 ? '1' : 'slope' }),
  linear: () => ({ value: 'z', slope: '1' }),
  relu: (z) => ({ value: 'max(0, z)', slope: z > 0 ? '1' : '0' }),
  selu: (z) =>
    z > 0
      ? { value: '1.0507009873554805·z', slope: '1.0507009873554805' }
      : {
          value: '1.0507009873554805·1.6732632423543772·(exp(z) − 1)',
          slope: 'a + 1.0507009873554805·1.6732632423543772',
        },
  sigmoid: () => ({ value: '1/(1 + exp(−z))', slope: 'a·(1 − a)' }),
  silu: () => ({ value: 'z/(1 + exp(−z))', slope: '1/(1 + exp(−z))·(1 + z·(1 − 1/(1 + exp(−z))))' }),
  softmax: () => null,
  softplus: () => ({ value: 'ln(1 + exp(z))', slope: '1/(1 + exp(−z))' }),
  softsign: () => ({ value: 'z/(1 + |z|)', slope: '(1 − |a|)^2' }),
  tanh: () => ({ value: 'tanh(z)', slope: '1 − a^2' }),
};

/** The formulas of an activation at z; null where there is no short one. Names besides z and a are keys of its options. */
export function activationTrace(activation: Activation, z: number): ActivationTrace | null {
  const trace = TRACES[activation.type] as (z: number, options: Activation) => ActivationTrace | null;
  return trace(z, activation);
}
