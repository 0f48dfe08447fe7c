/** The notation of a data file's cells: encoding, delimiter, numbers, marks of missing values, header, comments. */
import type { SpecPath } from '../../base/errors.ts';
import { phrase } from '../../base/problems/phrase.ts';
import { sentence } from '../../base/problems/spec.ts';
import type { CodedText } from '../../base/problems/text.ts';
import { list, mapped, nullable } from '../../base/schema/composites.ts';
import { encoding } from './encodings.ts';
import { boolean, enumeration, shown } from '../../base/schema/primitives.ts';
import type { Key, ReadContext, Schema } from '../../base/schema/schema.ts';
import type { Notation, Source } from '../types.ts';

/** A short string, which may be blank. */
function string(most: number, least: number): Schema<string> {
  return {
    shape: { kind: 'string' },
    accepts: (value) => typeof value === 'string',
    read(value, path, context) {
      if (typeof value === 'string' && value.length >= least && value.length <= most) return value;
      const told = { key: path.at(-1) ?? '', least, most, value: shown(value) };
      context.report({ ...sentence('NN-SPEC-TYPE.length', told), path, on: 'value' });
      return undefined;
    },
  };
}

const delimiter = mapped(string(16, 1), (written, path, context): string | undefined => {
  const named = { tab: '\t', '\\t': '\t', '\\s+': ' ' } as Readonly<Record<string, string>>;
  const character = (Object.hasOwn(named, written) ? named[written] : written) ?? written;
  if (/^[\t -~]$/.test(character) && !/["\w.+-]/.test(character)) return character;
  context.report({ ...sentence('NN-SPEC-VALUE.delimiter', { value: shown(written) }), path, on: 'value' });
  return undefined;
});

const decimal = enumeration('decimal separator', {
  '.': 'As in 2.5.',
  ',': 'As in 2,5.',
});

const thousands = enumeration('thousands separator', {
  ',': 'As in 1,234,567.',
  '.': 'As in 1.234.567.',
  ' ': 'As in 1 234 567; narrow and unbreakable blanks, too.',
  "'": "As in 1'234'567; ’ too.",
  _: 'As in 1_234_567.',
});

/** The characters accepted for each separator of thousands, as the inside of a class of characters. */
export const THOUSANDS_MARKS: Readonly<Record<NonNullable<Notation['thousands']>, string>> = {
  ',': ',',
  '.': '.',
  ' ': ' \u00A0\u2009\u202F',
  "'": "'\u2019",
  _: '_',
};

/** Keys of `data`, and of `data.validation` and `data.test`, which take those of `data` where they have none. */
export const notationKeys = {
  encoding: nullable(
    encoding,
    'How the file writes characters; `cp949`, `latin1` and the like are understood.',
    'utf-8, or by the byte order mark',
  ),
  delimiter: nullable(
    delimiter,
    'What separates the cells of csv and tsv: one character; `" "` is any number of blanks.',
    '`","`, for tsv a tab',
  ),
  decimal: nullable(decimal, 'What stands before the decimals of a number.', '`"."`'),
  thousands: nullable(thousands, 'What may stand between groups of three digits.'),
  missingMarks: nullable(
    list(string(256, 0), 0, 1000),
    'What stands for a missing value, in every column; empty cells always do.',
    'among numbers `NA`, `N/A`, `NaN`, `null`, `None`, `?` and `-`, in any case',
  ),
  header: nullable(
    boolean(),
    'Whether the first line of csv and tsv names the columns; `false` names them by number, from 0.',
    'true; a line that looks like data is an error',
  ),
  comment: nullable(string(16, 1), 'Lines of csv and tsv that begin so are left out.'),
} satisfies Readonly<Record<string, Key<unknown>>>;

/** `data.sheet`, which is refused: workbooks are not read. */
export const sheet: Schema<unknown> = {
  shape: { kind: 'planned' },
  accepts: () => true,
  read(_value, path, context) {
    const fix = { title: phrase('Remove {what}', { what: '`sheet`' }), path, value: undefined };
    context.report({ ...sentence('NN-SPEC-PLANNED.workbook'), path, on: 'key', fixes: [fix] });
    return undefined;
  },
};

/** The keys as they were read: null where they are not there. */
export type NotationDraft = {
  readonly [K in keyof typeof notationKeys]: (typeof notationKeys)[K] extends Key<infer T> ? T : never;
};

type Format = Extract<Source, { kind: 'file' }>['format'];

const TEXT_FORMATS: readonly Format[] = ['csv', 'tsv', 'json', 'jsonl'];
const TABLE_FORMATS: readonly Format[] = ['csv', 'tsv'];

/** The formats that a key says something about. */
const FORMATS_OF: Readonly<Record<keyof NotationDraft, readonly Format[]>> = {
  encoding: TEXT_FORMATS,
  delimiter: TABLE_FORMATS,
  header: TABLE_FORMATS,
  comment: TABLE_FORMATS,
  decimal: [...TEXT_FORMATS, 'parquet'],
  thousands: [...TEXT_FORMATS, 'parquet'],
  missingMarks: [...TEXT_FORMATS, 'parquet'],
};
const KEYS = Object.keys(FORMATS_OF) as (keyof NotationDraft)[];

/**
 * The source with its notation. Reports a key that says nothing about the source's format, and separators that are the
 * same. `path` is that of the keys' owner.
 */
export function withNotation(
  source: Source,
  draft: NotationDraft,
  path: SpecPath,
  context: ReadContext,
): Source {
  const format = source.kind === 'file' ? source.format : undefined;
  const report = (key: keyof NotationDraft, told: CodedText): void => {
    context.report({ ...told, path: [...path, key], on: 'key' });
  };
  for (const key of KEYS) {
    if (draft[key] === null || (format !== undefined && FORMATS_OF[key].includes(format))) continue;
    const what =
      format === undefined ? phrase('a source that is no file') : phrase('the format {format}', { format });
    report(key, sentence('NN-SPEC-CONFLICT.notation', { key, formats: FORMATS_OF[key], what }));
  }
  const { thousands: separator } = draft;
  if (separator !== null && separator === (draft.decimal ?? '.')) {
    const other = separator === '.' ? ',' : '.';
    report('thousands', sentence('NN-SPEC-CONFLICT.separators', { separator, other }));
  }
  return source.kind === 'file' ? noted(source, draft) : source;
}

/** The source with those keys that say something about its format. */
function noted(source: Extract<Source, { kind: 'file' }>, draft: NotationDraft): Source {
  const keys = KEYS.filter((key) => draft[key] !== null && FORMATS_OF[key].includes(source.format));
  if (keys.length === 0) return source;
  return { ...source, notation: Object.fromEntries(keys.map((key) => [key, draft[key]])) };
}

/** The keys of a source of its own, those of `data` where it has none of its own and they say something about its format. */
export function ownNotation(
  own: NotationDraft,
  data: NotationDraft,
  source: Source,
  sameFormat: boolean,
): NotationDraft {
  const taken = (key: keyof NotationDraft): boolean =>
    source.kind === 'file' && FORMATS_OF[key].includes(source.format) && (key !== 'delimiter' || sameFormat);
  return Object.fromEntries(
    KEYS.map((key) => [key, own[key] ?? (taken(key) ? data[key] : null)]),
  ) as unknown as NotationDraft;
}
