/** Edits of a spec's text that keep its comments and formatting. */
import { applyEdits, findNodeAtLocation, modify, parseTree } from 'jsonc-parser';
import type { ProblemFix } from '../../base/errors.ts';
import { addedKey, fitted, inOneLine, layoutAt, type Indentation } from './specLayout.ts';

export type { Indentation } from './specLayout.ts';

/** Replace the UTF-16 code units from `start` to `end` (exclusive) by `text`. */
export interface TextChange {
  readonly start: number;
  readonly end: number;
  readonly text: string;
}

/** The text as the change makes it. */
export function changed(text: string, { start, end, text: put }: TextChange): string {
  return text.slice(0, start) + put + text.slice(end);
}

/** Gives the key at the path another name; null if it is not there. */
function renameChange(text: string, path: ProblemFix['path'], name: string): TextChange | null {
  const tree = parseTree(text);
  const key = tree && findNodeAtLocation(tree, [...path])?.parent?.children?.[0];
  return key ? { start: key.offset, end: key.offset + key.length, text: JSON.stringify(name) } : null;
}

/** A value and where it belongs in a spec. */
export interface SpecValue {
  readonly path: readonly (string | number)[];
  /** `undefined` removes the key. */
  readonly value: unknown;
  /** The path ends with a place in a list: the value is put before what is there. */
  readonly insert?: boolean;
}

/** A thing written by its name alone, such as `"optimizer": "adam"`, needs its long form before it takes a setting. */
function longForm(text: string, path: SpecValue['path']): SpecValue | null {
  const tree = parseTree(text);
  const parent = tree && findNodeAtLocation(tree, path.slice(0, -1));
  if (parent?.type !== 'string') return null;
  return { path: path.slice(0, -1), value: { type: parent.value as unknown } };
}

/** The text with an object or list in the place of another value, which keeps its line if it stands in one; null for any other edit. */
function replaced(text: string, { path, value }: SpecValue, indentation: Indentation): string | null {
  if (typeof value !== 'object' || value === null) return null;
  const tree = parseTree(text);
  const node = tree && findNodeAtLocation(tree, [...path]);
  if (!node) return null;
  const end = node.offset + node.length;
  const isInLine = !text.slice(node.offset, end).includes('\n');
  const written = isInLine ? inOneLine(value) : fitted(value, layoutAt(text, node.offset, path, indentation));
  return text.slice(0, node.offset) + written + text.slice(end);
}

/** The text with the value at its path; comments and formatting elsewhere stay as they are. */
function withValue(text: string, wanted: SpecValue, indentation: Indentation): string {
  const { path, value, insert = false } = wanted;
  const simple = insert ? null : (replaced(text, wanted, indentation) ?? addedKey(text, wanted, indentation));
  if (simple !== null) return simple;
  const eol = text.includes('\r\n') ? '\r\n' : '\n';
  const short = value === undefined ? null : longForm(text, path);
  const before = short ? withValue(text, short, indentation) : text;
  const formattingOptions = { ...indentation, eol };
  return applyEdits(
    before,
    modify(before, [...path], value, { formattingOptions, isArrayInsertion: insert }),
  );
}

/** The smallest single replacement that makes one text of another. */
function difference(before: string, after: string): TextChange {
  const shorter = Math.min(before.length, after.length);
  let start = 0;
  while (start < shorter && before[start] === after[start]) start++;
  let same = 0;
  while (same < shorter - start && before[before.length - 1 - same] === after[after.length - 1 - same])
    same++;
  return { start, end: before.length - same, text: after.slice(start, after.length - same) };
}

/** One replacement that puts every value at its path. */
export function valuesChange(
  before: string,
  values: readonly SpecValue[],
  indentation: Indentation,
): TextChange {
  const after = values.reduce((text, value) => withValue(text, value, indentation), before);
  return difference(before, after);
}

/** One replacement that applies the fix of a problem. */
export function fixChange(before: string, fix: ProblemFix, indentation: Indentation): TextChange {
  const renamed = fix.renameTo === undefined ? null : renameChange(before, fix.path, fix.renameTo);
  return renamed ?? valuesChange(before, [fix], indentation);
}
