/** The problems that training, weights and the worker can report: each code with its sentences. */
export const TRAINING_PROBLEMS = {
  'NN-TRAIN-NOT-FINITE': {
    output:
      'The loss became {loss} at step {step}: the output of layer {layer} has grown beyond what float32 can hold. {mend}',
    loss: "The loss became {loss} at step {step}, although every layer's output is finite: the loss does not suit the outputs or the targets. {mend}",
    gradient:
      'The gradient of layer {layer} is not finite at step {step}, although the loss is {loss}. The weights are still those before the step. {mend}',
    weights: 'Weights of layer {layer} stopped being finite at step {step}. {cause} {mend}',
  },
  'NN-TRAIN-MEMORY': {
    process:
      'The training process ran out of memory. Raise nnspec.maxMemory or use fewer rows or smaller layers.',
    more: 'There was not enough memory to go on ({message}). Use a smaller batch or smaller layers.',
  },
  'NN-TRAIN-THREADS':
    'A helper thread has not answered for {seconds} seconds. Train with one thread (--threads 1, or the setting nnspec.threads).',
  'NN-TRAIN-BATCH-OF-ONE':
    'Layer {layer} needs more than one sample in a batch: the variance of one is not defined. Choose another batchSize, or set training.dropLastBatch.',
  'NN-EXPLAIN-PATH':
    'The path of an optimizer is drawn for two numbers that train, but the model has {count} parameters.',
  'NN-EXPLAIN-SAMPLE': 'There is no training sample {sample}; choose one from 0 to {last}.',
  'NN-WHY-STEP': 'The run has no step {step}; the last one that can be explained is {last}.',
  'NN-WHY-LAYER': 'The network has no layer {layer}. It has: {list}.',
  'NN-WHY-BEFORE':
    'This run goes on from another one, and its oldest state is that after step {step}. Ask for a later step, or ask the run that it goes on from.',
  'NN-EXPLAIN-NUMBER':
    'There is no number {question}. The layers are {layers}. Ask for one such as {example}, or for loss.',
  'NN-LESSON-TASK': {
    json: 'The task at line {line} of the lesson is no JSON object.',
    key: 'The task at line {line} of the lesson has no valid "{key}". docs/lessons.md says what it needs.',
    kind: 'The task at line {line} of the lesson is of the kind {kind}. There are "number" and "choice".',
    twice: 'The task at line {line} of the lesson has the id {id} of an earlier one.',
    none: 'The lesson has no task: a block of code whose language is nntask.',
    long: 'The lesson is longer than a million characters.',
  },
  'NN-LESSON-ANSWER': 'The lesson has no task {id}. Its tasks are {list}.',
  'NN-LESSON-ANSWERS': 'The answers in {file} are no JSON object of numbers by task.',
  'NN-WEIGHTS-FORMAT': 'This is not a readable safetensors file: {what}.',
  'NN-WEIGHTS-TYPE': 'Tensor {name} has the type {dtype}; only F32, F64, F16 and BF16 can be read.',
  'NN-WEIGHTS-MISSING': 'The weights file has no {name}, which this model needs. It has: {there}.',
  'NN-WEIGHTS-SHAPE': '{name} is [{found}] in the weights file, but [{needed}] in this model.',
  'NN-WEIGHTS-UNKNOWN':
    'The weights file has {extra}, which this model has no parameter for. Remove it, or add its layer.',
  'NN-WEIGHTS-STATE': {
    weights: 'This file holds weights but no state of a run, so no run can go on from it.',
    other: 'The run cannot go on from this checkpoint: {what}.',
  },
  'NN-WEIGHTS-WRITE': 'The weights cannot be written to {path} ({code}).',
  'NN-WORKER-CRASHED': {
    ended: '{how}.',
    failed: 'The training process failed: {message}',
    lost: 'The training process lost a message: {message}',
  },
  'NN-INTERNAL': {
    noEnd: 'The trainer stopped without an end.',
    fault: 'Training stopped by a fault in NNSpec: {text}',
    other: '{message}',
    noData: 'The data cannot be loaded.',
  },
} as const;
