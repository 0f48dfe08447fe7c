/**
 * A text as data: which template of the table it is, and what fills it. The English sentence is made where the problem
 * arises, for logs and JSON; the user's language is chosen at the surface (`textIn`).
 */

/** The value for a place of a template. A list is joined by commas. */
export type Param = string | number | boolean | Text | readonly Param[];

/** A template with what fills it. Plain data: it can be cloned and written as JSON. */
export interface Text {
  /** The row of the table, or for a phrase the English template itself. */
  readonly row: string;
  readonly params?: Readonly<Record<string, Param>>;
}

/** The names in the braces of a template. A brace before a blank is text: `{ "inline": … }`. */
export type Names<Template extends string> = Template extends `${string}{${infer Name}}${infer Rest}`
  ? NameIn<Name> | Names<Rest>
  : never;
/** The text before a closing brace has a name after its last opening one, unless there are blanks. */
type NameIn<Inside extends string> = Inside extends `${string}{${infer Inner}`
  ? NameIn<Inner>
  : Inside extends `${string} ${string}` | ''
    ? never
    : Inside;

/** The arguments that a template asks for: none, or an object with every name. */
export type Filling<Template extends string> = [Names<Template>] extends [never]
  ? []
  : [params: Readonly<Record<Names<Template>, Param>>];

const PLACE = /\{(\w+)\}/g;

function isText(param: Param): param is Text {
  return typeof param === 'object' && 'row' in param;
}

/** True if a value of a file is a text; nested no deeper than the texts of the table are. */
export function isStoredText(value: unknown, depth = 0): value is Text {
  if (typeof value !== 'object' || value === null || depth > 8) return false;
  const { row, params = {} } = value as { readonly row?: unknown; readonly params?: unknown };
  if (typeof row !== 'string' || typeof params !== 'object' || params === null) return false;
  return Object.values(params).every((param) => isStoredParam(param, depth + 1));
}

function isStoredParam(value: unknown, depth: number): boolean {
  if (Array.isArray(value)) return depth <= 8 && value.every((entry) => isStoredParam(entry, depth + 1));
  return ['string', 'number', 'boolean'].includes(typeof value) || isStoredText(value, depth);
}

/**
 * The text in the language of `templates`, or undefined if it lacks the template of the text or of a part of it.
 * @param templates the template of a row, or undefined
 */
export function filled(
  { row, params = {} }: Text,
  templates: (row: string) => string | undefined,
): string | undefined {
  const template = templates(row);
  if (template === undefined) return undefined;
  const missing: string[] = [];
  const written = (param: Param | undefined): string => {
    if (param === undefined) return '';
    if (typeof param !== 'object') return String(param);
    if (!isText(param)) return param.map(written).join(', ');
    const part = filled(param, templates);
    if (part === undefined) missing.push(param.row);
    return part ?? '';
  };
  const text = template.replace(PLACE, (_, name: string) =>
    written(Object.hasOwn(params, name) ? params[name] : undefined),
  );
  // A sentence in two languages is worse than one in English.
  return missing.length === 0 ? text : undefined;
}

/** Something that is told to the user: in English, and as data for other languages. */
export interface Told {
  readonly message: string;
  readonly text?: Text;
}

/** A sentence with a stable code. */
export interface CodedText extends Told {
  readonly code: string;
}

/**
 * The sentence in the language of `strings` (the templates by row, as in l10n/bundle.l10n.ko.json). English if the
 * language has no such template, or if the text was stored by a release that kept the sentence alone.
 */
export function textIn({ message, text }: Told, strings: Readonly<Record<string, string>>): string {
  const look = (row: string): string | undefined => (Object.hasOwn(strings, row) ? strings[row] : undefined);
  return (text && filled(text, look)) ?? message;
}
