/**
 * The rules of training health in the order of the documents: meaning, thresholds with their defaults, the part of a spec to
 * which a finding without a layer belongs, and the source. Apart from the judges, which only the worker needs.
 */
import { optional } from '../../../base/schema/composites.ts';
import { number } from '../../../base/schema/primitives.ts';
import { SATURATION_LIMITS, type SaturationLimits } from '../../activations/activation.ts';
import type { RuleSettings } from '../rule.ts';
import { count, positive, share } from './numbers.ts';

export const RULE_SETTINGS = {
  notFinite: {
    summary: 'Loss, gradient or weight is NaN or infinite.',
    keys: {},
    place: 'optimizer',
    source: 'all tools',
    fixes: ['initialize', 'lowerRate', 'clip'],
  },
  vanishingGradient: {
    summary: 'Gradients die on the way to the first layer.',
    keys: {
      ratio: optional(positive, 1e-3, 'First over last gradient norm, below.'),
      norm: optional(positive, 1e-4, 'First gradient norm, below.'),
      updateRatio: optional(positive, 1e-4, 'Update ratio of a layer, below.'),
      checks: optional(count, 3, 'Checks in a row.'),
    },
    place: 'model',
    source: 'AUTOTRAINER; TheDeepChecker',
    fixes: ['relu', 'initialize', 'normalizeBefore', 'normalizeAfter'],
  },
  explodingGradient: {
    summary: 'Gradients grow beyond measure.',
    keys: {
      warning: optional(positive, 10, 'Gradient norm over its usual size, above: warning.'),
      error: optional(positive, 100, 'The same, above: error.'),
      window: optional(count, 100, 'Checks of the usual size.'),
      ratio: optional(positive, 70, 'First over last gradient norm, above.'),
      checks: optional(count, 3, 'Checks in a row for the ratio.'),
    },
    place: 'model',
    source: 'AUTOTRAINER; growth and harm ours',
    fixes: ['initialize', 'lowerRate', 'clip', 'normalizeBefore'],
  },
  deadUnits: {
    summary: 'Units of a relu layer are 0 for every sample of the probe.',
    keys: {
      warning: optional(share, 0.1, 'Share of dead units, above: warning.'),
      error: optional(share, 0.5, 'The same, above: error.'),
    },
    place: 'model',
    source: 'SageMaker Debugger',
    fixes: ['initialize', 'leakyRelu', 'lowerRate'],
  },
  saturatedUnits: {
    summary: 'Units of a sigmoid or tanh layer are at their limits.',
    keys: {
      share: optional(share, 0.5, 'Share of saturated units, above.'),
      tanh: optional(positive, SATURATION_LIMITS.tanh, '|a| of tanh that counts as saturated.'),
      sigmoid: optional(positive, SATURATION_LIMITS.sigmoid, '|z| of sigmoid that counts as saturated.'),
    },
    place: 'model',
    source: 'Karpathy; DeepDiagnosis',
    fixes: ['initialize', 'standardize', 'normalizeInputs', 'normalizeBefore', 'relu'],
  },
  updateRatio: {
    summary: 'Weights move too fast or too slowly.',
    keys: {
      tooFast: optional(number(), -1, 'log₁₀(‖Δw‖/‖w‖), above.'),
      tooSlow: optional(number(), -4, 'log₁₀(‖Δw‖/‖w‖), below.'),
      window: optional(count, 100, 'Steps.'),
    },
    place: 'optimizer',
    source: 'TheDeepChecker; Karpathy',
    fixes: ['lowerRate', 'raiseRate', 'adam'],
  },
  poorInitialLoss: {
    summary: 'The first loss is far above that of guessing.',
    keys: { factor: optional(positive, 1, 'Distance from ln C, in units of ln C.') },
    place: 'model',
    source: 'TheDeepChecker',
    fixes: ['initialize', 'standardize', 'normalizeInputs'],
  },
  notLearning: {
    summary: 'The loss does not fall from the start.',
    keys: {
      improvement: optional(positive, 1e-3, 'Relative fall of the smoothed loss, below.'),
      checks: optional(count, 10, 'Checks.'),
    },
    place: 'optimizer',
    source: 'SageMaker Debugger',
    fixes: ['initialize', 'relu', 'normalizeBefore', 'adam', 'lowerRate', 'raiseRate'],
  },
  diverging: {
    summary: 'The loss is far above its minimum.',
    keys: {
      factor: optional(number({ exclusiveMinimum: 1 }), 2, 'Loss over its minimum, at least.'),
      checks: optional(count, 5, 'Checks.'),
    },
    place: 'optimizer',
    source: 'TheDeepChecker',
    fixes: ['lowerRate', 'clip', 'adam'],
  },
  oscillating: {
    summary: 'The loss goes up and down.',
    keys: {
      flips: optional(share, 0.5, 'Share of checks at which the direction flips, above.'),
      window: optional(count, 50, 'Checks.'),
      amplitude: optional(positive, 0.05, 'Relative amplitude, above.'),
    },
    place: 'optimizer',
    source: 'TheDeepChecker',
    fixes: ['lowerRate', 'largerBatch'],
  },
  overfitting: {
    summary: 'Validation loss rises while training loss falls.',
    keys: {
      evaluations: optional(count, 3, 'Evaluations in a row.'),
      gap: optional(positive, 0.1, 'Relative gap, above.'),
    },
    place: 'model',
    source: 'SageMaker Debugger',
    fixes: ['penalty', 'dropout', 'earlyStopping'],
  },
  unscaledInputs: {
    summary: 'Features are far from the unit scale.',
    keys: {
      limit: optional(positive, 10, 'Absolute value, above.'),
      stdMinimum: optional(positive, 0.1, 'Standard deviation, below.'),
      stdMaximum: optional(positive, 10, 'Standard deviation, above.'),
    },
    place: 'data',
    source: 'UMLAUT',
    fixes: ['standardize', 'normalizeInputs'],
  },
  outputMismatch: {
    summary: 'The last activation does not fit the loss or the targets.',
    keys: {},
    place: 'model',
    source: 'UMLAUT; targets ours',
    fixes: ['matchOutput'],
  },
  learningRateTooHigh: {
    summary: 'The first steps throw the weights far away.',
    keys: {
      share: optional(positive, 0.2, 'Update ratio of the middle layer, above.'),
      factor: optional(number({ exclusiveMinimum: 1 }), 2, 'Loss over that of knowing nothing, above.'),
    },
    place: 'optimizer',
    source: 'ours',
    fixes: ['lowerRate', 'adam'],
  },
  learningRateTooLow: {
    summary: 'No layer moves, and the loss hardly falls.',
    keys: {
      ratio: optional(number(), -3.5, 'log₁₀(‖Δw‖/‖w‖) of the layer that moves most, below.'),
      window: optional(count, 60, 'Steps.'),
    },
    place: 'optimizer',
    source: 'ours',
    fixes: ['raiseRate', 'adam'],
  },
  missingNonlinearity: {
    summary: 'All layers are linear.',
    keys: {},
    place: 'model',
    source: 'TheDeepChecker',
    fixes: ['relu'],
  },
  equalWeights: {
    summary: 'All weights of a hidden layer begin with the same value.',
    keys: {},
    place: 'model',
    source: 'TheDeepChecker',
    fixes: ['initialize'],
  },
  penaltyTooStrong: {
    summary: 'Penalties keep the network from learning.',
    keys: {
      share: optional(positive, 0.95, 'Loss without penalties over that of guessing, above.'),
      evaluations: optional(count, 3, 'Evaluations in a row.'),
    },
    place: 'model',
    source: 'ours',
    fixes: ['weakerPenalty'],
  },
} as const satisfies Readonly<Record<string, RuleSettings>>;

export type RuleId = keyof typeof RULE_SETTINGS;

/** The limits of saturated units in a spec's `health`; the usual ones where the rule is off or a run of before has none. */
export function saturationLimits({ saturatedUnits }: Readonly<Record<string, unknown>>): SaturationLimits {
  return { ...SATURATION_LIMITS, ...(saturatedUnits as Partial<SaturationLimits> | false | null) };
}
