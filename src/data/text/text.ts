/** Tokens to a vocabulary, and texts to the entries of a sparse row. */
import type { TextOptions } from '../../format/types.ts';
import { Tokenizer } from './tokenizer.ts';
import { TokenTable } from './tokenTable.ts';
import type { Release } from '../types.ts';

export interface Vocabulary {
  /** By falling frequency, then by code unit. */
  readonly tokens: string[];
  /** ln((1 + texts) / (1 + texts holding the token)) + 1, as scikit-learn's smoothed idf; null unless the mode is tfidf. */
  readonly idf: number[] | null;
}

/** Numbers that are 0 until they are set. */
class Numbers {
  readonly #release: Release;
  values = new Uint32Array(1024);

  constructor(release: Release) {
    this.#release = release;
  }

  /** Makes room for number `index`. */
  reserve(index: number): void {
    if (index < this.values.length) return;
    const values = new Uint32Array(index * 2);
    values.set(this.values);
    this.release();
    this.values = values;
  }

  release(): void {
    this.#release(this.values);
  }
}

/** The most frequent tokens of the training texts; those seen fewer than `minCount` times are left out. */
export class VocabularyBuilder {
  readonly #release: Release;
  readonly #options: TextOptions;
  readonly #tokenizer: Tokenizer;
  readonly #table: TokenTable;
  readonly #counts: Numbers;
  /** Texts that hold the token, and the last of them; for idf alone. */
  readonly #holding: Numbers;
  readonly #last: Numbers;
  #texts = 0;

  constructor(options: TextOptions, release: Release) {
    this.#release = release;
    this.#options = options;
    this.#tokenizer = new Tokenizer(options);
    this.#table = new TokenTable(release);
    this.#counts = new Numbers(release);
    this.#holding = new Numbers(release);
    this.#last = new Numbers(release);
  }

  add(text: string): void {
    this.#texts++;
    const tokenizer = this.#tokenizer;
    const weighs = this.#options.mode === 'tfidf';
    const count = tokenizer.cut(text);
    const { units, starts, ends } = tokenizer;
    for (let index = 0; index < count; index++) {
      const number = this.#table.add(units, starts[index] ?? 0, ends[index] ?? 0);
      this.#counts.reserve(number);
      this.#counts.values[number] = (this.#counts.values[number] ?? 0) + 1;
      if (!weighs) continue;
      this.#last.reserve(number);
      this.#holding.reserve(number);
      if (this.#last.values[number] === this.#texts) continue;
      this.#last.values[number] = this.#texts;
      this.#holding.values[number] = (this.#holding.values[number] ?? 0) + 1;
    }
  }

  /** To be called once: the memory of the counts is given back. */
  build(): Vocabulary {
    const { mode } = this.#options;
    const kept = this.#kept();
    const holding = this.#holding.values;
    const vocabulary = {
      tokens: Array.from(kept, (number) => this.#table.text(number)),
      idf:
        mode === 'tfidf'
          ? Array.from(kept, (number) => Math.log((1 + this.#texts) / (1 + (holding[number] ?? 0))) + 1)
          : null,
    };
    for (const used of [this.#table, this.#counts, this.#holding, this.#last]) used.release();
    return vocabulary;
  }

  /** The numbers of the tokens that are kept, in order. */
  #kept(): Uint32Array {
    const table = this.#table;
    const { minCount, vocabulary } = this.#options;
    const counts = this.#counts.values.subarray(0, table.size);
    // Only tokens that are as frequent as the last one that has a place need to be compared.
    const sorted = counts.slice().sort();
    const least = Math.max(minCount, sorted[table.size - vocabulary] ?? 0);
    this.#release(sorted);
    const kept = new Uint32Array(counts.reduce((sum, count) => sum + (count >= least ? 1 : 0), 0));
    let next = 0;
    counts.forEach((count, number) => {
      if (count >= least) kept[next++] = number;
    });
    kept.sort((a, b) => (counts[b] ?? 0) - (counts[a] ?? 0) || table.compare(a, b));
    return kept.subarray(0, vocabulary);
  }
}

/** Writes the non-zero entries of texts; tokens outside the vocabulary are dropped. */
export class TextWriter {
  readonly #mode: TextOptions['mode'];
  readonly #idf: readonly number[] | null;
  readonly #tokenizer: Tokenizer;
  readonly #table: TokenTable;
  /** Of the text that is written: how often it holds each token, and the tokens that it holds. */
  readonly #counts: Uint32Array;
  readonly #found: Uint32Array;

  /** `tokens`: different ones; `idf` is null unless the mode is tfidf. */
  constructor(
    options: TextOptions,
    { tokens, idf }: { readonly tokens: readonly string[]; readonly idf: readonly number[] | null },
    release: Release,
  ) {
    this.#mode = options.mode;
    this.#idf = idf;
    this.#tokenizer = new Tokenizer(options);
    this.#table = new TokenTable(release);
    this.#counts = new Uint32Array(tokens.length);
    this.#found = new Uint32Array(tokens.length);
    const units = new Uint16Array(tokens.reduce((longest, token) => Math.max(longest, token.length), 0));
    for (const token of tokens) {
      for (let at = 0; at < token.length; at++) units[at] = token.charCodeAt(at);
      this.#table.add(units, 0, token.length);
    }
  }

  /**
   * `put` gets positions in the vocabulary, ascending, with their values. multiHot: 1; count: occurrences; tfidf:
   * count × idf, the row scaled to Euclidean length 1.
   */
  write(text: string, put: (position: number, value: number) => void): void {
    const counts = this.#counts;
    const positions = this.#found.subarray(0, this.#count(text)).sort();
    const length = this.#mode === 'tfidf' ? this.#lengthOf(positions) : 1;
    for (const position of positions) {
      put(position, this.#mode === 'multiHot' ? 1 : this.#weightOf(position) / length);
      counts[position] = 0;
    }
  }

  /** Gives its memory back; it must not be used any more. */
  release(): void {
    this.#table.release();
  }

  /** Counts the tokens of a text; how many different ones it holds. */
  #count(text: string): number {
    const tokens = this.#tokenizer.cut(text);
    const { units, starts, ends } = this.#tokenizer;
    const counts = this.#counts;
    let different = 0;
    for (let index = 0; index < tokens; index++) {
      const position = this.#table.find(units, starts[index] ?? 0, ends[index] ?? 0);
      if (position < 0) continue;
      if (counts[position] === 0) this.#found[different++] = position;
      counts[position] = (counts[position] ?? 0) + 1;
    }
    return different;
  }

  #weightOf(position: number): number {
    return (this.#counts[position] ?? 0) * (this.#idf?.[position] ?? 1);
  }

  #lengthOf(positions: Uint32Array): number {
    let squares = 0;
    for (const position of positions) {
      const weight = this.#weightOf(position);
      squares += weight * weight;
    }
    return Math.sqrt(squares);
  }
}
