/**
 * The language of the schema table. A `Schema` reads one JSON value into its resolved form and carries a
 * `shape`, plain data from which the JSON schema, completion, hovers and documents are made.
 */
import type { ProblemFix, Severity, SpecPath } from '../errors.ts';
import type { CodedText } from '../problems/text.ts';

/** Whose defaults and update rules apply. */
export type Semantics = 'keras' | 'pytorch';

export interface Finding extends CodedText {
  readonly path: SpecPath;
  readonly on: 'key' | 'value';
  readonly severity?: Severity;
  readonly fixes?: readonly ProblemFix[];
}

export interface ReadContext {
  /** The framework whose column of defaults applies. */
  readonly semantics: Semantics;
  report(finding: Finding): void;
}

export interface NumberShape {
  readonly kind: 'number';
  readonly integer: boolean;
  readonly minimum?: number;
  readonly exclusiveMinimum?: number;
  readonly maximum?: number;
  readonly exclusiveMaximum?: number;
}
export interface NamedShape {
  readonly kind: 'named';
  /** The kind of thing that the names stand for, such as `optimizer`. */
  readonly what: string;
  /** The key that holds the name. */
  readonly tag: string;
  /** The name alone stands for the object with all defaults. */
  readonly short: boolean;
  /** An object without the tag is allowed. */
  readonly tagOptional: boolean;
  readonly variants: Readonly<Record<string, Variant>>;
  /** Other spellings, and what they stand for. */
  readonly aliases: Readonly<Record<string, string>>;
  readonly planned: readonly string[];
}
export type Shape =
  | NumberShape
  | { readonly kind: 'string' }
  | { readonly kind: 'boolean' }
  | { readonly kind: 'enum'; readonly values: Readonly<Record<string, string>> }
  | { readonly kind: 'object'; readonly keys: Keys }
  | {
      readonly kind: 'list';
      readonly items: Schema<unknown>;
      readonly minimum: number;
      readonly maximum: number;
    }
  /** An object of whatever keys, such as the names of classes. */
  | { readonly kind: 'record'; readonly values: Schema<unknown> }
  | NamedShape
  | { readonly kind: 'union'; readonly options: readonly Schema<unknown>[] }
  /** Part of the format, refused by name in this release. */
  | { readonly kind: 'planned' };

export interface Schema<T> {
  readonly shape: Shape;
  /** True if `value` looks like this at first sight; a union picks its option by it. */
  accepts(value: unknown): boolean;
  /** The resolved value, or undefined after reporting why there is none. */
  read(value: unknown, path: SpecPath, context: ReadContext): T | undefined;
}

export type Presence<T> =
  | { readonly kind: 'required' }
  | { readonly kind: 'default'; readonly keras: T; readonly pytorch: T; readonly text?: string };

/** One key of an object: one row of the tables in docs/nnspec.md. */
export interface Key<T> {
  readonly schema: Schema<T>;
  readonly presence: Presence<T>;
  readonly summary: string;
  readonly formula?: string;
}
export type Keys = Readonly<Record<string, Key<unknown>>>;

/** One name of a `named` schema with the keys that go with it. */
export interface Variant<K extends Keys = Keys> {
  readonly keys: K;
  readonly summary: string;
  readonly formula?: string;
  /** Spellings in other tools, in lower case without separators. */
  readonly synonyms?: readonly string[];
}

/** The resolved form of an object with these keys. */
export type Resolved<K extends Keys> = {
  readonly [P in keyof K]: K[P] extends Key<infer T> ? T : never;
};
