/** The problems that training, weights and the worker can report: each code with its meaning and its sentences. */
export const TRAINING_PROBLEMS = {
  'NN-TRAIN-NOT-FINITE': {
    means:
      'The loss or a weight is no longer a finite number. The step that would have spread it is not applied. Lower the learning rate, clip gradients, or scale the inputs.',
    says: {
      output:
        'The loss became {loss} at step {step}: the output of layer {layer} has grown beyond what float32 can hold. {mend}',
      loss: "The loss became {loss} at step {step}, although every layer's output is finite: the loss does not suit the outputs or the targets. {mend}",
      weights: 'Weights of layer {layer} stopped being finite at step {step}. {cause} {mend}',
    },
  },
  'NN-TRAIN-MEMORY': {
    means:
      'There was not enough memory to go on. Use a smaller batch or smaller layers, or raise `nnspec.maxMemory`.',
    says: {
      process:
        'The training process ran out of memory. Raise nnspec.maxMemory or use fewer rows or smaller layers.',
      more: 'There was not enough memory to go on ({message}). Use a smaller batch or smaller layers.',
    },
  },
  'NN-TRAIN-THREADS': {
    means:
      'A helper thread did not answer any more. Train with one thread: `--threads 1`, or the setting `nnspec.threads`.',
    says: 'A helper thread has not answered for {seconds} seconds. Train with one thread (--threads 1, or the setting nnspec.threads).',
  },
  'NN-TRAIN-BATCH-OF-ONE': {
    means:
      'Under pytorch, batch normalization cannot train on one sample. Choose another `batchSize`, or set `dropLastBatch`.',
    says: 'Layer {layer} needs more than one sample in a batch: the variance of one is not defined. Choose another batchSize, or set training.dropLastBatch.',
  },
  'NN-EXPLAIN-SAMPLE': {
    means: 'There is no training sample with that number.',
    says: 'There is no training sample {sample}; choose one from 0 to {last}.',
  },
  'NN-WEIGHTS-FORMAT': {
    means: 'The file is no readable safetensors file.',
    says: 'This is not a readable safetensors file: {what}.',
  },
  'NN-WEIGHTS-TYPE': {
    means: 'A tensor has a type other than F32, F64, F16 or BF16.',
    says: 'Tensor {name} has the type {dtype}; only F32, F64, F16 and BF16 can be read.',
  },
  'NN-WEIGHTS-MISSING': {
    means: 'The weights file lacks a parameter of the model.',
    says: 'The weights file has no {name}, which this model needs. It has: {there}.',
  },
  'NN-WEIGHTS-SHAPE': {
    means: 'A parameter has another shape in the file than in the model.',
    says: '{name} is [{found}] in the weights file, but [{needed}] in this model.',
  },
  'NN-WEIGHTS-UNKNOWN': {
    means: 'The file has a tensor that the model has no parameter for.',
    says: 'The weights file has {extra}, which this model has no parameter for. Remove it, or add its layer.',
  },
  'NN-WEIGHTS-STATE': {
    means: 'The file is no checkpoint of a run, or of another run, so training cannot go on from it.',
    says: {
      weights: 'This file holds weights but no state of a run, so no run can go on from it.',
      other: 'The run cannot go on from this checkpoint: {what}.',
    },
  },
  'NN-WEIGHTS-WRITE': {
    means: 'The file of `--weights-out` cannot be written; the message has the reason of the system.',
    says: 'The weights cannot be written to {path} ({code}).',
  },
  'NN-WORKER-CRASHED': {
    means:
      'The process that trains or predicts has ended without an answer, most likely for lack of memory. The run goes on from its last checkpoint.',
    says: {
      ended: '{how}.',
      failed: 'The training process failed: {message}',
      lost: 'The training process lost a message: {message}',
    },
  },
  'NN-INTERNAL': {
    means: 'A fault of NNSpec. Please report it, with the message and the spec.',
    says: {
      noEnd: 'The trainer stopped without an end.',
      fault: 'Training stopped by a fault in NNSpec: {text}',
      other: '{message}',
      noData: 'The data cannot be loaded.',
    },
  },
} as const;
