/** The one table of what can go wrong: codes by area, and the way from a row to what is told. */
import { PHRASES } from './phrases.ts';
import { PLAN_PROBLEMS } from './plan.ts';
import { SPEC_PROBLEMS } from './spec.ts';
import { filled, type Filling, type Text, type Told } from './text.ts';

/** A code with what it means, for the documents, and its sentence or its sentences by name. */
export interface ProblemRow {
  readonly means: string;
  readonly says: string | Readonly<Record<string, string>>;
}

export const PROBLEMS = {
  ...SPEC_PROBLEMS,
  ...PLAN_PROBLEMS,
} as const satisfies Readonly<Record<string, ProblemRow>>;

type Table = typeof PROBLEMS;
/** A stable code. Callers compare codes, never messages. */
export type Code = keyof Table;

type RowsOf<C extends Code> = Table[C]['says'] extends string ? C : `${C}.${keyof Table[C]['says'] & string}`;
/** A sentence of a code: the code where it has one only, else `code.name`. */
export type Row = { [C in Code]: RowsOf<C> }[Code];

type TemplateOf<R extends Row> = R extends `${infer C extends Code}.${infer Name}`
  ? Extract<Table[C]['says'][Name & keyof Table[C]['says']], string>
  : R extends Code
    ? Extract<Table[R]['says'], string>
    : never;
export type Phrase = (typeof PHRASES)[number];

/** What is told under a code. */
export interface Sentence extends Told {
  readonly code: Code;
}

const TEMPLATES: ReadonlyMap<string, string> = new Map([
  ...PHRASES.map((phrase) => [phrase, phrase] as const),
  ...Object.entries<ProblemRow>(PROBLEMS).flatMap(([code, { says }]) =>
    typeof says === 'string'
      ? [[code, says] as const]
      : Object.entries(says).map(([name, template]) => [`${code}.${name}`, template] as const),
  ),
]);

/** Every English template by its row, as l10n has the other languages. */
export const ENGLISH: Readonly<Record<string, string>> = Object.fromEntries(TEMPLATES);

/** The text in English. A phrase that is not in the table is its own template. */
export function english(text: Text): string {
  return filled(text, (row) => TEMPLATES.get(row) ?? row) ?? text.row;
}

/** A part of a sentence, or the title of a fix. */
export function phrase<P extends Phrase>(template: P, ...[params]: Filling<P>): Text {
  return params === undefined ? { row: template } : { row: template, params: params };
}

/** A text that is told under `code`. */
export function coded(code: Code, text: Text): Sentence {
  return { code, message: english(text), text };
}

/** What is told by a row of the table. The compiler checks that the parameters are those of its template. */
export function sentence<R extends Row>(row: R, ...[params]: Filling<TemplateOf<R>>): Sentence {
  const dot = row.indexOf('.');
  const code = (dot < 0 ? row : row.slice(0, dot)) as Code;
  return coded(code, params === undefined ? { row } : { row, params: params });
}
