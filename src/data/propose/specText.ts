/** The proposed spec as JSONC, each choice with its reason in a comment above it. */
import { oneLine } from '../../base/plainText.ts';
import type { TargetCandidate } from '../../plan/proposal.ts';
import type { LeftOut, ProposedFeature, ProposedFeatures } from './features.ts';
import type { ProposedNetwork } from './network.ts';

export interface SpecParts {
  readonly name: string;
  /** As `data.source` has it. */
  readonly source: unknown;
  /** Keys of the notation of the file. */
  readonly notation: Readonly<Record<string, unknown>>;
  readonly rows: number;
  /** True if there are more rows than were looked at. */
  readonly sampled: boolean;
  readonly target: TargetCandidate;
  /** False if the source brings its target along. */
  readonly writesTarget: boolean;
  /** The classes by name, in order, of a binary target. */
  readonly classes: readonly string[];
  readonly isTargetMissing: boolean;
  readonly inputs: ProposedFeatures;
  readonly network: ProposedNetwork;
}

/** Columns that are named one by one in a list; more of them are `"*"`. */
const WIDTH = 110;
const MOST_NAMED = 12;
const LONGEST_NAME = 40;

/** JSON in one line as a person writes it, with blanks inside of the brackets of objects. */
function json(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(json).join(', ')}]`;
  if (typeof value === 'object' && value !== null) {
    const keys = Object.entries(value).map(([key, one]) => `${json(key)}: ${json(one)}`);
    return keys.length === 0 ? '{}' : `{ ${keys.join(', ')} }`;
  }
  return oneLine(JSON.stringify(value));
}

/** An object with a line for each key, two levels deep in the spec. */
function spread(value: Readonly<Record<string, unknown>>): string {
  const lines = Object.entries(value).map(([key, one]) => `    ${json(key)}: ${json(one)}`);
  return `{\n${lines.join(',\n')}\n  }`;
}

/** A name from a file inside of a comment: in quotes, in one line, cut where it is long. */
function named(name: string): string {
  return oneLine(JSON.stringify(name.length > LONGEST_NAME ? `${name.slice(0, LONGEST_NAME)}…` : name));
}

/** Lines of `//` at an indent, broken at blanks. */
function comment(text: string, indent: string): string[] {
  const lines: string[] = [];
  let line = '';
  for (const word of oneLine(text).split(' ')) {
    if (line !== '' && indent.length + line.length + word.length > WIDTH) {
      lines.push(line);
      line = '';
    }
    line += line === '' ? word : ` ${word}`;
  }
  return [...lines, line].map((one) => `${indent}// ${one}`);
}

function entry(feature: ProposedFeature, everything: boolean): string {
  const columns = everything
    ? { columns: '*' }
    : feature.columns.length === 1
      ? { column: feature.columns[0] }
      : { columns: feature.columns };
  return json({ ...columns, ...feature.keys });
}

function leftOutLines(leftOut: readonly LeftOut[]): string[] {
  const lines = leftOut
    .slice(0, MOST_NAMED)
    .flatMap(({ column, reason }) => comment(`Left out: ${named(column)}, as ${reason}.`, '    '));
  const more = leftOut.length - MOST_NAMED;
  return more > 0 ? [...lines, ...comment(`Left out: ${more} more.`, '    ')] : lines;
}

function dataLines(parts: SpecParts): string[] {
  const { inputs, target, notation, classes } = parts;
  const { features, leftOut } = inputs;
  // The one group with the most columns is "*", if nothing is left out; the others are named.
  const widest =
    leftOut.length === 0 ? features.reduce((a, b) => (b.columns.length > a.columns.length ? b : a)) : null;
  const lines = [`    "source": ${json(parts.source)},`];
  if (Object.keys(notation).length > 0) lines.push(...comment('The file is written so.', '    '));
  for (const [key, value] of Object.entries(notation)) lines.push(`    ${json(key)}: ${json(value)},`);
  lines.push(...leftOutLines(leftOut), '    "features": [');
  features.forEach((feature, index) => {
    const comma = index < features.length - 1 ? ',' : '';
    lines.push(...comment(feature.reason, '      '), `      ${entry(feature, feature === widest)}${comma}`);
  });
  lines.push('    ],');
  if (parts.isTargetMissing)
    lines.push(...comment('Rows without a target are left out.', '    '), '    "missing": "dropRow",');
  const second = classes[1] === undefined ? '' : `, of which ${named(classes[1])} is 1`;
  const kind = {
    binary: `Two classes${second}.`,
    category: `${target.classes} classes, one output each.`,
    number: 'A number.',
  }[target.as];
  if (parts.writesTarget)
    lines.push(...comment(kind, '    '), `    "target": ${json({ column: target.column, as: target.as })},`);
  const shares = target.as === 'number' ? '' : ', with the same share of each class';
  lines.push(
    ...comment(`A fifth is kept for validation, drawn from the seed${shares}.`, '    '),
    '    "split": { "validation": 0.2 }',
  );
  return lines;
}

export function specText(parts: SpecParts): string {
  const { network, rows, sampled } = parts;
  const about = sampled
    ? `Proposed from the first ${rows} rows. A later row can hold what these do not: "Check" tells.`
    : `Proposed from ${rows} rows. Each choice has its reason; change what you know better.`;
  const lines = [
    '{',
    ...comment(about, '  '),
    '',
    '  "formatVersion": 1,',
    `  "name": ${json(parts.name)},`,
    '',
    '  "data": {',
    ...dataLines(parts),
    '  },',
    '',
    '  "model": {',
    '    "layers": [',
    ...network.layers.flatMap(({ reason, value }, index) => [
      ...comment(reason, '      '),
      `      ${json(value)}${index < network.layers.length - 1 ? ',' : ''}`,
    ]),
    '    ]',
    '  },',
    '',
  ];
  const { loss, metrics, optimizer, training } = network;
  lines.push(...comment(loss.reason, '  '), `  "loss": ${json(loss.value)},`);
  lines.push(...comment(metrics.reason, '  '), `  "metrics": ${json(metrics.value)},`);
  lines.push(...comment(optimizer.reason, '  '), `  "optimizer": ${json(optimizer.value)},`);
  lines.push(...comment(training.reason, '  '), `  "training": ${spread(training.value)}`);
  return [...lines, '}', ''].join('\n');
}
