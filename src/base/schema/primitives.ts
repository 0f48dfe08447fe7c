/** Schemas of single values: numbers, strings, booleans, one of several words. */
import type { SpecPath } from '../errors.ts';
import type { NumberShape, ReadContext, Schema } from './schema.ts';
import { nearest, type OwnSynonyms } from './suggest.ts';

/** A JSON object as the parser gives it: own keys only, no prototype. */
export type JsonObject = Readonly<Record<string, unknown>>;

export function isJsonObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** A value as a message shows it, cut to a readable length. */
export function shown(value: unknown): string {
  if (Array.isArray(value)) return 'a list';
  if (isJsonObject(value)) return 'an object';
  if (typeof value === 'number' && !Number.isFinite(value)) return 'a number beyond the largest one';
  const text = JSON.stringify(value) as string | undefined;
  if (text === undefined) return 'nothing';
  return text.length > 60 ? `${text.slice(0, 57)}…` : text;
}

/** The last key of a path, as the subject of a message. */
export function subject(path: SpecPath): string {
  const last = path.at(-1);
  if (last === undefined) return 'The spec';
  if (typeof last === 'string') return `\`${last}\``;
  const list = path.at(-2);
  return typeof list === 'string' ? `Entry ${String(last + 1)} of \`${list}\`` : `Entry ${String(last + 1)}`;
}

export function reportType(context: ReadContext, path: SpecPath, expected: string, value: unknown): void {
  const message = `${subject(path)} must be ${expected}, but is ${shown(value)}.`;
  context.report({ code: 'NN-SPEC-TYPE', path, on: 'value', message });
}

/** The allowed range in words, such as `at least 0 and below 1`; empty if everything is allowed. */
export function rangeText(shape: Omit<NumberShape, 'kind' | 'integer'>): string {
  const parts: string[] = [];
  if (shape.minimum !== undefined) parts.push(`at least ${String(shape.minimum)}`);
  if (shape.exclusiveMinimum !== undefined) parts.push(`above ${String(shape.exclusiveMinimum)}`);
  if (shape.maximum !== undefined) parts.push(`at most ${String(shape.maximum)}`);
  if (shape.exclusiveMaximum !== undefined) parts.push(`below ${String(shape.exclusiveMaximum)}`);
  return parts.join(' and ');
}

type Range = Omit<NumberShape, 'kind' | 'integer'>;
/** Parameters are float32: a constant beyond its range would turn into infinity. */
const FLOAT32_LARGEST = 3.4028234663852886e38;
const INT32_LARGEST = 2_147_483_647;

function numeric(integer: boolean, range: Range): Schema<number> {
  const shape: NumberShape = { kind: 'number', integer, ...range };
  const largest = integer ? (range.maximum ?? INT32_LARGEST) : FLOAT32_LARGEST;
  const words = rangeText(range);
  const expected = `${integer ? 'a whole number' : 'a number'}${words && ` ${words}`}`;
  return {
    shape,
    accepts: (value) => typeof value === 'number',
    read(value, path, context) {
      if (typeof value !== 'number') {
        reportType(context, path, expected, value);
        return undefined;
      }
      const problem =
        !Number.isFinite(value) || Math.abs(value) > largest
          ? `${subject(path)} must be ${expected}, but ${shown(value)} is too large.`
          : (integer && !Number.isInteger(value)) ||
              (range.minimum !== undefined && value < range.minimum) ||
              (range.exclusiveMinimum !== undefined && value <= range.exclusiveMinimum) ||
              (range.maximum !== undefined && value > range.maximum) ||
              (range.exclusiveMaximum !== undefined && value >= range.exclusiveMaximum)
            ? `${subject(path)} must be ${expected}, but is ${shown(value)}.`
            : undefined;
      if (problem === undefined) return value;
      context.report({ code: 'NN-SPEC-RANGE', path, on: 'value', message: problem });
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
        reportType(context, path, 'a string', value);
        return undefined;
      }
      if (value.trim().length > 0 && value.length <= 4096) return value;
      const fault = value.length > 4096 ? 'is longer than 4096 characters' : 'is empty';
      context.report({ code: 'NN-SPEC-RANGE', path, on: 'value', message: `${subject(path)} ${fault}.` });
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
      reportType(context, path, 'true or false', value);
      return undefined;
    },
  };
}

/** Reports that `name` is none of `names`, with the nearest suggested. */
export function reportName(
  context: ReadContext,
  path: SpecPath,
  name: string,
  what: string,
  names: readonly string[],
  own: OwnSynonyms = {},
): void {
  const meant = nearest(name, names, own);
  const hint =
    meant === undefined
      ? `It can be ${names.map((one) => `"${one}"`).join(', ')}.`
      : `Did you mean "${meant}"?`;
  context.report({
    code: 'NN-SPEC-VALUE',
    path,
    on: 'value',
    message: `${shown(name)} is not a known ${what}. ${hint}`,
    ...(meant !== undefined && { fix: { title: `Change to "${meant}"`, path, value: meant } }),
  });
}

/** One of the words of `values`, each with what it means. */
export function enumeration<N extends string>(what: string, values: Readonly<Record<N, string>>): Schema<N> {
  const names = Object.keys(values);
  const known = (value: string): value is N => Object.hasOwn(values, value);
  return {
    shape: { kind: 'enum', values },
    accepts: (value) => typeof value === 'string',
    read(value, path, context) {
      if (typeof value !== 'string') {
        reportType(context, path, `one of ${names.map((one) => `"${one}"`).join(', ')}`, value);
        return undefined;
      }
      if (known(value)) return value;
      reportName(context, path, value, what, names);
      return undefined;
    },
  };
}
