/** Schemas of single values: numbers, strings, booleans, one of several words. */
import type { ProblemFix, SpecPath } from '../errors.ts';
import { phrase, type Phrase } from '../problems/phrase.ts';
import { english } from '../problems/wording.ts';
import { sentence } from '../problems/spec.ts';
import type { Param, Text } from '../problems/text.ts';
import type { NumberShape, ReadContext, Schema } from './schema.ts';
import { nearest, type OwnSynonyms } from './suggest.ts';

/** A JSON object as the parser gives it: own keys only, no prototype. */
export type JsonObject = Readonly<Record<string, unknown>>;

export function isJsonObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** A value as a message shows it, cut to a readable length. */
export function shown(value: unknown): Param {
  if (Array.isArray(value)) return phrase('a list');
  if (isJsonObject(value)) return phrase('an object');
  if (typeof value === 'number' && !Number.isFinite(value)) return phrase('a number beyond the largest one');
  const text = JSON.stringify(value) as string | undefined;
  if (text === undefined) return phrase('nothing');
  return text.length > 60 ? `${text.slice(0, 57)}…` : text;
}

/** The last key of a path, as the subject of a message. */
export function subject(path: SpecPath): Param {
  const last = path.at(-1);
  if (last === undefined) return phrase('The spec');
  if (typeof last === 'string') return `\`${last}\``;
  const list = path.at(-2);
  const number = last + 1;
  return typeof list === 'string'
    ? phrase('Entry {number} of `{list}`', { number, list })
    : phrase('Entry {number}', { number });
}

/** Words in quotes. */
function quotedNames(names: readonly string[]): Param {
  return names.map((name) => `"${name}"`);
}

export function reportType(context: ReadContext, path: SpecPath, expected: Text, value: unknown): void {
  const told = sentence('NN-SPEC-TYPE.expected', { what: subject(path), expected, value: shown(value) });
  context.report({ ...told, path, on: 'value' });
}

type Range = Omit<NumberShape, 'kind' | 'integer'>;

/** The allowed range, such as `at least 0 and below 1`; undefined if everything is allowed. */
function rangeOf({ minimum, exclusiveMinimum, maximum, exclusiveMaximum }: Range): Text | undefined {
  const low =
    exclusiveMinimum === undefined
      ? minimum !== undefined && phrase('at least {limit}', { limit: minimum })
      : phrase('above {limit}', { limit: exclusiveMinimum });
  const high =
    exclusiveMaximum === undefined
      ? maximum !== undefined && phrase('at most {limit}', { limit: maximum })
      : phrase('below {limit}', { limit: exclusiveMaximum });
  if (low && high) return phrase('{low} and {high}', { low, high });
  return low || high || undefined;
}

/** The allowed range in English; empty if everything is allowed. */
export function rangeText(shape: Range): string {
  const range = rangeOf(shape);
  return range ? english(range) : '';
}

function numberText(integer: boolean, range: Text | undefined): Text {
  if (!range) return integer ? phrase('a whole number') : phrase('a number');
  return integer ? phrase('a whole number {range}', { range }) : phrase('a number {range}', { range });
}
/** Parameters are float32: a constant beyond its range would turn into infinity. */
const FLOAT32_LARGEST = 3.4028234663852886e38;
const INT32_LARGEST = 2_147_483_647;

function numeric(integer: boolean, range: Range): Schema<number> {
  const shape: NumberShape = { kind: 'number', integer, ...range };
  const largest = integer ? (range.maximum ?? INT32_LARGEST) : FLOAT32_LARGEST;
  const expected = numberText(integer, rangeOf(range));
  return {
    shape,
    accepts: (value) => typeof value === 'number',
    read(value, path, context) {
      if (typeof value !== 'number') {
        reportType(context, path, expected, value);
        return undefined;
      }
      const [what, given] = [subject(path), shown(value)];
      const told =
        !Number.isFinite(value) || Math.abs(value) > largest
          ? sentence('NN-SPEC-RANGE.tooLarge', { what, expected, value: given })
          : (integer && !Number.isInteger(value)) ||
              (range.minimum !== undefined && value < range.minimum) ||
              (range.exclusiveMinimum !== undefined && value <= range.exclusiveMinimum) ||
              (range.maximum !== undefined && value > range.maximum) ||
              (range.exclusiveMaximum !== undefined && value >= range.exclusiveMaximum)
            ? sentence('NN-SPEC-RANGE.expected', { what, expected, value: given })
            : undefined;
      if (told === undefined) return value;
      context.report({ ...told, path, on: 'value' });
      return undefined;
    },
  };
}

export function number(range: Range = {}): Schema<number> {
  return numeric(false, range);
}

export function integer(range: Range = {}): Schema<number> {
  return numeric(true, range);
}

/** A string that is not empty and has at most 4096 characters. */
export function text(): Schema<string> {
  return {
    shape: { kind: 'string' },
    accepts: (value) => typeof value === 'string',
    read(value, path, context) {
      if (typeof value !== 'string') {
        reportType(context, path, phrase('a string'), value);
        return undefined;
      }
      if (value.trim().length > 0 && value.length <= 4096) return value;
      const what = subject(path);
      const told =
        value.length > 4096
          ? sentence('NN-SPEC-RANGE.longText', { what })
          : sentence('NN-SPEC-RANGE.emptyText', { what });
      context.report({ ...told, path, on: 'value' });
      return undefined;
    },
  };
}

export function boolean(): Schema<boolean> {
  return {
    shape: { kind: 'boolean' },
    accepts: (value) => typeof value === 'boolean',
    read(value, path, context) {
      if (typeof value === 'boolean') return value;
      reportType(context, path, phrase('true or false'), value);
      return undefined;
    },
  };
}

/** Reports that `name` is none of `names`, with the nearest suggested. */
export function reportName(
  context: ReadContext,
  path: SpecPath,
  name: string,
  what: Phrase,
  names: readonly string[],
  own: OwnSynonyms = {},
): void {
  const given = { value: shown(name), what: { row: what } };
  const meant = nearest(name, names, own);
  const told =
    meant === undefined
      ? sentence('NN-SPEC-VALUE.known', { ...given, names: quotedNames(names) })
      : sentence('NN-SPEC-VALUE.meant', { ...given, meant });
  context.report({ ...told, path, on: 'value', ...changeTo(path, meant) });
}

/** The fix that puts the word that was meant at `path`. */
export function changeTo(path: SpecPath, meant: string | undefined): { fixes?: readonly ProblemFix[] } {
  if (meant === undefined) return {};
  return { fixes: [{ title: phrase('Change to "{name}"', { name: meant }), path, value: meant }] };
}

/** One of the words of `values`, each with what it means. */
export function enumeration<N extends string>(what: Phrase, values: Readonly<Record<N, string>>): Schema<N> {
  const names = Object.keys(values);
  const known = (value: string): value is N => Object.hasOwn(values, value);
  return {
    shape: { kind: 'enum', values },
    accepts: (value) => typeof value === 'string',
    read(value, path, context) {
      if (typeof value !== 'string') {
        reportType(context, path, phrase('one of {names}', { names: quotedNames(names) }), value);
        return undefined;
      }
      if (known(value)) return value;
      reportName(context, path, value, what, names);
      return undefined;
    },
  };
}
