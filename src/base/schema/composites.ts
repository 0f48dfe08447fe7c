/** Schemas made of schemas: objects, lists, named variants, unions. */
import type { SpecPath } from '../errors.ts';
import { phrase, type Phrase } from '../problems/phrase.ts';
import { sentence } from '../problems/spec.ts';
import type { Text } from '../problems/text.ts';
import { type JsonObject, isJsonObject, reportName, reportType, shown, subject } from './primitives.ts';
import type { Key, Keys, ReadContext, Schema, Resolved, Variant } from './schema.ts';
import { nearest, placeOf, synonym } from './suggest.ts';

export function required<T>(schema: Schema<T>, summary: string): Key<T> {
  return { schema, presence: { kind: 'required' }, summary };
}

/** A key with one default for both semantics. `text` says a default that depends on other keys. */
export function optional<T>(schema: Schema<T>, value: T, summary: string, defaultText?: string): Key<T> {
  return bySemantics(schema, value, value, summary, defaultText);
}

/** A key whose default follows `semantics`. */
export function bySemantics<T>(
  schema: Schema<T>,
  keras: T,
  pytorch: T,
  summary: string,
  defaultText?: string,
): Key<T> {
  const presence = { kind: 'default', keras, pytorch } as const;
  return {
    schema,
    presence: defaultText === undefined ? presence : { ...presence, text: defaultText },
    summary,
  };
}

/** A key that may be absent; it then resolves to null. */
export function nullable<T>(schema: Schema<T>, summary: string, defaultText = 'none'): Key<T | null> {
  return optional<T | null>(schema, null, summary, defaultText);
}

/** `key` with the formula that hovers and documents show. */
export function withFormula<T>(key: Key<T>, formula: string): Key<T> {
  return { ...key, formula };
}

function reportUnknownKey(context: ReadContext, path: SpecPath, key: string, names: readonly string[]): void {
  const free = names.filter((name) => !name.startsWith('$'));
  const fixPath = [...path, key];
  const given = shown(key);
  const place = synonym(key, free) === undefined ? placeOf(key, path) : undefined;
  if (place !== undefined) {
    const told = sentence('NN-SPEC-UNKNOWN-KEY.elsewhere', { key: given, owner: subject(path), place });
    context.report({ ...told, path: fixPath, on: 'key' });
    return;
  }
  const meant = nearest(key, free);
  const at = { path: fixPath, value: undefined };
  if (meant !== undefined) {
    const told = sentence('NN-SPEC-UNKNOWN-KEY.meant', { key: given, meant });
    const fix = { ...at, title: phrase('Rename to "{name}"', { name: meant }), renameTo: meant };
    context.report({ ...told, path: fixPath, on: 'key', fixes: [fix] });
    return;
  }
  const told =
    free.length === 0
      ? sentence('NN-SPEC-UNKNOWN-KEY.none', { key: given })
      : sentence('NN-SPEC-UNKNOWN-KEY.known', { key: given, names: free });
  const fix = { ...at, title: phrase('Remove {what}', { what: given }) };
  context.report({ ...told, path: fixPath, on: 'key', fixes: [fix] });
}

/** Reads the keys of an object; `tag` names a key that the caller has read itself. */
function readKeys<K extends Keys>(
  keys: K,
  value: JsonObject,
  path: SpecPath,
  context: ReadContext,
  tag?: string,
): Resolved<K> | undefined {
  let complete = true;
  const names = [...(tag === undefined ? [] : [tag]), ...Object.keys(keys)];
  for (const key of Object.keys(value)) {
    if (names.includes(key)) continue;
    reportUnknownKey(context, path, key, names);
    complete = false;
  }
  const result: Record<string, unknown> = {};
  for (const [name, key] of Object.entries(keys)) {
    if (Object.hasOwn(value, name)) {
      const read = key.schema.read(value[name], [...path, name], context);
      if (read === undefined) complete = false;
      result[name] = read;
    } else if (key.presence.kind === 'default') {
      result[name] = key.presence[context.semantics];
    } else {
      complete = false;
      const at = tag === undefined ? path : [...path, tag];
      const owner = tag === undefined ? subject(path) : shown(value[tag]);
      const told = sentence('NN-SPEC-MISSING-KEY.key', { owner, key: name, summary: { row: key.summary } });
      context.report({ ...told, path: at, on: tag === undefined ? 'key' : 'value' });
    }
  }
  return complete ? (result as Resolved<K>) : undefined;
}

/** An object with these keys and no others. With `marker`, a union takes it when that key is there. */
export function object<K extends Keys>(keys: K, marker?: keyof K & string): Schema<Resolved<K>> {
  return {
    shape: { kind: 'object', keys },
    accepts: (value) => isJsonObject(value) && (marker === undefined || Object.hasOwn(value, marker)),
    read(value, path, context) {
      if (isJsonObject(value)) return readKeys(keys, value, path, context);
      reportType(context, path, phrase('an object { … }'), value);
      return undefined;
    },
  };
}

export function list<T>(items: Schema<T>, minimum = 0, maximum = 1_000_000): Schema<readonly T[]> {
  return {
    shape: { kind: 'list', items, minimum, maximum },
    accepts: (value) => Array.isArray(value),
    read(value, path, context) {
      if (!Array.isArray(value)) {
        reportType(context, path, phrase('a list [ … ]'), value);
        return undefined;
      }
      if (value.length < minimum || value.length > maximum) {
        const wanted =
          minimum === maximum
            ? phrase('exactly {limit}', { limit: minimum })
            : value.length > maximum
              ? phrase('at most {limit}', { limit: maximum })
              : phrase('at least {limit}', { limit: minimum });
        const counted = { what: subject(path), wanted, count: value.length };
        context.report({ ...sentence('NN-SPEC-RANGE.entries', counted), path, on: 'value' });
        return undefined;
      }
      const read = value.map((item: unknown, index) => items.read(item, [...path, index], context));
      const present = read.filter((item) => item !== undefined);
      return present.length === read.length ? present : undefined;
    },
  };
}

/** An object of whatever keys, one at least, each with such a value. */
export function record<T>(values: Schema<T>): Schema<Readonly<Record<string, T>>> {
  return {
    shape: { kind: 'record', values },
    accepts: isJsonObject,
    read(value, path, context) {
      if (!isJsonObject(value) || Object.keys(value).length === 0) {
        reportType(context, path, phrase('an object with one name at least'), value);
        return undefined;
      }
      const read = Object.entries(value).map(
        ([key, inner]) => [key, values.read(inner, [...path, key], context)] as const,
      );
      const present = read.filter((entry): entry is readonly [string, T & {}] => entry[1] !== undefined);
      return present.length === read.length ? Object.fromEntries(present) : undefined;
    },
  };
}

type Variants = Readonly<Record<string, Variant>>;
export type Named<V extends Variants, Tag extends string> = {
  [N in keyof V & string]: Readonly<Record<Tag, N>> & Resolved<V[N]['keys']>;
}[keyof V & string];

export function variant<K extends Keys>(summary: string, keys: K, formula?: string): Variant<K> {
  return formula === undefined ? { keys, summary } : { keys, summary, formula };
}

interface NamedOptions<Tag extends string> {
  readonly tag?: Tag;
  /** The name alone stands for the object with all defaults. */
  readonly short?: boolean;
  readonly aliases?: Readonly<Record<string, string>>;
  readonly planned?: readonly string[];
  /** The variant of an object without the tag. */
  readonly untagged?: (value: JsonObject) => string;
}

/** An object whose key `tag` (default `type`) says which other keys it has; `short` allows the name alone. */
export function named<V extends Variants, Tag extends string = 'type'>(
  what: Phrase,
  variants: V,
  options: NamedOptions<Tag> = {},
): Schema<Named<V, Tag>> {
  const tag = options.tag ?? 'type';
  const { short = false, aliases = {}, planned = [], untagged } = options;
  const names = Object.keys(variants);
  const kindWord: Text = { row: what };
  const nameOf = (value: JsonObject): unknown =>
    Object.hasOwn(value, tag) ? value[tag] : untagged ? untagged(value) : undefined;

  function read(value: unknown, path: SpecPath, context: ReadContext): Named<V, Tag> | undefined {
    const isShort = short && typeof value === 'string';
    const given: unknown = isShort ? { [tag]: value } : value;
    if (!isJsonObject(given)) {
      const expected = short
        ? phrase('the name of a {what} or an object { "{tag}": … }', { what: kindWord, tag })
        : phrase('an object { "{tag}": … }', { tag });
      reportType(context, path, expected, value);
      return undefined;
    }
    const name = nameOf(given);
    if (name === undefined) {
      const told = sentence('NN-SPEC-MISSING-KEY.tag', { owner: subject(path), key: tag, what: kindWord });
      context.report({ ...told, path, on: 'key' });
      return undefined;
    }
    const namePath = isShort ? path : [...path, tag];
    if (typeof name !== 'string') {
      reportType(context, namePath, phrase('the name of a {what}', { what: kindWord }), name);
      return undefined;
    }
    if (planned.includes(name)) {
      const told = sentence('NN-SPEC-PLANNED.kind', { what: kindWord, name });
      context.report({ ...told, path: namePath, on: 'value' });
      return undefined;
    }
    const known = Object.hasOwn(aliases, name) ? (aliases[name] ?? name) : name;
    const found = Object.hasOwn(variants, known) ? variants[known] : undefined;
    if (found === undefined) {
      reportName(context, namePath, name, what, names, variants);
      return undefined;
    }
    // A short name has no keys of its own, so what it lacks is reported at the name itself.
    const inner: ReadContext = isShort
      ? {
          ...context,
          report: (finding) => {
            context.report({ ...finding, path, on: 'value' });
          },
        }
      : context;
    const keys = readKeys(found.keys, given, path, inner, tag);
    return keys && ({ [tag]: known, ...keys } as Named<V, Tag>);
  }

  return {
    shape: {
      kind: 'named',
      what,
      tag,
      short,
      tagOptional: untagged !== undefined,
      variants,
      aliases,
      planned,
    },
    accepts: (value) =>
      (short && typeof value === 'string') || (isJsonObject(value) && nameOf(value) !== undefined),
    read,
  };
}

/** The first option that looks like the value reads it; `expected` says in words what is allowed. */
export function union<T>(expected: Phrase, options: readonly Schema<T>[]): Schema<T> {
  return {
    shape: { kind: 'union', options },
    accepts: (value) => options.some((option) => option.accepts(value)),
    read(value, path, context) {
      const option = options.find((one) => one.accepts(value));
      if (option) return option.read(value, path, context);
      reportType(context, path, { row: expected }, value);
      return undefined;
    },
  };
}

/** `schema`, its outcome passed through `change`, which may report and give undefined. */
export function mapped<T, U>(
  schema: Schema<T>,
  change: (value: T, path: SpecPath, context: ReadContext) => U | undefined,
): Schema<U> {
  return {
    shape: schema.shape,
    accepts: (value) => schema.accepts(value),
    read(value, path, context) {
      const read = schema.read(value, path, context);
      return read === undefined ? undefined : change(read, path, context);
    },
  };
}

/** A part of the format that this release refuses by name. */
export function planned<T>(): Schema<T> {
  return {
    shape: { kind: 'planned' },
    accepts: () => true,
    read(_value, path, context) {
      const told = sentence('NN-SPEC-PLANNED.key', { key: String(path.at(-1)) });
      const fix = { title: phrase('Remove {what}', { what: subject(path) }), path, value: undefined };
      context.report({ ...told, path, on: 'key', fixes: [fix] });
      return undefined;
    },
  };
}
