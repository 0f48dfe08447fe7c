/** The differences of two specs by what they mean: setting by setting, whatever the order and the form of their texts. */
import { parse } from 'jsonc-parser';
import { oneLine } from '../../base/plainText.ts';
import type { ResolvedSpec } from '../../format/types.ts';
import { specValues } from '../../runs/shape/specValues.ts';
import { l10n } from '../l10n.ts';

/** A spec as it was trained. */
export interface TrainedSpec {
  /** The name of its run. */
  readonly name: string;
  /** With every default. */
  readonly spec: ResolvedSpec;
  /** As written, with what was changed at the start in its place. */
  readonly text: string;
}

interface Setting {
  readonly value: string;
  /** The text says nothing of it. */
  readonly isDefault: boolean;
}

export interface SettingDifference {
  readonly path: string;
  /** Null where the spec has no such setting. */
  readonly left: Setting | null;
  readonly right: Setting | null;
}

/** Characters of a value in the document. */
const LONGEST = 60;

const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null;

/** True if the text has a value at the path of a setting. Layers are found by their ids, which a text may leave out. */
function isWritten(resolved: unknown, written: unknown, parts: readonly string[]): boolean {
  const [part, ...rest] = parts;
  if (part === undefined) return written !== undefined;
  if (Array.isArray(resolved)) {
    const at = resolved.findIndex((item) => isObject(item) && item['id'] === part);
    return isWritten(resolved[at], Array.isArray(written) ? written[at] : undefined, rest);
  }
  const next = isObject(written) ? written[part] : undefined;
  return next !== undefined && isWritten(isObject(resolved) ? resolved[part] : undefined, next, rest);
}

const orderOf = ({ model }: ResolvedSpec): string => model.layers.map(({ id }) => id).join(' → ');

/** Every setting of a spec by its path. The order of its layers is one, too. */
function settingsOf({ spec, text }: TrainedSpec): Map<string, Setting> {
  const written: unknown = parse(text);
  const settings = new Map<string, Setting>([['model.layers', { value: orderOf(spec), isDefault: false }]]);
  for (const [path, value] of specValues(spec))
    settings.set(path, { value: String(value), isDefault: !isWritten(spec, written, path.split('.')) });
  return settings;
}

/** The settings that differ, in the order of the specs; those that only one has stand where that one has them. */
export function specDifferences(left: TrainedSpec, right: TrainedSpec): SettingDifference[] {
  const [a, b] = [settingsOf(left), settingsOf(right)];
  const paths = [...new Set([...a.keys(), ...b.keys()])];
  return paths
    .filter((path) => a.get(path)?.value !== b.get(path)?.value)
    .map((path) => ({ path, left: a.get(path) ?? null, right: b.get(path) ?? null }));
}

function settingText(setting: Setting | null): string {
  if (setting === null) return '–';
  const value = oneLine(setting.value);
  const text = value.length > LONGEST ? `${value.slice(0, LONGEST - 1)}…` : value;
  return setting.isDefault ? l10n.t('{0} (default)', text) : text;
}

/** A document with a line for each setting that differs. */
export function specDiffText(left: TrainedSpec, right: TrainedSpec): string {
  const found = specDifferences(left, right);
  const names = [oneLine(left.name), oneLine(right.name)] as const;
  const title = `${names[0]} ↔ ${names[1]}`;
  if (found.length === 0) {
    const same = l10n.t('Both specs mean the same.');
    const texts = left.text === right.text ? '' : ` ${l10n.t('Only their texts differ.')}`;
    return `${title}\n\n${same}${texts}\n`;
  }
  const rows = [
    [l10n.t('Setting'), ...names],
    ...found.map((one) => [one.path, settingText(one.left), settingText(one.right)]),
  ];
  const widths = [0, 1].map((column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)));
  const lines = rows.map((row) =>
    row
      .map((cell, column) => cell.padEnd(widths[column] ?? 0))
      .join('   ')
      .trimEnd(),
  );
  const [head = '', ...rest] = lines;
  return `${[title, '', head, '─'.repeat(Math.max(...lines.map(({ length }) => length))), ...rest].join('\n')}\n`;
}
