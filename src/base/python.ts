/** Values as Python writes them: whatever a run holds becomes part of a program through these alone. */
import { sentence } from './problems/runs.ts';
import { NnError } from './errors.ts';

/** A number that is whole in Python, such as a count. */
interface Whole {
  readonly whole: number;
}

/** A value that becomes a literal. */
export type Argument = string | number | boolean | null | Whole | readonly (string | number)[];

/** A literal of a text, number, boolean or null, or of lists of them; the escapes of JSON are Python's, too. @throws NnError NN-RUN-BROKEN for another value, which only a changed file can hold */
export function literal(value: Argument): string {
  if (typeof value === 'string') return JSON.stringify(value);
  if (typeof value === 'boolean') return value ? 'True' : 'False';
  if (value === null) return 'None';
  if (typeof value === 'number')
    return Number.isFinite(value) ? String(value) : `float(${literal(String(value))})`;
  if (Array.isArray(value)) return `[${value.map((entry: string | number) => literal(entry)).join(', ')}]`;
  if (isWhole(value)) return literal(value.whole);
  throw new NnError(sentence('NN-RUN-BROKEN.type'));
}

function isWhole(value: Argument): value is Whole {
  return typeof value === 'object' && value !== null && 'whole' in value && Number.isInteger(value.whole);
}

/** A number as a literal that is real in Python, where `0` would be whole: Keras refuses a whole momentum. */
function real(value: number): string {
  const text = literal(value);
  return /^-?\d+$/.test(text) ? `${text}.0` : text;
}

/** `name(1, one=1.0, two="b")`: what is named is real unless it is given as whole, what comes first may be whole; an argument that is undefined is left out. */
export function call(
  name: string,
  args: Readonly<Record<string, Argument | undefined>>,
  ...first: readonly Argument[]
): string {
  const named = Object.entries(args).flatMap(([key, value]) =>
    value === undefined ? [] : [`${key}=${typeof value === 'number' ? real(value) : literal(value)}`],
  );
  return `${name}(${[...first.map(literal), ...named].join(', ')})`;
}
