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
