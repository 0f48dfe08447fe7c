/** Text to values: tolerant of comments and trailing commas, with the place of everything. */
import {
  createScanner,
  findNodeAtLocation,
  getLocation,
  type Node,
  type ParseError,
  parseTree,
  printParseErrorCode,
} from 'jsonc-parser';
import type { Problem, ProblemLocation, SpecPath } from '../base/errors.ts';
import { SPEC_PROBLEMS, sentence } from '../base/problems/spec.ts';
import type { CodedText } from '../base/problems/text.ts';

/** A stretch of text: line and column from 1, end exclusive; offset and length in UTF-16 code units. */
export interface Place {
  readonly line: number;
  readonly column: number;
  readonly endLine: number;
  readonly endColumn: number;
  readonly offset: number;
  readonly length: number;
}

export interface ParsedSpec {
  readonly text: string;
  /** The value as written; objects have no prototype. Undefined if there is none. */
  readonly value: unknown;
  /** The place of a problem: the nearest existing value if the path does not exist. */
  locate(location: ProblemLocation): Place;
  /** The path at an offset, and whether it is in a key. */
  pathAt(offset: number): { readonly path: SpecPath; readonly onKey: boolean };
}

const LONGEST_TEXT = 4_194_304;
const DEEPEST = 64;
const MOST_SYNTAX_ERRORS = 10;

/** The parser's names of its errors are the names of their sentences. */
function syntaxSentence(error: string): CodedText {
  const sentences = SPEC_PROBLEMS['NN-SPEC-SYNTAX'];
  return Object.hasOwn(sentences, error)
    ? sentence(`NN-SPEC-SYNTAX.${error as keyof typeof sentences}`)
    : sentence('NN-SPEC-SYNTAX.other');
}

/** Offsets at which lines start. */
function lineStartsOf(text: string): number[] {
  const starts = [0];
  for (const match of text.matchAll(/\r\n|\r|\n/g)) starts.push(match.index + match[0].length);
  return starts;
}

/** Index of the last start that is not after `offset`. */
function lineOf(starts: readonly number[], offset: number): number {
  let low = 0;
  let high = starts.length - 1;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if ((starts[middle] ?? 0) <= offset) low = middle;
    else high = middle - 1;
  }
  return low;
}

/** Offset of the bracket that is nested too deep, or undefined. Works on tokens, since parsing recurses. */
function tooDeep(text: string): number | undefined {
  const scanner = createScanner(text, true);
  let depth = 0;
  // SyntaxKind: 1 {, 2 }, 3 [, 4 ], 17 end of text; the package's const enum cannot be imported.
  for (let token: number = scanner.scan(); token !== 17; token = scanner.scan()) {
    if (token === 1 || token === 3) depth++;
    else if (token === 2 || token === 4) depth--;
    if (depth > DEEPEST) return scanner.getTokenOffset();
  }
  return undefined;
}

function keyName(property: Node): string | undefined {
  const name: unknown = property.children?.[0]?.value;
  return typeof name === 'string' ? name : undefined;
}

/** The value of a node. Objects have no prototype, so that `__proto__` is a key like any other. */
function valueOf(node: Node, duplicate: (key: Node) => void): unknown {
  if (node.type === 'array') return (node.children ?? []).map((child) => valueOf(child, duplicate));
  if (node.type !== 'object') return node.value as unknown;
  const result = Object.create(null) as Record<string, unknown>;
  for (const property of node.children ?? []) {
    const [key, child] = property.children ?? [];
    const name = keyName(property);
    if (!key || !child || name === undefined) continue;
    if (Object.hasOwn(result, name)) duplicate(key);
    result[name] = valueOf(child, duplicate);
  }
  return result;
}

/** Node of the path, or of its nearest existing ancestor, marked by its key if `onKey` or not exact. */
function nodeFor(root: Node, path: SpecPath, onKey: boolean): { offset: number; length: number } {
  for (let depth = path.length; depth >= 0; depth--) {
    const node = depth === 0 ? root : findNodeAtLocation(root, [...path.slice(0, depth)]);
    if (!node) continue;
    const exact = depth === path.length;
    if (exact && !onKey) return node;
    const key = node.parent?.type === 'property' ? node.parent.children?.[0] : undefined;
    if (key) return key;
    // An entry of a list has no key: its opening bracket stands for it.
    return node.type === 'object' || node.type === 'array' ? { offset: node.offset, length: 1 } : node;
  }
  return { offset: root.offset, length: 1 };
}

/** Parses the text of a spec. Never throws; `value` is meaningful only if no problem is an error. */
export function parseSpec(original: string, fileName: string): { parsed: ParsedSpec; problems: Problem[] } {
  const problems: Problem[] = [];
  // A byte order mark is no part of JSON; a space keeps all offsets.
  const text = original.startsWith('\uFEFF') ? ` ${original.slice(1)}` : original;
  const starts = lineStartsOf(text);
  const placeOf = (offset: number, length: number): Place => {
    const end = Math.min(text.length, offset + length);
    const line = lineOf(starts, offset);
    const endLine = lineOf(starts, end);
    return {
      line: line + 1,
      column: offset - (starts[line] ?? 0) + 1,
      endLine: endLine + 1,
      endColumn: end - (starts[endLine] ?? 0) + 1,
      offset,
      length: end - offset,
    };
  };
  const lengths = new Map<number, number>();
  const report = (told: CodedText, offset: number, length: number): void => {
    const { line, column } = placeOf(offset, length);
    lengths.set(offset, length);
    problems.push({
      ...told,
      severity: 'error',
      location: { kind: 'file', file: fileName, line, column },
    });
  };

  let tree: Node | undefined;
  if (text.length > LONGEST_TEXT) {
    report(sentence('NN-SPEC-TOO-LARGE', { most: LONGEST_TEXT }), 0, 1);
  } else {
    const deep = tooDeep(text);
    if (deep === undefined) tree = parse(text, report);
    else report(sentence('NN-SPEC-NESTING', { deepest: DEEPEST }), deep, 1);
  }
  const duplicate = (key: Node): void => {
    const told = sentence('NN-SPEC-DUPLICATE-KEY', { key: JSON.stringify(key.value) });
    report(told, key.offset, key.length);
  };
  const value = tree ? valueOf(tree, duplicate) : undefined;

  const parsed: ParsedSpec = {
    text: original,
    value,
    locate(location) {
      if (location.kind === 'spec') {
        if (!tree) return placeOf(0, 1);
        const { offset, length } = nodeFor(tree, location.path, location.on === 'key');
        return placeOf(offset, length);
      }
      const offset = Math.min(text.length, (starts[location.line - 1] ?? text.length) + location.column - 1);
      return placeOf(offset, lengths.get(offset) ?? 1);
    },
    pathAt(offset) {
      const { path, isAtPropertyKey } = getLocation(text, offset);
      return { path, onKey: isAtPropertyKey };
    },
  };
  return { parsed, problems };
}

function parse(
  text: string,
  report: (told: CodedText, offset: number, length: number) => void,
): Node | undefined {
  const errors: ParseError[] = [];
  const tree = parseTree(text, errors, { allowTrailingComma: true, disallowComments: false });
  if (text.trim() === '') {
    report(sentence('NN-SPEC-SYNTAX.empty'), 0, 1);
    return undefined;
  }
  // A problem that follows a mistake on its line is mostly its consequence.
  const lines = new Set<number>();
  const starts = lineStartsOf(text);
  for (const { error, offset, length } of errors) {
    const line = lineOf(starts, offset);
    if (lines.has(line) || lines.size >= MOST_SYNTAX_ERRORS) continue;
    lines.add(line);
    report(syntaxSentence(printParseErrorCode(error)), offset, length);
  }
  if (!tree && errors.length === 0) report(sentence('NN-SPEC-SYNTAX.noValue'), 0, 1);
  return tree;
}
