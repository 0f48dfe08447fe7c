/**
 * The problems that commands can report of the files that they are given: each code with its meaning and its
 * sentences.
 */
export const COMMAND_PROBLEMS = {
  'NN-SPEC-NOT-FOUND': {
    means: 'There is no file of that name.',
    says: 'There is no file {file}.',
  },
  'NN-SPEC-UNREADABLE': {
    means: 'The system does not let the file be read; the message has its reason.',
    says: '{file} cannot be read ({code}).',
  },
  'NN-EXPORT-ENCODER': {
    means:
      'A script cannot encode rows as the run did, so [none is written](command-line.md#models-for-keras-and-pytorch): parts of dates, texts in an encoding that Python reads otherwise (`gb18030`, `big5`, `euc-jp`), cells that blanks separate, vocabularies of more than 50 MB, or a `run.json` that was changed. `nnspec predict` predicts all the same.',
    says: 'The model cannot be exported with its input encoding: {why}. Use "nnspec predict", or train anew without it.',
  },
  'NN-EXPORT-WRITE': {
    means: 'The file of an export cannot be written; the message has the reason of the system.',
    says: '{path} cannot be written ({code}).',
  },
  'NN-EXPORT-PLANNED': {
    means: 'This format of export is not there yet.',
    says: 'Export to {wanted} is planned, but not there yet.',
  },
} as const;
