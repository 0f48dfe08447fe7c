import { wordingOf } from './wording.ts';

/** The problems that reading a spec can report: each code with its sentences. */
export const SPEC_PROBLEMS = {
  'NN-SPEC-SYNTAX': {
    empty: 'The file is empty. A spec is an object { … }.',
    noValue: 'There is no value. A spec is an object { … }.',
    other: 'This is not JSON.',
    InvalidSymbol:
      'This is not a JSON value. Strings need double quotes; NaN and Infinity are not numbers in JSON.',
    InvalidNumberFormat: 'This is not a number in JSON.',
    PropertyNameExpected: 'A key in double quotes is expected here.',
    ValueExpected: 'A value is expected here.',
    ColonExpected: 'A colon is expected here.',
    CommaExpected: 'A comma is missing before this.',
    CloseBraceExpected: 'A closing brace } is missing.',
    CloseBracketExpected: 'A closing bracket ] is missing.',
    EndOfFileExpected: 'Nothing may follow the end of the spec.',
    InvalidCommentToken: 'A comment is not allowed here.',
    UnexpectedEndOfComment: 'The comment does not end.',
    UnexpectedEndOfString: 'The string does not end.',
    UnexpectedEndOfNumber: 'The number does not end.',
    InvalidUnicode: 'This is not a Unicode escape: \\u and four hexadecimal digits.',
    InvalidEscapeCharacter: 'This is not an escape of JSON. A backslash is written \\\\.',
    InvalidCharacter: 'This character must be escaped in a string.',
  },
  'NN-SPEC-TOO-LARGE': 'The spec is longer than {most} characters. Put data into a file.',
  'NN-SPEC-NESTING': 'Brackets are nested more than {deepest} deep.',
  'NN-SPEC-VERSION': {
    missing: 'The spec needs the key "formatVersion": 1.',
    other: 'This release reads formatVersion 1, but the spec says {version}.',
  },
  'NN-SPEC-DUPLICATE-KEY': 'The key {key} is there twice. Remove one.',
  'NN-SPEC-UNKNOWN-KEY': {
    elsewhere: 'Unknown key {key}. It is not a key of {owner}: it goes to {place}.',
    meant: 'Unknown key {key}. Did you mean "{meant}"?',
    known: 'Unknown key {key}. Known here: {names}.',
    none: 'Unknown key {key}. There are no keys here.',
  },
  'NN-SPEC-MISSING-KEY': {
    key: '{owner} needs the key "{key}": {summary}',
    tag: '{owner} needs the key "{key}": which {what} it is.',
    target: '`data` needs the key "target": the column that is to be predicted.',
  },
  'NN-SPEC-TYPE': {
    expected: '{what} must be {expected}, but is {value}.',
    length: '`{key}` must be a string of {least} to {most} characters, but is {value}.',
  },
  'NN-SPEC-RANGE': {
    expected: '{what} must be {expected}, but is {value}.',
    tooLarge: '{what} must be {expected}, but {value} is too large.',
    longText: '{what} is longer than 4096 characters.',
    emptyText: '{what} is empty.',
    entries: '{what} needs {wanted} entries, but has {count}.',
    ngrams: '`ngrams` goes from {low} to {high}: the first must not be the larger.',
    noClasses: '"{name}" is regression and has no classes. Remove "classes".',
    classes: '"{name}" has exactly {count} classes. Remove "classes".',
    runs: 'The comparison has {count} runs, and more than {most} is too many. Take fewer optimizers, rates, seeds or values.',
    width: 'Row {row} has {count} numbers, but the first row has {width}.',
  },
  'NN-SPEC-VALUE': {
    meant: '{value} is not a known {what}. Did you mean "{meant}"?',
    known: '{value} is not a known {what}. It can be {names}.',
    delimiter: 'The delimiter must be one character such as ";", "|" or "\\t", but is {value}.',
  },
  'NN-SPEC-PLANNED': {
    kind: 'The {what} "{name}" is planned and not in this release yet.',
    key: '`{key}` is planned and not in this release yet. Remove the key.',
    workbook: 'Workbooks are not read. Save the sheet as “CSV UTF-8” and name that file in `source`.',
  },
  'NN-SPEC-ID':
    'The layer id {id} must begin with a letter and have only letters, digits, "_" and "-", at most 64.',
  'NN-SPEC-DUPLICATE-ID': 'The layer id {id} is also that of layer {layer}. Ids are unique.',
  'NN-SPEC-DUPLICATE': {
    metric: 'The metric "{name}" is listed twice. Remove one.',
    all: '"*" is listed twice. Remove one.',
    column: 'The column {name} is listed twice. Remove one.',
    target: 'The target column {name} is listed twice. Remove one.',
  },
  'NN-SPEC-CONFLICT': {
    ownSplit: '`{key}` is both a source of its own and a share in `split`. Keep one.',
    splitBy: '`split` goes by one of "column", "group" and "time". Keep one.',
    splitColumn: '`column` says the split of each row, so `{key}` has nothing to do. Remove one of the two.',
    splitStratify:
      '`stratify` cannot keep the shares of classes where rows are split by "{key}". Remove one of the two.',
    feature: 'A feature needs either "column" or "columns".',
    target: 'A target has either "column" or "columns".',
    positive: '`positive` goes with "as": "binary" only.',
    positiveOfSeveral:
      '`positive` is for one target column. Several binary ones are 0 and 1, or false and true.',
    inlineRows: '"x" has {x} rows, but "y" has {y}: one target per sample.',
    clipping: '`gradientClipping` needs exactly one of "value", "norm", "globalNorm".',
    testFunction: 'The test function {name} is its own loss, but the loss is {loss}. Set "loss": "{name}".',
    budget: '`budget` needs exactly one of "epochs", "steps", "seconds".',
    notation: '`{key}` goes with {formats}, not with {what}. Remove the key.',
    separators:
      '`thousands` and `decimal` are both "{separator}". Set "decimal": "{other}" or another "thousands".',
  },
  'NN-SPEC-SPLIT':
    'validation {validation} and test {test} leave nothing to train on: their sum must be below 1.',
  'NN-SPEC-FORMAT': {
    none: 'This source has no file format. Remove "format".',
    pair: 'IDX comes as a pair: { "images": path, "labels": path }.',
    unknown: 'The format of "{path}" cannot be told from its name. {cure}',
  },
  'NN-SPEC-TARGET': {
    own: 'This source brings its own target and has no columns by name. Remove the column.',
    feature: 'The column {name} is both a feature and the target: the model would only copy it.',
    classWeights:
      '`classWeights` needs classes, but the target is numbers. Remove it, or weigh rows by a column: data.sampleWeight.',
    sampleWeight: 'This source has no columns by name, so no column of weights. Remove `sampleWeight`.',
  },
  'NN-SPEC-MONITOR': {
    noValidation:
      '{monitor} is not measured: there is no validation data. Set data.split.validation above 0, or monitor "train.loss".',
    meant: '{monitor} is not measured: did you mean "{meant}"?',
    known: '{monitor} is not measured: it can be {names}.',
  },
  'NN-SPEC-MONITORS':
    'The run ends with the epoch that is best by "{restored}" (restoreBest), but the best checkpoint is chosen by "{best}": predict and export take the former. Leave checkpoint.best out, or set restoreBest to false.',
  'NN-SPEC-OVERRIDE-UNKNOWN': {
    meant: 'Override "{name}": there is no entry {entry}. Did you mean "{meant}"?',
    known: 'Override "{name}": there is no entry {entry}. There are {names}.',
    noKeys: 'Override "{name}": {what} is {value} and has no keys.',
  },
} as const;

export type SpecCode = keyof typeof SPEC_PROBLEMS;
export const { sentence, coded } = wordingOf(SPEC_PROBLEMS);
