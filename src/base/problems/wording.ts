/** From a row of a table of problems to what is told. Each area builds its own, so that a bundle has only its rows. */
import { filled, type CodedText, type Filling, type Text } from './text.ts';

/** Each code with its sentence, or its sentences by name. docs/nnspec.md says what the code means. */
export type ProblemRows = Readonly<Record<string, string | Readonly<Record<string, string>>>>;

/** A sentence of a code: the code where it has one only, else `code.name`. */
export type RowOf<T extends ProblemRows> = {
  [C in keyof T & string]: T[C] extends string ? C : `${C}.${keyof T[C] & string}`;
}[keyof T & string];

type TemplateOf<T extends ProblemRows, R extends string> = R extends keyof T
  ? Extract<T[R], string>
  : R extends `${infer C extends keyof T & string}.${infer Name}`
    ? Extract<T[C][Name & keyof T[C]], string>
    : never;

/** The English templates of a table by row. */
export function templatesOf(table: ProblemRows): Readonly<Record<string, string>> {
  return Object.fromEntries(
    Object.entries(table).flatMap(([code, sentences]) =>
      typeof sentences === 'string'
        ? [[code, sentences] as const]
        : Object.entries(sentences).map(([name, template]) => [`${code}.${name}`, template] as const),
    ),
  );
}

/**
 * The templates of every area in use. A sentence may be a part of one of another area, which then has been used to make
 * it. A row that is not here is a phrase, whose row is its template.
 */
const loaded = new Map<string, string>();

/** The text in English. */
export function english(text: Text): string {
  return filled(text, (row) => loaded.get(row) ?? row) ?? text.row;
}

export interface Wording<T extends ProblemRows> {
  /** The sentence of a row. The compiler checks that the parameters are those of its template. */
  readonly sentence: <R extends RowOf<T>>(row: R, ...params: Filling<TemplateOf<T, R>>) => CodedText;
  /** Another text that is told under a code, such as a phrase that a kind of layer or loss brings. */
  readonly coded: (code: keyof T & string, text: Text) => CodedText;
}

export function wordingOf<T extends ProblemRows>(table: T): Wording<T> {
  for (const [row, template] of Object.entries(templatesOf(table))) loaded.set(row, template);
  const coded = (code: string, text: Text): CodedText => ({ code, message: english(text), text });
  return {
    coded,
    sentence: (row, ...[params]) =>
      coded(row.split('.', 1)[0] ?? row, {
        row,
        ...(params !== undefined && { params: params }),
      }),
  };
}
