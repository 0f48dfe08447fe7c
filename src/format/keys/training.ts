/** The `training` section. */
import type { SpecPath } from '../../base/errors.ts';
import { SLOWEST } from '../../base/pace.ts';
import { sentence } from '../../base/problems/spec.ts';
import { mapped, nullable, object, optional, union } from '../../base/schema/composites.ts';
import { boolean, enumeration, integer, number, text } from '../../base/schema/primitives.ts';
import { schedule } from '../../kinds/schedules/table.ts';
import type { ReadContext, Schema } from '../../base/schema/schema.ts';
import type { GradientClipping } from '../types.ts';

const threshold = number({ exclusiveMinimum: 0 });

const clipping = object({
  value: nullable(threshold, 'Each element is cut to [−c, c].'),
  norm: nullable(threshold, "Each parameter's gradient is scaled to a norm of at most c."),
  globalNorm: nullable(threshold, 'All gradients together are scaled to a norm of at most c.'),
});

const gradientClipping: Schema<GradientClipping> = mapped(
  clipping,
  (read, path: SpecPath, context: ReadContext): GradientClipping | undefined => {
    const kinds = (['value', 'norm', 'globalNorm'] as const).filter((kind) => read[kind] !== null);
    const [kind] = kinds;
    const limit = kind === undefined ? null : read[kind];
    if (kind !== undefined && limit !== null && kinds.length === 1) return { kind, threshold: limit };
    context.report({ ...sentence('NN-SPEC-CONFLICT.clipping'), path, on: 'key' });
    return undefined;
  },
);

const batchSize = union<number | 'full'>('a whole number of at least 1 or "full"', [
  integer({ minimum: 1 }),
  enumeration('batch size', { full: 'All training samples: batch gradient descent.' }),
]);

const monitor = text();

const earlyStopping = object({
  monitor: optional(monitor, 'validation.loss', 'What is watched: `validation.loss`, `train.accuracy`, ….'),
  patience: optional(integer({ minimum: 0 }), 0, 'Epochs without improvement before the run ends.'),
  minDelta: optional(number({ minimum: 0 }), 0, 'What counts as an improvement.'),
  restoreBest: optional(boolean(), true, 'End with the weights of the best epoch.'),
});

const checkpoint = object({
  everyEpochs: optional(
    integer({ minimum: 0 }),
    0,
    'Also keep one every so many epochs; 0: only best and last.',
  ),
  keep: optional(integer({ minimum: 1 }), 3, 'How many of those are kept.'),
  best: nullable(
    monitor,
    'What decides which epoch is best.',
    'the monitor of early stopping that puts weights back; else `validation.loss`, without validation data `train.loss`',
  ),
});

const TRAINING_KEYS = {
  epochs: optional(integer({ minimum: 1, maximum: 10_000_000 }), 20, 'Passes over the training data.'),
  batchSize: optional(
    batchSize,
    32,
    'Samples per step; "full" takes all (batch gradient descent), 1 is stochastic.',
  ),
  pace: nullable(
    number({ minimum: SLOWEST }),
    'Steps a second at most, where someone watches; the command line ignores it.',
    'as fast as it goes',
  ),
  shuffle: optional(boolean(), true, 'New order in each epoch, drawn from `seed` and the epoch.'),
  dropLastBatch: optional(boolean(), false, 'Leave out the last batch of an epoch if it is smaller.'),
  gradientAccumulation: optional(
    integer({ minimum: 1, maximum: 1_000_000 }),
    1,
    'Batches whose gradients make one update: the mean of them.',
  ),
  deterministic: optional(
    enumeration('kind of determinism', {
      default: 'The same bits on one machine, for any number of threads.',
      strict: 'The same bits on every machine: kernels without fused multiply-add.',
    }),
    'default',
    'How far results are the same bit for bit.',
  ),
  gradientClipping: optional<GradientClipping>(
    gradientClipping,
    { kind: 'none' },
    'Limit on the gradient, one of three kinds.',
    'none',
  ),
  learningRateSchedule: optional(
    schedule,
    { type: 'constant', warmupSteps: 0 },
    'How the learning rate changes, by name or `{ "type", … }`.',
    '`constant`',
  ),
  earlyStopping: nullable(earlyStopping, 'End the run when a monitored value no longer improves.'),
  checkpoint: optional(
    checkpoint,
    { everyEpochs: 0, keep: 3, best: null },
    'Which weights are kept.',
    'best and last',
  ),
  initialWeights: nullable(text(), 'A `.safetensors` file to begin with; names and shapes must match.'),
} as const;

/** A spec without a pace has none: it is for looking on, and changes no number. One batch an update is nothing to gather. */
export const training = mapped(object(TRAINING_KEYS), ({ pace, gradientAccumulation, ...rest }) => ({
  ...rest,
  ...(gradientAccumulation > 1 && { gradientAccumulation }),
  ...(pace !== null && { pace }),
}));
