/** Texts to tokens and tokens to a vocabulary: Unicode throughout, so Korean words and syllables come out whole. */
import type { TextOptions } from '../spec/types.ts';

/** Letters with their marks, digits and underscores; an apostrophe inside a word belongs to it. */
const WORD = /[\p{L}\p{M}\p{N}_]+(?:['’][\p{L}\p{M}]+)*/gu;

/**
 * Tokens of a text in order, after NFC and, if asked, lower case. `word`: runs of n words joined by a space;
 * `char`: runs of n characters of the text with its white space collapsed; `charNgram`: runs of n characters
 * inside each word, padded by a space on both sides (scikit-learn's `char_wb`). n goes over `ngrams`.
 */
export function tokenize(text: string, options: TextOptions): string[] {
  const normal = text.normalize('NFC');
  const cased = options.lowercase ? normal.toLowerCase() : normal;
  const tokens: string[] = [];
  if (options.tokenizer === 'word') {
    addRuns(cased.match(WORD) ?? [], ' ', options.ngrams, tokens);
  } else if (options.tokenizer === 'char') {
    addRuns(Array.from(cased.trim().replace(/\s+/gu, ' ')), '', options.ngrams, tokens);
  } else {
    for (const word of cased.match(/\S+/gu) ?? []) {
      addRuns([' ', ...Array.from(word), ' '], '', options.ngrams, tokens, true);
    }
  }
  return tokens;
}

/** Adds every run of n parts; of padded words, runs that are nothing but a pad are left out. */
function addRuns(
  parts: readonly string[],
  glue: string,
  [low, high]: readonly [number, number],
  tokens: string[],
  padded = false,
): void {
  for (let length = low; length <= high; length++) {
    for (let start = 0; start + length <= parts.length; start++) {
      if (length === 1) {
        const part = parts[start] ?? '';
        if (!padded || part !== ' ') tokens.push(part);
      } else tokens.push(parts.slice(start, start + length).join(glue));
    }
  }
}

export interface Vocabulary {
  /** By falling frequency, then by code unit. */
  readonly tokens: string[];
  /** ln((1 + texts) / (1 + texts holding the token)) + 1, as scikit-learn's smoothed idf. */
  readonly idf: number[];
}

/** The most frequent tokens of the training texts; those seen fewer than `minCount` times are left out. */
export class VocabularyBuilder {
  readonly #counts = new Map<string, { count: number; texts: number; last: number }>();
  #texts = 0;

  add(tokens: readonly string[]): void {
    this.#texts++;
    for (const token of tokens) {
      const entry = this.#counts.get(token);
      if (entry === undefined) this.#counts.set(token, { count: 1, texts: 1, last: this.#texts });
      else {
        entry.count++;
        if (entry.last !== this.#texts) entry.texts++;
        entry.last = this.#texts;
      }
    }
  }

  build(options: TextOptions): Vocabulary {
    const kept = [...this.#counts]
      .filter(([, entry]) => entry.count >= options.minCount)
      .sort(([a, left], [b, right]) => right.count - left.count || (a < b ? -1 : 1))
      .slice(0, options.vocabulary);
    return {
      tokens: kept.map(([token]) => token),
      idf: kept.map(([, entry]) => Math.log((1 + this.#texts) / (1 + entry.texts)) + 1),
    };
  }
}

/**
 * The non-zero entries of one text as `[index, value]`, indices ascending; tokens outside the vocabulary are
 * dropped. multiHot: 1; count: occurrences; tfidf: count × idf, the row scaled to Euclidean length 1.
 */
export function textEntries(
  tokens: readonly string[],
  index: ReadonlyMap<string, number>,
  mode: TextOptions['mode'],
  idf: readonly number[] | null,
): [number, number][] {
  const counts = new Map<number, number>();
  for (const token of tokens) {
    const position = index.get(token);
    if (position !== undefined) counts.set(position, (counts.get(position) ?? 0) + 1);
  }
  const entries = [...counts].sort(([a], [b]) => a - b);
  if (mode === 'count') return entries;
  if (mode === 'multiHot') return entries.map(([position]) => [position, 1]);
  const weighted = entries.map(([position, count]): [number, number] => [
    position,
    count * (idf?.[position] ?? 1),
  ]);
  const length = Math.sqrt(weighted.reduce((sum, [, value]) => sum + value * value, 0));
  return weighted.map(([position, value]) => [position, value / length]);
}
