/** Slips: the ways in which a number goes wrong by hand, each with its sentence. */

/** `{0}` is the name of a number in the formula. */
const SLIPS = {
  sign: 'The size is right, the sign is wrong.',
  flipped: 'A sign within the formula is wrong: + and − were exchanged.',
  factor: 'The factor {0} was left out.',
  term: 'The term with {0} was left out.',
  early: 'The updated {0} was used; backpropagation uses the weights before the update.',
  sumForUnit: 'The sum before the activation was used in the place of {0}.',
  unitForSum: 'The unit’s value was used in the place of the sum {0}.',
  slopeOfUnit:
    'The unit’s value was used in the place of its slope {0}: the derivative of the activation is missing.',
  slopeHalf: 'Half of the slope {0} is missing: a·(1 − a) has two factors.',
  slopeOfZ: 'The derivative {0} was taken at the sum z in the place of the unit’s value.',
  neighbour: 'The number of the unit beside it was used in the place of {0}.',
  transposed:
    'Rows and columns were exchanged: the weight of the other direction was used in the place of {0}.',
  beforeSlope:
    'The gradient behind the activation was used in the place of {0}: its slope is missing or stands twice.',
  square: 'A square was left out.',
  root: 'A root was left out.',
  half: 'The factor ½ was left out or the number is doubled: the answer is twice as large.',
  twice: 'The answer is half of what it should be: a 2 is missing, or a ½ stands there twice.',
  sum: 'It is the sum over the batch; the mean is asked for.',
  mean: 'It is divided by the number of samples, which the sum is not.',
  outputs: 'It is divided by the number of outputs once too often.',
  allOutputs: 'The division by the number of outputs is missing.',
  old: 'It is the old weight: the update is missing.',
  change: 'It is the change of the weight; its new value is asked for.',
  uphill: 'The step goes uphill: the gradient has to be subtracted.',
  rate: 'The learning rate was left out.',
  gradient: 'It is the gradient; the new weight is asked for.',
  weight: 'It is the new weight; the gradient is asked for.',
  inverse: 'The quotient is upside down.',
  percent: 'It is in percent; the plain number is asked for.',
  squared: 'It was squared once too often.',
  absolute: 'The sign was lost.',
  rounded: 'It is nearly right, but was rounded too early: keep at least five digits on the way.',
} as const;

export type SlipKind = keyof typeof SLIPS;

export interface Slip {
  readonly kind: SlipKind;
  /** The name of the number that it is about; empty where there is none. */
  readonly name: string;
  readonly value: number;
}

/** The sentence of a slip. */
export function slipText({ kind, name }: Pick<Slip, 'kind' | 'name'>): string {
  return SLIPS[kind].replace('{0}', () => name);
}

/** Agreement of an answer with the number, and of an answer with a slip, relative to the number's size. */
const RIGHT = 1e-4;
const NEARLY = 0.02;
/** Agreement with 0. */
const LEAST = 1e-12;

/** True if an answer is the number, to `RIGHT`. */
export function agrees(given: number, value: number): boolean {
  return Math.abs(given - value) <= RIGHT * Math.abs(value) + LEAST;
}

/** The verdict on an answer: right, or with the slip that explains it, if one does. */
export interface Verdict {
  readonly right: boolean;
  readonly slip: Slip | null;
}

/** Compares an answer with the number and, if it is wrong, with the slips, of which the nearest one is told. */
export function judge(given: number, value: number, slips: readonly Slip[]): Verdict {
  if (agrees(given, value)) return { right: true, slip: null };
  let best: { readonly slip: Slip; readonly error: number } | null = null;
  for (const slip of slips) {
    if (!agrees(given, slip.value)) continue;
    const error = Math.abs(given - slip.value);
    // Of slips that come to the same number the first one is the likelier.
    if (!best || error < best.error - 1e-6 * Math.abs(given)) best = { slip, error };
  }
  if (best) return { right: false, slip: best.slip };
  const nearly = Math.abs(given - value) <= NEARLY * Math.abs(value);
  return { right: false, slip: nearly ? { kind: 'rounded', name: '', value: given } : null };
}
