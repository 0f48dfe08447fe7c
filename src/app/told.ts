/** Messages about problems and runs, in the language of the window. The host hands over the templates once. */
import { english } from '../base/problems/wording.ts';
import { textIn, type Text, type Told } from '../base/problems/text.ts';

let templates: Readonly<Record<string, string>> = {};

/** Tells from now on by these templates; without them in English. */
export function useTemplates(next: Readonly<Record<string, string>> | undefined): void {
  templates = next ?? {};
}

/** A message in the language of the window. */
export function told(what: Told): string {
  return textIn(what, templates);
}

/** A text such as the title of a fix, in the language of the window. */
export function textOf(text: Text): string {
  return told({ message: english(text), text });
}
