/** New values of a spec, laid out as the text around them is. */
import { findNodeAtLocation, parseTree } from 'jsonc-parser';

/** Columns that a value may take in one line. */
const WIDTH = 100;

/** The editor's indentation. */
export interface Indentation {
  readonly tabSize: number;
  readonly insertSpaces: boolean;
}

/** The surroundings of a value: the blanks before its key, those of one level more, and the end of a line. */
interface Layout {
  readonly indent: string;
  readonly unit: string;
  readonly eol: string;
}

type Path = readonly (string | number)[];

/** JSON in one line, with blanks as people write it. */
export function inOneLine(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(inOneLine).join(', ')}]`;
  if (typeof value !== 'object' || value === null) return JSON.stringify(value);
  const fields = Object.entries(value).map(([key, child]) => `${JSON.stringify(key)}: ${inOneLine(child)}`);
  return fields.length === 0 ? '{}' : `{ ${fields.join(', ')} }`;
}

/** JSON in one line where that is short enough, else a line for each part; `before`: columns taken by its key. */
export function fitted(value: unknown, layout: Layout, before = 0): string {
  const line = inOneLine(value);
  const { indent, unit, eol } = layout;
  if (typeof value !== 'object' || value === null || indent.length + before + line.length <= WIDTH)
    return line;
  const inner = { ...layout, indent: indent + unit };
  const parts = Array.isArray(value)
    ? value.map((child) => fitted(child, inner))
    : Object.entries(value).map(([name, child]) => {
        const key = `${JSON.stringify(name)}: `;
        return key + fitted(child, inner, key.length);
      });
  if (parts.length === 0) return line;
  const [open, close] = Array.isArray(value) ? '[]' : '{}';
  const lines = parts.map((part) => `${inner.indent}${part}`).join(`,${eol}`);
  return `${open}${eol}${lines}${eol}${indent}${close}`;
}

/** The layout of a value at `path` in a line that holds `offset`. The text itself tells its indentation, if it can. */
export function layoutAt(text: string, offset: number, path: Path, given: Indentation): Layout {
  const line = text.slice(text.lastIndexOf('\n', offset - 1) + 1);
  const indent = /^[ \t]*/.exec(line)?.[0] ?? '';
  const level = indent.length / path.length;
  const own = Number.isInteger(level) && level > 0 ? indent.slice(0, level) : null;
  const unit = own ?? (given.insertSpaces ? ' '.repeat(given.tabSize) : '\t');
  return { indent, unit, eol: text.includes('\r\n') ? '\r\n' : '\n' };
}

/**
 * The text with a new key at the end of the object that is to hold it: in a line of its own where the last key has one, after the
 * comments that belong to that. Null where there is no such object, or nothing in it to follow.
 */
export function addedKey(
  text: string,
  { path, value }: { readonly path: Path; readonly value: unknown },
  given: Indentation,
): string | null {
  const name = path.at(-1);
  const tree = parseTree(text);
  const holder = tree && findNodeAtLocation(tree, path.slice(0, -1));
  const last = holder?.type === 'object' ? holder.children?.at(-1) : undefined;
  if (!holder || !last || typeof name !== 'string' || value === undefined) return null;
  if (findNodeAtLocation(holder, [name])) return null;
  const end = last.offset + last.length;
  const { at, hasComma } = lineEnd(text, end);
  const isInLine = !text.slice(holder.offset, last.offset).includes('\n');
  const layout = layoutAt(text, last.offset, path, given);
  const key = `${JSON.stringify(name)}: `;
  const written = isInLine
    ? ` ${key}${inOneLine(value)}`
    : `${layout.eol}${layout.indent}${key}${fitted(value, layout, key.length)}`;
  const place = isInLine && !hasComma ? end : at;
  return text.slice(0, end) + (hasComma ? '' : ',') + text.slice(end, place) + written + text.slice(place);
}

/** The end of the comma and the comments that follow a value in its line. */
function lineEnd(text: string, from: number): { at: number; hasComma: boolean } {
  const parts = /[ \t]*(?:(,)|\/\/[^\r\n]*|\/\*[\s\S]*?\*\/)/y;
  let at = from;
  let hasComma = false;
  for (;;) {
    parts.lastIndex = at;
    const found = parts.exec(text);
    if (!found) return { at, hasComma };
    hasComma ||= found[1] !== undefined;
    at = parts.lastIndex;
  }
}
