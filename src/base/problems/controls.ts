import { wordingOf } from './wording.ts';

/** The problems of changing a setting of a running run: each code with its sentences. */
export const CONTROL_PROBLEMS = {
  'NN-CONTROL-PATH': '{path} cannot be changed while training. What can: {known}.',
  'NN-CONTROL-VALUE': {
    batch:
      '{layer} normalizes over the batch, and batches of {value} leave a batch of one sample, which has no variance. Use another size.',
    fullBatch:
      '{optimizer} compares the gradients of two steps, which only full batches allow: batches of {value} are smaller than the {samples} training samples. Leave the size at {samples}.',
    expected: '{path} must be {wanted}; got {value}.',
  },
} as const;

export const { sentence } = wordingOf(CONTROL_PROBLEMS);
