/**
 * The problems that commands can report of the files that they are given: each code with its sentences.
 */
export const COMMAND_PROBLEMS = {
  'NN-SPEC-NOT-FOUND': 'There is no file {file}.',
  'NN-SPEC-UNREADABLE': '{file} cannot be read ({code}).',
  'NN-SPEC-EXISTS': '{file} is there already and is kept. Name another file with --out.',
  'NN-SPEC-WRITE': '{file} cannot be written ({code}).',
  'NN-EXPORT-ENCODER':
    'The model cannot be exported with its input encoding: {why}. Use "nnspec predict", or train anew without it.',
  'NN-EXPORT-WRITE': '{path} cannot be written ({code}).',
  'NN-EXPORT-PLANNED': 'Export to {wanted} is planned, but not there yet.',
} as const;
