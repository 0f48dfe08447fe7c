/** Formulas put together from numbers that can be asked for. */
import type { Formula, FormulaPart } from '../../base/formula/formula.ts';

/** Terms of a sum that are written out; of a longer one the largest, and what the others come to. */
const MOST_TERMS = 24;

export interface Term {
  readonly value: number;
  /** The term's text, with its parts put into the formula. */
  readonly write: (writer: Writer) => string;
}

export class Writer {
  readonly #parts: Record<string, FormulaPart> = {};
  readonly #byRef = new Map<string, string>();
  #count = 0;
  /** Terms that stand in one number. */
  left = 0;

  /** Takes a part in. Returns its short name; a part that is there already keeps its own. */
  put(part: FormulaPart): string {
    const known = part.ref === undefined ? undefined : this.#byRef.get(part.ref);
    if (known !== undefined) return known;
    const name = `p${String(this.#count++)}`;
    this.named(name, part);
    if (part.ref !== undefined) this.#byRef.set(part.ref, name);
    return name;
  }

  /** Takes a part in under the short name that a formula of the catalogue uses. */
  named(name: string, part: FormulaPart): void {
    this.#parts[name] = part;
  }

  sum(terms: readonly Term[]): string {
    if (terms.length === 0) return '0';
    if (terms.length <= MOST_TERMS) return terms.map(({ write }) => write(this)).join(' + ');
    const bySize = [...terms].sort((left, right) => Math.abs(right.value) - Math.abs(left.value));
    const listed = new Set(bySize.slice(0, MOST_TERMS));
    const others = terms.filter((term) => !listed.has(term));
    this.left += others.length;
    const rest = others.reduce((sum, { value }) => sum + value, 0);
    const texts = terms.filter((term) => listed.has(term)).map(({ write }) => write(this));
    return `${texts.join(' + ')} + ${this.put({ name: 'the rest', value: rest })}`;
  }

  formula(text: string): Formula {
    return { text, parts: this.#parts };
  }
}

/** A product of parts as a term. */
export function product(...parts: readonly FormulaPart[]): Term {
  return {
    value: parts.reduce((all, { value }) => all * value, 1),
    write: (writer) => parts.map((part) => writer.put(part)).join('·'),
  };
}
