/** The ways of mending what rules of training health find: names that rules list in their settings, the best one first. */

export type FixId =
  /** The first weights by He or Glorot, as the activation needs it. */
  | 'initialize'
  | 'relu'
  | 'leakyRelu'
  | 'normalizeBefore'
  | 'normalizeAfter'
  | 'clip'
  | 'lowerRate'
  | 'raiseRate'
  | 'adam'
  | 'largerBatch'
  | 'dropout'
  | 'penalty'
  | 'weakerPenalty'
  | 'earlyStopping'
  /** The features by the statistics of the training rows. */
  | 'standardize'
  /** Batch normalization as the first layer, for inputs of any kind. */
  | 'normalizeInputs'
  /** The activation that the loss is meant for. */
  | 'matchOutput';

/** Activations whose slope gets lost on the way back, and those whose units can stay at 0 for good. */
export const FLAT: ReadonlySet<string> = new Set(['sigmoid', 'tanh', 'softsign', 'hardSigmoid', 'softmax']);
export const DYING: ReadonlySet<string> = new Set(['relu']);

const FITTING: ReadonlyMap<string, string> = new Map([
  ['selu', 'lecunNormal'],
  ...['relu', 'leakyRelu', 'elu', 'gelu', 'silu', 'softplus'].map((name) => [name, 'heNormal'] as const),
]);

/** The initializer that keeps the size of what goes through the activation: He et al. 2015, Klambauer et al. 2017, Glorot and Bengio 2010. */
export function fittingInitializer(activation: string): string {
  return FITTING.get(activation) ?? 'glorotUniform';
}
