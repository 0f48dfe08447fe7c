/**
 * Losses as formulas in an output o and a target t, for whoever asks where a number comes from. Only the branch that they take
 * is told. A test compares each with the functions of the catalogue.
 */
import type { Loss } from '../losses/table.ts';
import type { Semantics } from '../kind.ts';

export interface LossTrace {
  /** One output's part of a sample's loss. */
  readonly value: string;
  /** Its derivative by the output, or by z where the loss is computed from logits. */
  readonly slope: string;
}

type Names = Loss['type'];
type Traces = {
  readonly [Name in Names]: (
    o: number,
    t: number,
    options: Extract<Loss, { readonly type: Name }>,
  ) => LossTrace;
};

const SIDE = '(2·t − 1)';

/**
 * In `s`, the sum of a row's outputs, where outputs are divided by it; in `S`, the sum of its targets. The limits by which the
 * frameworks keep a logarithm finite are left out.
 */
const TRACES: Traces = {
  meanSquaredError: () => ({ value: '(t − o)^2', slope: '2·(o − t)' }),
  meanAbsoluteError: () => ({ value: '|t − o|', slope: 'sign(o − t)' }),
  huber: (o, t, { delta }) =>
    Math.abs(o - t) <= delta
      ? { value: '0.5·(t − o)^2', slope: 'o − t' }
      : { value: 'delta·(|t − o| − 0.5·delta)', slope: 'delta·sign(o − t)' },
  binaryCrossentropy: () => ({
    value: '−(t·ln(o) + (1 − t)·ln(1 − o))',
    slope: '(o − t)/(o·(1 − o))',
  }),
  categoricalCrossentropy: () => ({ value: '−t·ln(o)', slope: '−t/o' }),
  hinge: (o, t) => ({
    value: `max(0, 1 − ${SIDE}·o)`,
    slope: 1 - (2 * t - 1) * o > 0 ? `−${SIDE}` : '0',
  }),
  halfSquaredError: () => ({ value: '0.5·(t − o)^2', slope: 'o − t' }),
};

/** The derivative by z of a loss that is computed from logits, with the probability o; S is the sum of the row's targets. */
const FROM_LOGITS = { sigmoid: 'o − t', softmax: 'o·S − t' } as const;

/** The formulas of one output's loss; names besides o, t, s and S are keys of the loss. */
export function lossTrace(
  loss: Loss,
  semantics: Semantics,
  fused: 'none' | 'sigmoid' | 'softmax',
  o: number,
  t: number,
): LossTrace {
  const trace = (TRACES[loss.type] as (o: number, t: number, options: Loss) => LossTrace)(o, t, loss);
  if (fused !== 'none') return { ...trace, slope: FROM_LOGITS[fused] };
  if (loss.type !== 'categoricalCrossentropy' || semantics === 'pytorch') return trace;
  return { value: '−t·ln(o/s)', slope: '(S − t·s/o)/s' };
}
