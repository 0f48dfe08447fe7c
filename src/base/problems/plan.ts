import { wordingOf } from './wording.ts';

/** The problems that planning can report: each code with its sentences. */
export const PLAN_PROBLEMS = {
  'NN-PLAN-UNITS': {
    set: 'The model has {outputs}, but the data has {needed}. Set units to {units}.',
    add: 'The model has {outputs}, but the data has {needed}. End it with a dense layer.',
  },
  'NN-PLAN-OUTPUT': {
    oneUnit:
      '{activation} over one unit is always 1, so nothing can be learned. Use sigmoid, or one unit per class.',
    other:
      '{loss} is meant for {wanted}; {activation} trains, but its outputs are not what the loss takes them for.',
    probabilities:
      '{loss} needs probabilities, but the model ends with {activation}. Set the last activation to {wanted}; the loss is computed from logits all the same.',
  },
  'NN-PLAN-TARGET': {},
  'NN-PLAN-SHAPE': {
    type: 'Layer {layer} takes elements of type {wanted}, but what comes in is {input}: {type}.',
    layer: 'Layer {layer} cannot take what comes in, {input}: {reason}',
    values: 'The initializer of {name} gives {count} numbers, but there are {size}.',
  },
  'NN-PLAN-METRIC': '{metric} cannot be measured: {reason}',
  'NN-PLAN-NO-PARAMETERS': 'No layer has anything to learn. Add a dense layer.',
  'NN-PLAN-NO-SAMPLES': {
    none: 'There are no training samples.',
    noBatch: 'batchSize {batchSize} is larger than the {samples}, and dropLastBatch leaves that batch out.',
  },
  'NN-PLAN-BATCH-SIZE': 'batchSize {batchSize} is larger than the {samples}: every step takes all of them.',
  'NN-PLAN-FULL-BATCH':
    '{optimizer} compares the gradients of two steps, which only full batches allow: {batchSize} of the {samples} are in a batch. Set training.batchSize to "full", or choose another optimizer.',
  'NN-PLAN-BATCH-NORM': '{layer} normalizes over the batch, but {which}. {outcome} {cure}',
  'NN-PLAN-DROPOUT':
    'The last layer is dropout: outputs are set to 0 at random while training. Move it before the last dense layer.',
  'NN-PLAN-WARMUP': {
    steps:
      'The warm-up takes {warmup} steps, but {epochs} epochs are only {steps}: the full rate is never reached.',
    updates:
      'The warm-up takes {warmup} updates of the weights, but {epochs} epochs make only {steps}, one for {batches} batches: the full rate is never reached.',
  },
  'NN-PLAN-SCHEDULE': {
    steps:
      'The learning rate is 0 after step {end}, so the last {rest} of the {steps} steps change nothing. Leave decaySteps out, or give the schedule an alpha above 0.',
    updates:
      'The learning rate is 0 after update {end} of the weights, so the last {rest} of the {steps} updates change nothing. Leave decaySteps out, or give the schedule an alpha above 0.',
  },
  'NN-PLAN-ACCUMULATION': {
    none: 'gradientAccumulation {batches} is more than the {steps} batches of the whole run: the weights are never updated. Set it to {steps} or less.',
    fewer:
      'gradientAccumulation {batches} is more than the {steps} batches of an epoch. Each epoch makes one update, whose gradient is divided by {batches} all the same.',
  },
  'NN-PLAN-MONITOR':
    '"{monitor}" cannot be measured: no sample is left for validation. Raise data.split.validation.',
  'NN-PLAN-MEMORY': {
    setting:
      'The run would take {taken}, but {allowed} are allowed; most of it is {most} ({size}). {cure} The limit is the setting nnspec.maxMemory.',
    arena: 'The run would take {taken}, but {allowed} are allowed; most of it is {most} ({size}). {cure}',
  },
} as const;

export const { sentence, coded } = wordingOf(PLAN_PROBLEMS);
