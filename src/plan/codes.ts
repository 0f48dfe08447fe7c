/** Every code that planning can report, with what it means: the reporter's type and the documents come from here. */
export const PLAN_CODES = {
  'NN-PLAN-UNITS': 'The last layer does not have as many units as the target needs.',
  'NN-PLAN-OUTPUT': 'The last activation does not fit the loss.',
  'NN-PLAN-TARGET': 'The loss cannot use a target of this kind.',
  'NN-PLAN-METRIC': 'A metric cannot be measured on this target or output.',
  'NN-PLAN-NO-PARAMETERS': 'No layer has anything to learn.',
  'NN-PLAN-NO-SAMPLES': 'There are no training samples, or no full batch of them.',
  'NN-PLAN-BATCH-SIZE': 'The batch is larger than the training set (warning).',
  'NN-PLAN-BATCH-NORM':
    'Batch normalization gets a batch of one sample: an error under pytorch, a warning under keras.',
  'NN-PLAN-DROPOUT': 'The last layer is dropout, so outputs are dropped while training (warning).',
  'NN-PLAN-WARMUP': 'The warm-up is longer than the whole run (warning).',
  'NN-PLAN-SCHEDULE': 'The learning rate falls to 0 before the run ends (warning).',
  'NN-PLAN-MONITOR': 'A monitored value needs validation samples and there are none.',
  'NN-PLAN-MEMORY': 'The run would take more memory than is allowed.',
} as const;
export type PlanCode = keyof typeof PLAN_CODES;
