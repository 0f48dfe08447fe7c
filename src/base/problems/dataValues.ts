/** The problems and oddities of columns and values of data: each code with its meaning and its sentences. */
export const VALUE_PROBLEMS = {
  'NN-DATA-MISSING-COLUMN': {
    means: 'A column that the spec names is not in the file. The nearest name is suggested.',
    says: {
      trained: '{file} has no column “{name}”, which the model was trained on.{hint}',
      file: '{file} has no column “{name}”.{hint}',
    },
  },
  'NN-DATA-MISSING-VALUE': {
    means:
      'A cell is empty. Fill it in, leave out its row or column, or say with `missing` what stands for it.',
    says: {
      target:
        'The value of the target column “{column}” {what} here. Fill it in, or remove the row; "missing": "dropRow" in `data` leaves such rows out.',
      feature:
        'The value of column “{column}” {what} here. Fill it in, remove the row, or leave the column out of data.features; or say in `data` what becomes of missing values: "missing": "dropRow", "mean", "median", "indicator" or { "policy": "constant", "value": … }.',
    },
  },
  'NN-DATA-MISSING-POLICY': {
    means:
      '`missing` asks for what a column does not have: the mean of names, a text among numbers, the mean of no value at all.',
    says: {
      empty: 'Column {name} has no value in any training row, so nothing can stand for one. Leave it out.',
      names:
        'Column {name} holds names, which have no {policy}. Give it a policy of its own in data.features: "indicator", "dropRow" or { "policy": "constant", "value": … }.',
      numbers:
        'Column {name} holds numbers, so {value} cannot stand for a missing one. Give a number, or the column a policy of its own in data.features.',
    },
  },
  'NN-DATA-ROWS-LEFT-OUT': {
    means: '`predict` leaves out rows that lack a value, as the spec of the run says (warning).',
    says: '{rows} of the {of} rows are left out since a value is missing ({unit} {which}{others}): {shown}{more}. The numbers of the others are those in the file.',
  },
  'NN-DATA-NOT-A-NUMBER': {
    means:
      'A cell that should be a number is not one: of a column that the spec reads as numbers, or of one that nearly always (9 of 10 values, or all but three) holds numbers. Correct it, or read the column as a category or text.',
    says: {
      mostly:
        'Column “{column}” holds {text} here, which is not a number, but {numbers} of its {values} values are{look}.{others} {fix} {otherwise}',
      cell: 'Column “{name}” holds {text} here, which is not a number{look} Or read the column as "category".',
      target:
        'Column “{name}” holds {text} here, which is not a number{look} Or read the column as "category" in data.target.',
    },
  },
  'NN-DATA-NOT-FINITE': {
    means: 'A number is infinite, not a number, or too large for float32.',
    says: {
      cell: 'Column “{name}” holds {text} here, which is not a finite number. Correct or remove the row.',
      float32:
        'The value of column “{column}” comes to {value} here, beyond the largest number of float32 (3.4e38). Correct it, or change the unit of the column.',
    },
  },
  'NN-DATA-NOTATION': {
    means:
      'A column without `as` holds numbers in another notation (separators, `%`, currencies, units, other digits), dates, times or lists. The message names the first such cell and the keys that read it, or what to write instead.',
    says: 'Column “{column}” holds {text} here, which looks like {look}. As a category, each of its {values} values would be a class of its own. {fix} {otherwise}',
  },
  'NN-DATA-MANY-VALUES': {
    means:
      'A column without `as` has more than 50 values that are no numbers and mostly different, or sentences. Say whether it is text or a category, or leave it out. Of a target it is an error where most values are different and no numbers; and a warning where each of ten training rows or more has a value of its own.',
    says: {
      each: 'Column “{name}” has another value in each of its {values} training rows, such as {text} here. As a category it tells rows apart, and nothing can be learned from it. Leave it out of data.features, or say { "as": "category" }.',
      texts:
        'Column “{column}” has {more}{different} different values in {values} {training}rows, such as {text} here{texts}. {cure}',
    },
  },
  'NN-DATA-NOT-A-DATE': {
    means: 'A cell of a column that is read as dates is none in the order that the spec says.',
    says: 'Column “{column}” holds {text} here, which is no date in the order "{order}". {hint}',
  },
  'NN-DATA-MIXED-COLUMN': {
    means: 'A column is mostly numbers with a few texts, and is read as a category (warning).',
    says: 'Column “{name}” is mostly numbers but holds {text} here, so it is read as a category. Correct the value, or say { "as": "category" }.',
  },
  'NN-DATA-NO-FEATURES': {
    means: 'No column is left as a feature.',
    says: '{file} has no column besides the target to learn from.',
  },
  'NN-DATA-TARGET': {
    means: 'The target does not fit the source or the loss.',
    says: {
      none: 'Say which column of {file} is the target: {names}.',
      feature: 'Column “{name}” is the target and cannot be a feature as well. Take it out of data.features.',
      mixed:
        'Several target columns are one column per class, with 1 (or true) in that of the class and 0 (or false) in the others. Numbers and booleans are mixed here.',
    },
  },
  'NN-DATA-TARGET-RANGE': {
    means: 'A target is outside of what the loss can compare with, such as 2 for a probability.',
    says: {
      unit: 'The target {column} is {value} here, but binaryCrossentropy takes targets as probabilities: each must lie within [0, 1]. Scale them, or use meanSquaredError.',
      labels:
        'Row {row}: {found}. Each of several binary target columns is 0 or 1 (or false or true). For probabilities leave out "as".',
    },
  },
  'NN-DATA-DISTRIBUTION': {
    means:
      'Several target columns with `categoricalCrossentropy` must be probabilities that sum to 1 in each row.',
    says: 'Row {row}: several target columns with categoricalCrossentropy must be probabilities that sum to 1; these sum to {sum}.',
  },
  'NN-DATA-ONE-HOT': {
    means:
      'Several target columns that are classes (`"as": "category"`) must have exactly one 1 (or true) in each row, and 0 (or false) in the others.',
    says: 'Row {row}: {found}. Of several target columns that are classes, exactly one is 1 in each row and the others are 0. For several labels a row use "as": "binary" with binaryCrossentropy; for probabilities leave out "as".',
  },
  'NN-DATA-LIST': {
    means:
      'A list in JSON cannot be read: the lists of a column must be numbers, as many in each record. Objects within records are not read.',
    says: {
      empty: 'The list of {name} is empty.',
      length:
        'The list of {name} has {count} entries in record {record}, but those before it have {width}. All must be as long.',
      entry: 'The list of {name} in record {record} holds {what}. A list can be read if it holds numbers.',
      object: '{name} is an object in record {record}. Give each of its values a key of its own.',
      mixed: '{name} is a list in some records and none in others, such as record {record}. Write all alike.',
    },
  },
  'NN-DATA-NOT-BINARY': {
    means: 'A binary target has more or fewer than two classes.',
    says: 'A binary target has two classes; “{column}” has {count} ({classes}{more}).{hint} Correct them, or use the loss "categoricalCrossentropy".',
  },
  'NN-DATA-POSITIVE': {
    means: '`positive` names a class that the target does not have.',
    says: 'No row is of the class {positive}; the classes are {first} and {second}.',
  },
  'NN-DATA-ONE-CLASS': {
    means: 'Every training sample has the same class: there is nothing to tell apart.',
    says: 'Every training row is of class {name}: there is nothing to tell apart. Check the target column, or bring rows of other classes.',
  },
  'NN-DATA-UNSEEN-CLASS': {
    means: 'Validation or test has a class that no training sample has.',
    says: 'Class {name} does not occur in the training rows, so it cannot be learned. Bring training rows of it, or leave this row out.{hint}',
  },
  'NN-DATA-OTHER-SCALE': {
    means:
      "The numbers of a source are on quite another scale than the training rows', such as 0 to 1 and 0 to 255. A scale in `normalize` is the same for all sources, so it does not mend that: write the files in the same units. Rows that really are so may be used; it is a warning.",
    says: 'The {rows} of {file} are on another scale than the training rows of {trainedOn}: {shown}{more}. Write both files in the same units. A scale in "normalize" is the same for both.',
  },
  'NN-DATA-UNSEEN-CATEGORY': {
    means:
      'A category occurs in validation, test or new rows only. As `unknown` says, its one-hot columns are all 0 there (warning), it has a column of its own (warning), or it is an error.',
    says: {
      error:
        'Column {column} holds {name} here, a value that no training row has. Bring training rows with it, correct it, or leave the column out.{hint}',
      warning:
        'Column {column} holds values that no training row has, in {rows} of the {where}: {names}{more}. {outcome}{hint}',
    },
  },
  'NN-DATA-SPELLING': {
    means:
      'Classes or categories are written in several ways (warning). Those that are the same number, or differ only in blanks, are one; those that differ in case or in the form of their characters stay apart.',
    says: {
      taken:
        'Column {column} holds {name}, which differs from {known} of the training rows only in blanks, so it is taken for that.',
      blanks: 'Column {column} holds {first} and {second}, which differ only in blanks, so they are {one}.',
      numbers: 'Column {column} holds {first} and {second}: as numbers they are the same, so they are {one}.',
      two: 'Column {column} holds {first} and {second}, which differ only in {difference}. They are {two}; if they should be one, write them alike.',
    },
  },
  'NN-DATA-POINT': {
    means:
      'Each number of a column that has a point has three digits behind it (warning): it may be 1234, written as 1.234. Add `"thousands": "."` and `"decimal": ","` to `data` if it is, or `"decimal": "."` if it is not.',
    says: 'Each number of column {name} that has a point has three digits behind it, as groups of thousands have. It is read as a decimal number: 1.234 lies between 1 and 2. If it means 1234, add "thousands": "." and "decimal": "," to `data`; if not, add "decimal": ".".',
  },
  'NN-DATA-EMPTY-VOCABULARY': {
    means: 'No token is left for the vocabulary. Lower `minCount`, or look at `tokenizer`.',
    says: 'No training text of column “{name}” holds a token that counts: the tokenizer is "{tokenizer}", minCount {minCount}. Lower minCount, or use the tokenizer "char".',
  },
  'NN-DATA-EMPTY-SPLIT': {
    means: 'A share is so small that no sample falls into it, or nothing is left to train on.',
    says: 'The {name} split is empty: a share of {share} of {rows}. Change data.split or bring more data.',
  },
  'NN-DATA-MEMORY': {
    means:
      'The data would take more memory than `nnspec.maxMemory` allows. Files are read in pieces and room is asked for before it is taken, so nothing of that size has been.',
    says: {
      file: '{path} has {size}, more than the memory limit of {limit}. Raise the limit (setting nnspec.maxMemory, NNSPEC_MAX_MEMORY for the command line) or use fewer rows.',
      load: 'There is not enough memory to load the data ({message}). Use fewer rows.',
      limit:
        '{what} needs about {needed} MiB and the limit is {allowed} MiB. Use fewer rows or columns, a smaller text vocabulary, or raise the setting nnspec.maxMemory.',
    },
  },
} as const;
