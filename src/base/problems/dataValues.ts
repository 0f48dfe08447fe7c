/** The problems and oddities of columns and values of data: each code with its sentences. */
export const VALUE_PROBLEMS = {
  'NN-DATA-MISSING-COLUMN': {
    trained: '{file} has no column “{name}”, which the model was trained on.{hint}',
    file: '{file} has no column “{name}”.{hint}',
  },
  'NN-DATA-MISSING-VALUE': {
    target:
      'The value of the target column “{column}” {what} here. Fill it in, or remove the row; "missing": "dropRow" in `data` leaves such rows out.',
    feature:
      'The value of column “{column}” {what} here. Fill it in, remove the row, or leave the column out of data.features; or say in `data` what becomes of missing values: "missing": "dropRow", "mean", "median", "indicator" or { "policy": "constant", "value": … }.',
  },
  'NN-DATA-MISSING-POLICY': {
    empty: 'Column {name} has no value in any training row, so nothing can stand for one. Leave it out.',
    names:
      'Column {name} holds names, which have no {policy}. Give it a policy of its own in data.features: "indicator", "dropRow" or { "policy": "constant", "value": … }.',
    numbers:
      'Column {name} holds numbers, so {value} cannot stand for a missing one. Give a number, or the column a policy of its own in data.features.',
  },
  'NN-DATA-ROWS-LEFT-OUT':
    '{rows} of the {of} rows are left out since a value is missing ({unit} {which}{others}): {shown}{more}. The numbers of the others are those in the file.',
  'NN-DATA-NOT-A-NUMBER': {
    mostly:
      'Column “{column}” holds {text} here, which is not a number, but {numbers} of its {values} values are{look}.{others} {fix} {otherwise}',
    cell: 'Column “{name}” holds {text} here, which is not a number{look} Or read the column as "category".',
    target:
      'Column “{name}” holds {text} here, which is not a number{look} Or read the column as "category" in data.target.',
  },
  'NN-DATA-NOT-FINITE': {
    cell: 'Column “{name}” holds {text} here, which is not a finite number. Correct or remove the row.',
    float32:
      'The value of column “{column}” comes to {value} here, beyond the largest number of float32 (3.4e38). Correct it, or change the unit of the column.',
  },
  'NN-DATA-NOTATION':
    'Column “{column}” holds {text} here, which looks like {look}. As a category, each of its {values} values would be a class of its own. {fix} {otherwise}',
  'NN-DATA-MANY-VALUES': {
    each: 'Column “{name}” has another value in each of its {values} training rows, such as {text} here. As a category it tells rows apart, and nothing can be learned from it. Leave it out of data.features, or say { "as": "category" }.',
    texts:
      'Column “{column}” has {more}{different} different values in {values} {training}rows, such as {text} here{texts}. {cure}',
  },
  'NN-DATA-NOT-A-DATE':
    'Column “{column}” holds {text} here, which is no date in the order "{order}". {hint}',
  'NN-DATA-MIXED-COLUMN':
    'Column “{name}” is mostly numbers but holds {text} here, so it is read as a category. Correct the value, or say { "as": "category" }.',
  'NN-DATA-PROPOSE': {
    target:
      'No column of {file} can be predicted: each is constant, free text or another in each row. Write the spec by hand.',
    unfit:
      'The column “{name}” of {file} is constant, free text or another in each row. Choose another target.',
    column: '{file} has no column “{name}”. Did you mean “{near}”?',
    format:
      '{file} is no data file that is known by its name: csv, tsv, json, jsonl, parquet, npy, npz or idx.',
    write: '{file} cannot be written. See whether the folder may be written to.',
    features: 'No column of {file} is left for the inputs. Write the spec by hand.',
  },
  'NN-DATA-NO-FEATURES': '{file} has no column besides the target to learn from.',
  'NN-DATA-TARGET': {
    none: 'Say which column of {file} is the target: {names}.',
    feature: 'Column “{name}” is the target and cannot be a feature as well. Take it out of data.features.',
    helper: 'Column “{name}” is the target, so it cannot be this as well. Name another column.',
    mixed:
      'Several target columns are one column per class, with 1 (or true) in that of the class and 0 (or false) in the others. Numbers and booleans are mixed here.',
  },
  'NN-DATA-TARGET-RANGE': {
    unit: 'The target {column} is {value} here, but binaryCrossentropy takes targets as probabilities: each must lie within [0, 1]. Scale them, or use meanSquaredError.',
    labels:
      'Row {row}: {found}. Each of several binary target columns is 0 or 1 (or false or true). For probabilities leave out "as".',
  },
  'NN-DATA-DISTRIBUTION':
    'Row {row}: several target columns with categoricalCrossentropy must be probabilities that sum to 1; these sum to {sum}.',
  'NN-DATA-ONE-HOT':
    'Row {row}: {found}. Of several target columns that are classes, exactly one is 1 in each row and the others are 0. For several labels a row use "as": "binary" with binaryCrossentropy; for probabilities leave out "as".',
  'NN-DATA-LIST': {
    empty: 'The list of {name} is empty.',
    length:
      'The list of {name} has {count} entries in record {record}, but those before it have {width}. All must be as long.',
    entry: 'The list of {name} in record {record} holds {what}. A list can be read if it holds numbers.',
    object: '{name} is an object in record {record}. Give each of its values a key of its own.',
    mixed: '{name} is a list in some records and none in others, such as record {record}. Write all alike.',
  },
  'NN-DATA-CLASS-WEIGHT': {
    target:
      '`classWeights` needs a target with one class in each row. For a target of numbers, labels or probabilities use a column of weights: data.sampleWeight.',
    unknown: '`classWeights` names the class {name}, which the training rows do not have.{hint}',
    none: 'All classes have weight 0, so nothing would be learned. Give one of them a weight above 0.',
  },
  'NN-DATA-SAMPLE-WEIGHT': {
    cell: 'Column {column} holds {text} here, which is no weight: a weight is a number of at least 0. Correct it, or remove the row.',
    none: 'Every training row has weight 0 (column {column} and the weights of the classes together), so nothing would be learned. Give some rows a weight above 0.',
  },
  'NN-DATA-NOT-BINARY':
    'A binary target has two classes; “{column}” has {count} ({classes}{more}).{hint} Correct them, or use the loss "categoricalCrossentropy".',
  'NN-DATA-POSITIVE': 'No row is of the class {positive}; the classes are {first} and {second}.',
  'NN-DATA-ONE-CLASS':
    'Every training row is of class {name}: there is nothing to tell apart. Check the target column, or bring rows of other classes.',
  'NN-DATA-UNSEEN-CLASS':
    'Class {name} does not occur in the training rows, so it cannot be learned. Bring training rows of it, or leave this row out.{hint}',
  'NN-DATA-OTHER-SCALE':
    'The {rows} of {file} are on another scale than the training rows of {trainedOn}: {shown}{more}. Write both files in the same units. A scale in "normalize" is the same for both.',
  'NN-DATA-UNSEEN-CATEGORY': {
    error:
      'Column {column} holds {name} here, a value that no training row has. Bring training rows with it, correct it, or leave the column out.{hint}',
    warning:
      'Column {column} holds values that no training row has, in {rows} of the {where}: {names}{more}. {outcome}{hint}',
  },
  'NN-DATA-SPELLING': {
    taken:
      'Column {column} holds {name}, which differs from {known} of the training rows only in blanks, so it is taken for that.',
    blanks: 'Column {column} holds {first} and {second}, which differ only in blanks, so they are {one}.',
    numbers: 'Column {column} holds {first} and {second}: as numbers they are the same, so they are {one}.',
    two: 'Column {column} holds {first} and {second}, which differ only in {difference}. They are {two}; if they should be one, write them alike.',
  },
  'NN-DATA-POINT':
    'Each number of column {name} that has a point has three digits behind it, as groups of thousands have. It is read as a decimal number: 1.234 lies between 1 and 2. If it means 1234, add "thousands": "." and "decimal": "," to `data`; if not, add "decimal": ".".',
  'NN-DATA-EMPTY-VOCABULARY':
    'No training text of column “{name}” holds a token that counts: the tokenizer is "{tokenizer}", minCount {minCount}. Lower minCount, or use the tokenizer "char".',
  'NN-DATA-SPLIT': {
    missing:
      'Column {column}, by which the rows are split, has no value here. Fill it in, or remove the row.',
    mark: 'Column {column} holds {text} here, which names no split. Write train, validation or test.',
    part: 'No row of column {column} says "{part}". Mark some rows so, or give shares in data.split in place of the column.',
    groups:
      'Groups in column {column}: {groups}. That is too few for {parts} splits without a group in two of them. Name another column, or ask for fewer splits.',
    time: 'Column {column} holds {text} here, which cannot be put in order of time with the rows before it. Write numbers, or dates that begin with the year such as 2024-01-31, in every row.',
  },
  'NN-DATA-EMPTY-SPLIT':
    'The {name} split is empty: a share of {share} of {rows}. Change data.split or bring more data.',
  'NN-DATA-MEMORY': {
    file: '{path} has {size}, more than the memory limit of {limit}. Raise the limit (setting nnspec.maxMemory, NNSPEC_MAX_MEMORY for the command line) or use fewer rows.',
    load: 'There is not enough memory to load the data ({message}). Use fewer rows.',
    limit:
      '{what} needs about {needed} MiB and the limit is {allowed} MiB. Use fewer rows or columns, a smaller text vocabulary, or raise the setting nnspec.maxMemory.',
  },
} as const;
