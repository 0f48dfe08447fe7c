/** Every code that reading a spec can report, with what it means: the reporter's type and the documents come from here. */
export const SPEC_CODES = {
  'NN-SPEC-SYNTAX':
    'The text is not JSON with comments: a bracket, quote, comma or value is missing or misplaced.',
  'NN-SPEC-TOO-LARGE': 'The text is longer than 4,194,304 characters. Put data into a file of its own.',
  'NN-SPEC-NESTING': 'Brackets are nested more than 64 deep.',
  'NN-SPEC-VERSION': '`formatVersion` is missing or is not a version this release reads (1).',
  'NN-SPEC-DUPLICATE-KEY': 'An object has the same key twice.',
  'NN-SPEC-UNKNOWN-KEY': 'A key is not part of the format at this place. The nearest known key is suggested.',
  'NN-SPEC-MISSING-KEY': 'A required key is not there.',
  'NN-SPEC-TYPE': 'A value is of the wrong JSON type.',
  'NN-SPEC-RANGE': 'A number or a length is out of range.',
  'NN-SPEC-VALUE': 'A name is not one of the allowed ones. The nearest is suggested.',
  'NN-SPEC-PLANNED': 'The feature is part of the format but not of this release.',
  'NN-SPEC-ID':
    'A layer id has characters other than letters, digits, `_` and `-`, or does not begin with a letter.',
  'NN-SPEC-DUPLICATE-ID': 'Two layers have the same id.',
  'NN-SPEC-DUPLICATE': 'A list names the same thing twice.',
  'NN-SPEC-CONFLICT': 'Two keys contradict each other.',
  'NN-SPEC-SPLIT': '`validation` and `test` together leave nothing to train on.',
  'NN-SPEC-FORMAT': "The data format cannot be told from the file's name or does not fit the source.",
  'NN-SPEC-TARGET': 'The target does not fit the source, or the loss cannot use a target of this kind.',
  'NN-SPEC-MONITOR': 'A monitored value is not one that this spec measures.',
  'NN-SPEC-MONITORS':
    'Early stopping puts back the epoch that is best by one value, and the best checkpoint is chosen by another (warning).',
  'NN-SPEC-OVERRIDE-UNKNOWN':
    'An override (`--set path=value`) names a path that is not in the format, or a layer that is not there.',
} as const;
export type SpecCode = keyof typeof SPEC_CODES;
