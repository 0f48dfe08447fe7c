/** Parts of sentences as data; the list of them is phrases/. */
import type { PHRASES } from './phrases/phrases.ts';
import type { Filling, Text } from './text.ts';

export type Phrase = (typeof PHRASES)[number];

/** A part of a sentence, or the title of a fix. */
export function phrase<P extends Phrase>(template: P, ...[params]: Filling<P>): Text {
  if (params === undefined) return { row: template };
  return { row: template, params: params };
}
