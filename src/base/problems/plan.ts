import { wordingOf } from './wording.ts';

/** The problems that planning can report: each code with its meaning and its sentences. */
export const PLAN_PROBLEMS = {
  'NN-PLAN-UNITS': {
    means: 'The last layer does not have as many units as the target needs.',
    says: {
      set: 'The model has {outputs}, but the data has {needed}. Set units to {units}.',
      add: 'The model has {outputs}, but the data has {needed}. End it with a dense layer.',
    },
  },
  'NN-PLAN-OUTPUT': {
    means: 'The last activation does not fit the loss.',
    says: {
      oneUnit:
        '{activation} over one unit is always 1, so nothing can be learned. Use sigmoid, or one unit per class.',
      other:
        '{loss} is meant for {wanted}; {activation} trains, but its outputs are not what the loss takes them for.',
      probabilities:
        '{loss} needs probabilities, but the model ends with {activation}. Set the last activation to {wanted}; the loss is computed from logits all the same.',
    },
  },
  'NN-PLAN-TARGET': { means: 'The loss cannot use a target of this kind.', says: {} },
  'NN-PLAN-METRIC': {
    means: 'A metric cannot be measured on this target or output.',
    says: '{metric} cannot be measured: {reason}',
  },
  'NN-PLAN-NO-PARAMETERS': {
    means: 'No layer has anything to learn.',
    says: 'No layer has anything to learn. Add a dense layer.',
  },
  'NN-PLAN-NO-SAMPLES': {
    means: 'There are no training samples, or no full batch of them.',
    says: {
      none: 'There are no training samples.',
      noBatch: 'batchSize {batchSize} is larger than the {samples}, and dropLastBatch leaves that batch out.',
    },
  },
  'NN-PLAN-BATCH-SIZE': {
    means: 'The batch is larger than the training set (warning).',
    says: 'batchSize {batchSize} is larger than the {samples}: every step takes all of them.',
  },
  'NN-PLAN-BATCH-NORM': {
    means: 'Batch normalization gets a batch of one sample: an error under pytorch, a warning under keras.',
    says: '{layer} normalizes over the batch, but {which}. {outcome} {cure}',
  },
  'NN-PLAN-DROPOUT': {
    means: 'The last layer is dropout, so outputs are dropped while training (warning).',
    says: 'The last layer is dropout: outputs are set to 0 at random while training. Move it before the last dense layer.',
  },
  'NN-PLAN-WARMUP': {
    means: 'The warm-up is longer than the whole run (warning).',
    says: 'The warm-up takes {warmup} steps, but {epochs} epochs are only {steps}: the full rate is never reached.',
  },
  'NN-PLAN-SCHEDULE': {
    means: 'The learning rate falls to 0 before the run ends (warning).',
    says: 'The learning rate is 0 after step {end}, so the last {rest} of the {steps} steps change nothing. Leave decaySteps out, or give the schedule an alpha above 0.',
  },
  'NN-PLAN-MONITOR': {
    means: 'A monitored value needs validation samples and there are none.',
    says: '"{monitor}" cannot be measured: no sample is left for validation. Raise data.split.validation.',
  },
  'NN-PLAN-MEMORY': {
    means: 'The run would take more memory than is allowed.',
    says: {
      setting:
        'The run would take {taken}, but {allowed} are allowed; most of it is {most} ({size}). {cure} The limit is the setting nnspec.maxMemory.',
      arena: 'The run would take {taken}, but {allowed} are allowed; most of it is {most} ({size}). {cure}',
    },
  },
} as const;

export const { sentence, coded } = wordingOf(PLAN_PROBLEMS);
