/** The columns that a spec may name at a place, from the text of the spec and the first line of its data file. */
import { getLocation, parse } from 'jsonc-parser';
import { encodingNamed } from '../format/keys/encodings.ts';

/** True where the spec names a column of its data: `data.target`, `data.features` and their `column(s)`. */
function namesColumn(path: readonly (string | number)[]): boolean {
  const [area, key, ...rest] = path;
  if (area !== 'data' || (key !== 'target' && key !== 'features')) return false;
  const names = rest.filter((part) => typeof part === 'string');
  return names.length === 0 || (names.length === 1 && (names[0] === 'column' || names[0] === 'columns'));
}

/** The range of the string under the cursor (empty between tokens) if a column goes there, else null. */
export function columnRange(text: string, offset: number): { start: number; end: number } | null {
  const location = getLocation(text, offset);
  if (location.isAtPropertyKey || !namesColumn(location.path)) return null;
  const node = location.previousNode;
  const inString = node?.type === 'string' && node.offset <= offset && offset <= node.offset + node.length;
  return inString ? { start: node.offset, end: node.offset + node.length } : { start: offset, end: offset };
}

/** The csv or tsv file that the spec reads, as written; null for any other source, one without names, or not in UTF-8. */
export function tableSource(text: string): { path: string; delimiter: string } | null {
  const spec: unknown = parse(text);
  if (typeof spec !== 'object' || spec === null || !('data' in spec)) return null;
  const { data } = spec;
  if (typeof data !== 'object' || data === null || !('source' in data)) return null;
  const { source } = data;
  if (typeof source !== 'string' || !/\.[ct]sv$/i.test(source)) return null;
  const { delimiter, encoding, header } = data as Readonly<Record<string, unknown>>;
  if (header === false || (typeof encoding === 'string' && encodingNamed(encoding) !== 'utf-8')) return null;
  const usual = /\.tsv$/i.test(source) ? '\t' : ',';
  return {
    path: source,
    delimiter: typeof delimiter === 'string' && delimiter.length === 1 ? delimiter : usual,
  };
}

/** Names in the first line of a table; quotes as in RFC 4180. */
export function headerColumns(text: string, delimiter: string): string[] {
  const line = text.replace(/^\uFEFF/, '');
  const columns: string[] = [];
  let cell = '';
  let quoted = false;
  for (let index = 0; index < line.length; index++) {
    const character = line.charAt(index);
    if (quoted) {
      if (character !== '"') cell += character;
      else if (line.charAt(index + 1) === '"') {
        cell += '"';
        index++;
      } else quoted = false;
    } else if (character === '"' && cell === '') quoted = true;
    else if (character === delimiter) {
      columns.push(cell);
      cell = '';
    } else if (character === '\n' || character === '\r') break;
    else cell += character;
  }
  return [...columns, cell].filter((name) => name !== '');
}
