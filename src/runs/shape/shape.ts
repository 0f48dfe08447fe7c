/**
 * Says whether a value that was read from a file has the shape that the code relies on. A check gives null, or what is
 * wrong, with its place: `plan.layers[0].index is not a whole number`.
 */
export type Check = (value: unknown, path: string) => string | null;

type Keys = Readonly<Record<string, Check>>;

function kind(what: string, fits: (value: unknown) => boolean): Check {
  return (value, path) =>
    fits(value) ? null : `${path} is ${value === undefined ? 'missing' : `not ${what}`}`;
}

export const text = kind('a text', (value) => typeof value === 'string');
export const flag = kind('true or false', (value) => typeof value === 'boolean');
export const number = kind('a number', (value) => typeof value === 'number' && Number.isFinite(value));
/** 0, 1, 2, … */
export const count = kind('a whole number', (value) => Number.isSafeInteger(value) && Number(value) >= 0);
/** An ISO time, such as `2026-01-02T03:04:05.000Z`. */
export const time = kind(
  'a time',
  (value) => typeof value === 'string' && /^\d{4}-/.test(value) && !Number.isNaN(Date.parse(value)),
);
export const anything: Check = () => null;

/** One of the keys of `names`, a table that the type checker holds against the type. */
export function nameIn(names: Readonly<Record<string, unknown>>): Check {
  return kind('a known name', (value) => typeof value === 'string' && Object.hasOwn(names, value));
}

/** An object with these keys; others are let through, so that what is added later opens, too. */
export function object(keys: Keys): Check {
  const checks = Object.entries(keys);
  return (value, path) => {
    if (!isRecord(value)) return `${path} is ${value === undefined ? 'missing' : 'not an object'}`;
    for (const [key, check] of checks) {
      // Not what every object inherits.
      const inner = Object.hasOwn(value, key) ? value[key] : undefined;
      const wrong = check(inner, path === '' ? key : `${path}.${key}`);
      if (wrong !== null) return wrong;
    }
    return null;
  };
}

/** An object whose `tag` says which other keys it has. */
export function named(tag: string, variants: Readonly<Record<string, Keys>>): Check {
  const known = object({ [tag]: nameIn(variants) });
  return (value, path) => {
    const wrong = known(value, path);
    if (wrong !== null) return wrong;
    const name = String((value as Readonly<Record<string, unknown>>)[tag]);
    return object(variants[name] ?? {})(value, path);
  };
}

/** An object of whatever keys, each with such a value. */
export function record(check: Check): Check {
  return (value, path) => {
    if (!isRecord(value)) return `${path} is not an object`;
    for (const [key, inner] of Object.entries(value)) {
      const wrong = check(inner, `${path}.${key}`);
      if (wrong !== null) return wrong;
    }
    return null;
  };
}

export function list(check: Check): Check {
  return (value, path) => {
    if (!Array.isArray(value)) return `${path} is ${value === undefined ? 'missing' : 'not a list'}`;
    for (const [index, item] of value.entries()) {
      const wrong = check(item, `${path}[${index}]`);
      if (wrong !== null) return wrong;
    }
    return null;
  };
}

export function orNull(check: Check): Check {
  return (value, path) => (value === null ? null : check(value, path));
}

/** It may be missing. */
export function optional(check: Check): Check {
  return (value, path) => (value === undefined ? null : check(value, path));
}

/** Accepts the values that one of the checks accepts. */
export function either(first: Check, second: Check): Check {
  return (value, path) => (first(value, path) === null ? null : second(value, path));
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
