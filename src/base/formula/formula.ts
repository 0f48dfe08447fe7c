/**
 * Formulas as they are written, such as `β₁·m + (1 − β₁)·g`: read once, then computed with values for their names, or shown
 * with names or numbers in place. Operators: + − · / ^, a leading −, √x, |x|, brackets; calls of the functions below.
 */

/** A value that stands in a formula. */
export interface FormulaPart {
  /** As the reader knows it, such as `∂E/∂o1`. */
  readonly name: string;
  readonly value: number;
  /** The question that tells where the value comes from; missing where nothing more is to be told. */
  readonly ref?: string;
}

/** The text with short names, and what stands for each. */
export interface Formula {
  readonly text: string;
  readonly parts: Readonly<Record<string, FormulaPart>>;
}

const FUNCTIONS: Readonly<Record<string, (...values: number[]) => number>> = {
  abs: Math.abs,
  exp: Math.exp,
  ln: Math.log,
  max: Math.max,
  min: Math.min,
  sign: Math.sign,
  tanh: Math.tanh,
};

type Names = Readonly<Record<string, number>>;
type Node = (names: Names) => number;

const TOKEN = /\s*(?:(\d+(?:\.\d+)?(?:e[+-]?\d+)?)|([\p{L}_][\p{L}\p{M}\p{N}\p{No}_′∞⁺⁻₊]*)|(.))/gu;

interface Token {
  readonly kind: 'number' | 'name' | 'sign';
  readonly text: string;
}

function tokensOf(text: string): Token[] {
  return [...text.trim().matchAll(TOKEN)].map(([, number, name, sign]): Token => {
    if (number !== undefined) return { kind: 'number', text: number };
    if (name !== undefined) return { kind: 'name', text: name };
    return { kind: 'sign', text: sign ?? '' };
  });
}

class Reader {
  readonly #tokens: readonly Token[];
  #next = 0;

  constructor(text: string) {
    this.#tokens = tokensOf(text);
  }

  whole(): Node {
    const node = this.#sum();
    if (this.#next < this.#tokens.length) throw new SyntaxError(`Unexpected ${this.#text()}`);
    return node;
  }

  #text(): string {
    return this.#tokens[this.#next]?.text ?? 'end';
  }

  #take(...signs: readonly string[]): string | null {
    const token = this.#tokens[this.#next];
    if (token?.kind !== 'sign' || !signs.includes(token.text)) return null;
    this.#next++;
    return token.text;
  }

  #need(sign: string): void {
    if (this.#take(sign) === null) throw new SyntaxError(`Expected ${sign}, found ${this.#text()}`);
  }

  #sum(): Node {
    let left = this.#product();
    for (let sign = this.#take('+', '−'); sign !== null; sign = this.#take('+', '−')) {
      const [first, second] = [left, this.#product()];
      left = sign === '+' ? (names) => first(names) + second(names) : (names) => first(names) - second(names);
    }
    return left;
  }

  #product(): Node {
    let left = this.#signed();
    for (let sign = this.#take('·', '/'); sign !== null; sign = this.#take('·', '/')) {
      const [first, second] = [left, this.#signed()];
      left = sign === '·' ? (names) => first(names) * second(names) : (names) => first(names) / second(names);
    }
    return left;
  }

  #signed(): Node {
    if (this.#take('−') === null) return this.#power();
    const node = this.#signed();
    return (names) => -node(names);
  }

  #power(): Node {
    const base = this.#primary();
    if (this.#take('^') === null) return base;
    const exponent = this.#signed();
    return (names) => base(names) ** exponent(names);
  }

  #bracketed(): Node {
    this.#need('(');
    const node = this.#sum();
    this.#need(')');
    return node;
  }

  #primary(): Node {
    if (this.#take('√') !== null) {
      const node = this.#primary();
      return (names) => Math.sqrt(node(names));
    }
    if (this.#take('|') !== null) {
      const node = this.#sum();
      this.#need('|');
      return (names) => Math.abs(node(names));
    }
    const token = this.#tokens[this.#next];
    if (token?.kind === 'number') {
      this.#next++;
      const value = Number(token.text);
      return () => value;
    }
    if (token?.kind === 'name') {
      this.#next++;
      return this.#named(token.text);
    }
    return this.#bracketed();
  }

  #named(name: string): Node {
    const call = Object.hasOwn(FUNCTIONS, name) ? FUNCTIONS[name] : undefined;
    if (!call) return (names) => names[name] ?? NaN;
    this.#need('(');
    const nodes = [this.#sum()];
    while (this.#take(',') !== null) nodes.push(this.#sum());
    this.#need(')');
    return (names) => call(...nodes.map((node) => node(names)));
  }
}

/** The value of a formula by the values of its names; a name without one is NaN. @throws SyntaxError */
export function compute(text: string, names: Names): number {
  return new Reader(text).whole()(names);
}

/** The value that a formula has by its parts. */
export function valueOf({ text, parts }: Formula): number {
  return compute(text, Object.fromEntries(Object.entries(parts).map(([name, part]) => [name, part.value])));
}

/** The names that a formula uses, each once, in their order. */
export function namesIn(text: string): readonly string[] {
  const names = tokensOf(text).filter(
    ({ kind, text: name }) => kind === 'name' && !Object.hasOwn(FUNCTIONS, name),
  );
  return [...new Set(names.map((token) => token.text))];
}

/** The formula with `show` of each part in the place of its short name. */
export function shown({ text, parts }: Formula, show: (part: FormulaPart) => string): string {
  return text.replace(TOKEN, (whole, _number: unknown, name: string | undefined) => {
    const part = name !== undefined && Object.hasOwn(parts, name) ? parts[name] : undefined;
    return part && name !== undefined ? whole.replace(name, () => show(part)) : whole;
  });
}
