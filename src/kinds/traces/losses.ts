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
    unit: number,
  ) => LossTrace;
};

/** A function of `a` and `b`, the outputs less their targets: told at the first of them, with the slope at either. */
function ofPair(value: string, bySlope: readonly [a: string, b: string]) {
  return (_o: number, _t: number, _options: unknown, unit: number): LossTrace =>
    unit === 0 ? { value, slope: bySlope[0] } : { value: '0', slope: bySlope[1] };
}

const [BEALE1, BEALE2, BEALE3] = ['(1.5 − a + a·b)', '(2.25 − a + a·b^2)', '(2.625 − a + a·b^3)'] as const;

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
  saddle: ofPair('0.5·a^2 − 0.5·b^2 + 0.25·b^4', ['a', 'b^3 − b']),
  rosenbrock: ofPair('(1 − a)^2 + 100·(b − a^2)^2', ['2·(a − 1) − 400·a·(b − a^2)', '200·(b − a^2)']),
  beale: ofPair(`${BEALE1}^2 + ${BEALE2}^2 + ${BEALE3}^2`, [
    `2·${BEALE1}·(b − 1) + 2·${BEALE2}·(b^2 − 1) + 2·${BEALE3}·(b^3 − 1)`,
    `2·${BEALE1}·a + 4·${BEALE2}·a·b + 6·${BEALE3}·a·b^2`,
  ]),
  doubleWell: ofPair('(a^2 − 1)^2 + 0.3·a + b^2', ['4·a·(a^2 − 1) + 0.3', '2·b']),
};

/** The derivative by z of a loss that is computed from logits, with the probability o; S is the sum of the row's targets. */
const FROM_LOGITS = { sigmoid: 'o − t', softmax: 'o·S − t' } as const;

/** The formulas of one output's loss; names besides o, t, s and S are keys of the loss, or the `a` and `b` of a test function. */
export function lossTrace(
  loss: Loss,
  semantics: Semantics,
  fused: 'none' | 'sigmoid' | 'softmax',
  o: number,
  t: number,
  unit = 0,
): LossTrace {
  type Any = (o: number, t: number, options: Loss, unit: number) => LossTrace;
  const trace = (TRACES[loss.type] as Any)(o, t, loss, unit);
  if (fused !== 'none') return { ...trace, slope: FROM_LOGITS[fused] };
  if (loss.type !== 'categoricalCrossentropy' || semantics === 'pytorch') return trace;
  return { value: '−t·ln(o/s)', slope: '(S − t·s/o)/s' };
}
