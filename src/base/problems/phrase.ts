/** Parts of sentences as data; the list of them is phrases/. */
import type { PHRASES } from './phrases/phrases.ts';
import { filled, type Filling, type Text } from './text.ts';

export type Phrase = (typeof PHRASES)[number];

/** A part of a sentence, or the title of a fix. */
export function phrase<P extends Phrase>(template: P, ...[params]: Filling<P>): Text {
  if (params === undefined) return { row: template };
  return { row: template, params: params };
}

/** A phrase in English. Its row is its template. */
export function english(text: Text): string {
  return filled(text, (row) => row) ?? text.row;
}
