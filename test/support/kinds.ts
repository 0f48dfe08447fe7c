/** Every entry of a table of the catalogue, so that no test keeps a list of its own. */
import assert from 'node:assert/strict';
import type { Key, Schema, Semantics } from '../../src/base/schema/schema.ts';

/** A number beside the default that the key allows. */
function beside({ schema, presence }: Key<unknown>, semantics: Semantics): unknown {
  const value = presence.kind === 'default' ? presence[semantics] : undefined;
  if (typeof value === 'boolean') return !value;
  if (typeof value !== 'number') return undefined;
  const path = ['value'];
  const accepted = (candidate: number): boolean => {
    let fits = true;
    const report = (): void => {
      fits = false;
    };
    schema.read(candidate, path, { semantics, report });
    return fits;
  };
  return [value * 1.2 + 0.01, value * 0.8].find(accepted);
}

/**
 * Every entry that `schema` names: with its defaults, and once more for each number and each boolean with another value
 * of it. `required` has values for keys without a default; entries with others such are left out.
 */
export function everyChoice<T extends { readonly type: string }>(
  schema: Schema<T>,
  semantics: Semantics,
  required: Readonly<Record<string, unknown>> = {},
): readonly T[] {
  const { shape } = schema;
  assert.ok(shape.kind === 'named');
  const read = (value: unknown): T => {
    const report = ({ message }: { readonly message: string }): void => {
      assert.fail(message);
    };
    const found = schema.read(value, [], { semantics, report });
    assert.ok(found);
    return found;
  };
  return Object.entries(shape.variants).flatMap(([type, { keys }]) => {
    const entries = Object.entries(keys);
    const needed = entries.filter(([, { presence }]) => presence.kind === 'required').map(([key]) => key);
    if (needed.some((key) => !Object.hasOwn(required, key))) return [];
    const given = { type, ...Object.fromEntries(needed.map((key) => [key, required[key]])) };
    const others = entries.flatMap(([key, one]) => {
      const value = beside(one, semantics);
      return value === undefined ? [] : [read({ ...given, [key]: value })];
    });
    return [read(given), ...others];
  });
}
