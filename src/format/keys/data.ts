/** The `data` section: split, features, target; sources are in sources.ts. */
import {
  enumeration,
  integer,
  number,
  boolean,
  text,
  type JsonObject,
} from '../../base/schema/primitives.ts';
import {
  list,
  mapped,
  named,
  nullable,
  object,
  optional,
  planned,
  record,
  required,
  union,
  variant,
} from '../../base/schema/composites.ts';
import { sentence } from '../../base/problems/spec.ts';
import type { Key, Schema } from '../../base/schema/schema.ts';
import { notationKeys, sheet, type NotationDraft } from './notation.ts';
import { missing } from './missing.ts';
import { FORMATS, type SourceDraft, source } from './sources.ts';
import type { ClassWeights, FeatureSpec, Normalize, TargetSpec } from '../types.ts';

/** A column by name, or by number for arrays without names. */
const column: Schema<string> = union<string>('a column name (or a number, for arrays without names)', [
  text(),
  mapped(integer({ minimum: 0 }), (index) => String(index)),
]);
const columnList = list(column, 1);

const normalize: Schema<Normalize> = union<Normalize>('"none", "standard", "minMax" or { "scale": k }', [
  enumeration('normalization', {
    none: 'As it is.',
    standard: '(x − mean) / standard deviation, of the training split.',
    minMax: '(x − min) / (max − min), of the training split.',
  }),
  object({ scale: required(number(), 'Every value is multiplied by it.') }),
]);

const columnKeys = {
  column: nullable(column, 'One column.'),
  columns: nullable(
    union<'*' | readonly string[]>('a list of columns or "*"', [
      enumeration('column list', { '*': 'All columns but the target.' }),
      columnList,
    ]),
    'Several columns, or `"*"` for all but the target.',
  ),
  missing: nullable(missing, 'What becomes of missing values, in place of `data.missing`.', '`data.missing`'),
};

const textKeys = {
  mode: optional(
    enumeration('text mode', {
      multiHot: '1 if the token is there.',
      count: 'How often the token is there.',
      tfidf: 'Count times inverse document frequency.',
    }),
    'multiHot',
    'Value of a token.',
  ),
  vocabulary: optional(
    integer({ minimum: 1, maximum: 10_000_000 }),
    10_000,
    'Most frequent tokens of the training split that become inputs; others are dropped.',
  ),
  tokenizer: optional(
    enumeration('tokenizer', {
      word: 'Words: runs of letters, digits and marks.',
      char: 'Single characters.',
      charNgram: 'Runs of characters within words.',
    }),
    'word',
    'What a token is.',
  ),
  ngrams: nullable(
    list(integer({ minimum: 1, maximum: 16 }), 2, 2),
    'Shortest and longest run of tokens.',
    '`[1, 1]`, for `charNgram` `[2, 3]`',
  ),
  lowercase: optional(boolean(), true, 'Ignore case.'),
  minCount: optional(integer({ minimum: 1 }), 1, 'Rarer tokens of the training split are dropped.'),
};

const categoryKeys = {
  unknown: nullable(
    enumeration('way with unknown categories', {
      zeros: 'All inputs of the column are 0, with a warning.',
      error: 'An error.',
      own: 'One more input, which is 1 for them. Training never sees it, so its weights stay as they begin.',
    }),
    'What becomes of a value that no training row has.',
    '`"zeros"`',
  ),
};

const dateKeys = {
  parts: optional(
    list(
      enumeration('part of a date', {
        year: 'Such as 2024.',
        month: '1 to 12.',
        day: 'Of the month, 1 to 31.',
        dayOfWeek: '1, Monday, to 7, Sunday.',
        dayOfYear: '1 to 366.',
        daysSince1970: 'Days since 1970-01-01, with the time of day as their fraction.',
        hour: '0 to 23.',
        minute: '0 to 59.',
        second: '0 to 60, with decimals.',
      }),
      1,
    ),
    ['year', 'month', 'day', 'dayOfWeek'],
    'Which numbers are made of it.',
  ),
  order: optional(
    enumeration('order of a date', {
      ymd: '2024-01-31, 2024/1/31, 20240131, 2024년 1월 31일.',
      dmy: '31.01.2024, 31/1/2024.',
      mdy: '1/31/2024.',
    }),
    'ymd',
    'In which order year, month and day are written.',
  ),
  normalize: optional(normalize, 'none' as const, 'Scaling by statistics of the training split.'),
};

/** An object without `as` is what its keys say, else it is decided by the values. */
function impliedKind(value: JsonObject): string {
  if (Object.hasOwn(value, 'parts') || Object.hasOwn(value, 'order')) return 'date';
  if (Object.hasOwn(value, 'normalize')) return 'number';
  if (Object.hasOwn(value, 'unknown')) return 'category';
  return Object.keys(textKeys).some((key) => Object.hasOwn(value, key)) ? 'text' : 'auto';
}

const featureObject = named(
  'feature kind',
  {
    auto: variant('Number if every training value parses as a number, else category.', {
      ...columnKeys,
      ...categoryKeys,
    }),
    number: variant('A number.', {
      ...columnKeys,
      normalize: optional(normalize, 'none' as const, 'Scaling by statistics of the training split.'),
    }),
    date: variant('Parts of a date or time, one input each.', { ...columnKeys, ...dateKeys }),
    category: variant('One input per value (one-hot).', { ...columnKeys, ...categoryKeys }),
    text: variant('One input per token of the vocabulary, kept sparse.', { ...columnKeys, ...textKeys }),
  },
  { tag: 'as', untagged: impliedKind, planned: ['sequence'] },
);

const describedFeature: Schema<FeatureSpec> = mapped(
  featureObject,
  (read, path, context): FeatureSpec | undefined => {
    const { column: one, columns: several, missing: policy, ...rest } = read;
    if ((one === null) === (several === null)) {
      context.report({ ...sentence('NN-SPEC-CONFLICT.feature'), path, on: 'value' });
      return undefined;
    }
    const own = {
      columns: one === null ? (several ?? '*') : [one],
      ...(policy !== null && { missing: policy }),
    };
    if (rest.as === 'auto' || rest.as === 'category') {
      return { ...own, as: rest.as, ...(rest.unknown !== null && { unknown: rest.unknown }) };
    }
    if (rest.as === 'number') return { ...own, ...rest };
    if (rest.as === 'date') return { ...own, ...rest, parts: [...new Set(rest.parts)] };
    const [low = 1, high = low] = rest.ngrams ?? (rest.tokenizer === 'charNgram' ? [2, 3] : [1, 1]);
    if (low <= high) return { ...own, ...rest, ngrams: [low, high] };
    const told = sentence('NN-SPEC-RANGE.ngrams', { low, high });
    context.report({ ...told, path: [...path, 'ngrams'], on: 'value' });
    return undefined;
  },
);

const feature: Schema<FeatureSpec> = union<FeatureSpec>('a column name or { "column": …, "as": … }', [
  mapped(column, (name) => ({ columns: [name], as: 'auto' as const })),
  describedFeature,
]);

const features: Schema<readonly FeatureSpec[]> = union<readonly FeatureSpec[]>(
  '"*", a list of columns, or { "column": …, "as": … }, or a list of those',
  [
    mapped(enumeration('feature list', { '*': 'All columns but the target.' }), () => ALL_FEATURES),
    list(feature, 1),
    mapped(describedFeature, (one) => [one]),
  ],
);
const ALL_FEATURES: readonly FeatureSpec[] = [{ columns: '*', as: 'auto' }];

const targetObject = object({
  column: nullable(column, 'One column.'),
  columns: nullable(columnList, 'Several columns: numbers, one for each class, or one for each label.'),
  as: optional(
    enumeration('target kind', {
      auto: 'Follows the loss.',
      category: 'One of several classes (one-hot). Several columns: exactly one of them is 1 in each row.',
      binary: '0 or 1. Several columns: each for itself, as labels of which any number can be true.',
      number: 'A number.',
    }),
    'auto',
    'What the target is.',
    'by the loss: categoricalCrossentropy category, binaryCrossentropy binary, else number if all values are numbers, else category',
  ),
  classWeights: nullable(
    union<ClassWeights>('"balanced" or { class: weight }', [
      enumeration('class weights', {
        balanced: 'Rows / (classes · rows of the class), of the training rows: each class counts as much.',
      }),
      record(number({ minimum: 0 })),
    ]),
    'Weights of the classes in the training loss; a class that is not named weighs 1.',
  ),
  positive: nullable(
    union<string | number>('a string or a number', [text(), number()]),
    'For binary: the value that is 1.',
    'the second class',
  ),
});

const target: Schema<TargetSpec> = union<TargetSpec>(
  'a column name, a list of columns or { "column": …, "as": … }',
  [
    mapped(column, (name) => ({ columns: [name], as: 'auto' as const, positive: null })),
    mapped(columnList, (columns) => ({ columns, as: 'auto' as const, positive: null })),
    mapped(targetObject, (read, path, context): TargetSpec | undefined => {
      if (read.column !== null && read.columns !== null) {
        context.report({ ...sentence('NN-SPEC-CONFLICT.target'), path, on: 'key' });
        return undefined;
      }
      if (read.positive !== null && read.as !== 'binary' && read.as !== 'auto') {
        context.report({ ...sentence('NN-SPEC-CONFLICT.positive'), path: [...path, 'positive'], on: 'key' });
        return undefined;
      }
      const as = read.positive === null ? read.as : 'binary';
      return {
        columns: read.column === null ? (read.columns ?? []) : [read.column],
        as,
        positive: read.positive,
        ...(read.classWeights !== null && { classWeights: read.classWeights }),
      };
    }),
  ],
);

const fraction = number({ minimum: 0, exclusiveMaximum: 1 });
const split = object({
  column: nullable(column, 'A column that says the split of each row: `train`, `validation` or `test`.'),
  group: nullable(column, 'Rows with the same value of this column stay in one split.'),
  time: nullable(
    column,
    'The rows are split in the order of this column: the latest are the test, those before them validation.',
  ),
  validation: nullable(
    fraction,
    'Share of the samples that is kept for validation.',
    '0.2; 0 with a `validation` of its own',
  ),
  test: nullable(fraction, 'Share of the samples that is kept for the test at the end.', '0'),
  stratify: nullable(
    boolean(),
    'The same shares of classes in every split.',
    'exactly if the target is a class',
  ),
  shuffle: optional(
    boolean(),
    true,
    'Draw from `seed`; else in the order of the file: training, validation, test.',
  ),
});
const NO_SPLIT = {
  ...{ column: null, group: null, time: null },
  ...{ validation: null, test: null, stratify: null, shuffle: true },
} as const;

const ownSource: Schema<SourceDraft & NotationDraft> = object({
  source: required(source, 'Where these samples come from.'),
  format: nullable(enumeration('data format', FORMATS), 'Format of the file.', "by the file's name"),
  ...notationKeys,
});

const DATA_KEYS = {
  source: required(source, 'Where the data comes from.'),
  format: nullable(
    enumeration('data format', FORMATS),
    'Format of the file; `.gz` is seen through.',
    "by the file's name",
  ),
  ...notationKeys,
  sheet: nullable(sheet, 'Workbooks are not read: save the sheet as CSV.'),
  features: optional(features, ALL_FEATURES, 'The inputs: columns, and how each becomes numbers.', '`"*"`'),
  limit: nullable(
    integer({ minimum: 1 }),
    'Only the first so many rows of the source are used; validation and test files of their own are whole.',
    'all rows',
  ),
  missing: nullable(
    missing,
    'What becomes of cells without a value. Statistics come from the training rows.',
    '`"error"`',
  ),
  target: nullable(target, 'What is to be predicted.', 'required for files; the other sources bring it'),
  sampleWeight: nullable(column, 'The column with the weight of each row in the training loss; no feature.'),
  split: optional(split, NO_SPLIT, 'Shares that are not trained on.'),
  validation: nullable(ownSource, 'A source of its own for validation, instead of a share.'),
  test: nullable(ownSource, 'A source of its own for the test, instead of a share.'),
  augment: nullable(planned<unknown>(), 'Changes to training samples.') satisfies Key<unknown>,
} as const;

export const data = object(DATA_KEYS);
