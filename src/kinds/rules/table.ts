/** The judges of the rules of training health: one row each, each in a file of its own. */
import { equalWeights } from './causes/equalWeights.ts';
import { learningRateTooHigh } from './causes/learningRateTooHigh.ts';
import { learningRateTooLow } from './causes/learningRateTooLow.ts';
import { missingNonlinearity } from './causes/missingNonlinearity.ts';
import { penaltyTooStrong } from './causes/penaltyTooStrong.ts';
import { deadUnits } from './deadUnits.ts';
import { diverging } from './diverging.ts';
import { explodingGradient } from './explodingGradient.ts';
import { notFinite } from './notFinite.ts';
import { notLearning } from './notLearning.ts';
import { oscillating } from './oscillating.ts';
import { outputMismatch } from './outputMismatch.ts';
import { overfitting } from './overfitting.ts';
import { poorInitialLoss } from './poorInitialLoss.ts';
import type { Rule } from './rule.ts';
import { saturatedUnits } from './saturatedUnits.ts';
import { unscaledInputs } from './unscaledInputs.ts';
import type { RuleId } from './support/settings.ts';
import { updateRatio } from './updateRatio.ts';
import { vanishingGradient } from './vanishingGradient.ts';

export const RULES = {
  notFinite,
  vanishingGradient,
  explodingGradient,
  deadUnits,
  saturatedUnits,
  updateRatio,
  poorInitialLoss,
  notLearning,
  diverging,
  oscillating,
  overfitting,
  unscaledInputs,
  outputMismatch,
  learningRateTooHigh,
  learningRateTooLow,
  missingNonlinearity,
  equalWeights,
  penaltyTooStrong,
} satisfies Record<RuleId, Rule>;
