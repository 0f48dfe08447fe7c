/** The common part of every entry of the catalogue: the keys of the format, and the names in other tools. */
import type { Keys, Resolved, Variant } from '../base/schema/schema.ts';
import type { Named } from '../base/schema/composites.ts';

export type { Semantics } from '../base/schema/schema.ts';

export interface Kind<K extends Keys = Keys> extends Variant<K> {
  /** Other names that the format takes. */
  readonly aliases?: readonly string[];
}

/** The keys of an entry as a resolved spec has them. */
export type Options<K extends Keys> = Resolved<K>;

/** An entry as a resolved spec has it: without the keys that are null while unset. */
export type WithoutNulls<T> = {
  readonly [P in keyof T as null extends T[P] ? never : P]: T[P];
} & { readonly [P in keyof T as null extends T[P] ? P : never]?: Exclude<T[P], null> };

/** One union member each. */
export type Lean<M> = M extends unknown ? WithoutNulls<M> : never;

/** `read` without its unset keys, so that it stays as short as it is written. */
export function lean<M extends object>(read: M): Lean<M> {
  return Object.fromEntries(Object.entries(read).filter(([, value]) => value !== null)) as Lean<M>;
}

/** A spec's choice of one entry of a table: `type` and its keys. */
export type Choice<Table extends Readonly<Record<string, Kind>>> = Named<Table, 'type'>;

/** The names of a table, in its order. */
export function namesOf<Table extends object>(table: Table): readonly (keyof Table & string)[] {
  return Object.keys(table) as (keyof Table & string)[];
}

/** The aliases of a table, and what they stand for. */
export function aliasesOf(table: Readonly<Record<string, Kind>>): Readonly<Record<string, string>> {
  const pairs = Object.entries(table).flatMap(([name, { aliases = [] }]) =>
    aliases.map((alias): [string, string] => [alias, name]),
  );
  return Object.fromEntries(pairs);
}

/** The entry that `choice` names. */
export function entryOf<Entry>(
  table: Readonly<Record<string, Entry>>,
  choice: { readonly type: string },
): Entry {
  const entry = Object.hasOwn(table, choice.type) ? table[choice.type] : undefined;
  if (entry === undefined) throw new RangeError(`There is no "${choice.type}".`);
  return entry;
}
