/** The thresholds of the training-health rules, each to be changed or switched off. */
import { mapped, object, optional, union } from '../../base/schema/composites.ts';
import { boolean, integer, number } from '../../base/schema/primitives.ts';
import type { Key, Keys, Schema } from '../../base/schema/schema.ts';

const positive = number({ exclusiveMinimum: 0 });
const share = number({ minimum: 0, maximum: 1 });
const count = integer({ minimum: 1 });

export type HealthRule = { readonly enabled: boolean } & Readonly<Record<string, unknown>>;

const enabled = optional(boolean(), true, 'Whether the rule is checked.');

/** A rule: true, false or an object with its thresholds. */
function rule(summary: string, keys: Keys): Key<HealthRule> {
  const all = { enabled, ...keys };
  const defaults = Object.fromEntries(
    Object.entries(all).map(([name, key]) => [
      name,
      key.presence.kind === 'default' ? key.presence.keras : null,
    ]),
  );
  const switched: Schema<HealthRule> = mapped(boolean(), (on) => ({ ...defaults, enabled: on }));
  const adjusted: Schema<HealthRule> = mapped(object(all), (read) => ({ ...read, enabled: read.enabled }));
  const schema = union<HealthRule>('true, false or an object with thresholds', [switched, adjusted]);
  return optional<HealthRule>(schema, { ...defaults, enabled: true }, summary, 'on, with its defaults');
}

const HEALTH_KEYS = {
  notFinite: rule('Loss, gradient or weight is NaN or infinite.', {}),
  vanishingGradient: rule('Gradients die on the way to the first layer.', {
    ratio: optional(positive, 1e-3, 'First over last gradient norm, below.'),
    norm: optional(positive, 1e-4, 'First gradient norm, below.'),
    updateRatio: optional(positive, 1e-4, 'Update ratio of a layer, below.'),
    checks: optional(count, 3, 'Checks in a row.'),
  }),
  explodingGradient: rule('Gradients grow beyond measure.', {
    warning: optional(positive, 10, 'Gradient norm over its recent median, above: warning.'),
    error: optional(positive, 100, 'The same, above: error.'),
    window: optional(count, 100, 'Steps of the median.'),
    ratio: optional(positive, 70, 'First over last gradient norm, above.'),
    checks: optional(count, 3, 'Checks in a row for the ratio.'),
  }),
  deadUnits: rule('Units of a relu layer are 0 for every sample of the probe.', {
    warning: optional(share, 0.1, 'Share of dead units, above: warning.'),
    error: optional(share, 0.5, 'The same, above: error.'),
  }),
  saturatedUnits: rule('Units of a sigmoid or tanh layer are at their limits.', {
    share: optional(share, 0.5, 'Share of saturated units, above.'),
    tanh: optional(positive, 0.97, '|a| of tanh that counts as saturated.'),
    sigmoid: optional(positive, 5, '|z| of sigmoid that counts as saturated.'),
  }),
  updateRatio: rule('Weights move too fast or too slowly.', {
    tooFast: optional(number(), -1, 'log₁₀(‖Δw‖/‖w‖), above.'),
    tooSlow: optional(number(), -4, 'log₁₀(‖Δw‖/‖w‖), below.'),
    window: optional(count, 100, 'Steps.'),
  }),
  poorInitialLoss: rule('The first loss is far from that of guessing.', {
    factor: optional(positive, 1, 'Distance from ln C, in units of ln C.'),
  }),
  notLearning: rule('The loss does not fall from the start.', {
    improvement: optional(positive, 1e-3, 'Relative fall of the smoothed loss, below.'),
    checks: optional(count, 10, 'Checks.'),
  }),
  diverging: rule('The loss is far above its minimum.', {
    factor: optional(number({ exclusiveMinimum: 1 }), 2, 'Loss over its minimum, at least.'),
    checks: optional(count, 5, 'Checks.'),
  }),
  oscillating: rule('The loss goes up and down.', {
    flips: optional(share, 0.5, 'Share of checks at which the direction flips, above.'),
    window: optional(count, 50, 'Checks.'),
    amplitude: optional(positive, 0.05, 'Relative amplitude, above.'),
  }),
  overfitting: rule('Validation loss rises while training loss falls.', {
    evaluations: optional(count, 3, 'Evaluations in a row.'),
    gap: optional(positive, 0.1, 'Relative gap, above.'),
  }),
  unscaledInputs: rule('Features are far from the unit scale.', {
    limit: optional(positive, 10, 'Absolute value, above.'),
    stdMinimum: optional(positive, 0.1, 'Standard deviation, below.'),
    stdMaximum: optional(positive, 10, 'Standard deviation, above.'),
  }),
  outputMismatch: rule('The last activation does not fit the loss.', {}),
} as const;

export const health = object(HEALTH_KEYS);
