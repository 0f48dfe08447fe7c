/** Overrides (`--set path=value`, a race's settings): applied to the value before it is validated. */
import type { SpecPath } from '../base/errors.ts';
import { coded, sentence, type SpecCode } from '../base/problems/spec.ts';
import { phrase } from '../base/problems/phrase.ts';
import type { CodedText } from '../base/problems/text.ts';
import { layerIds } from '../kinds/layers/table.ts';

/** Path of the layer list. */
const LAYERS_PATH: SpecPath = ['model', 'layers'];
import { isJsonObject, shown } from '../base/schema/primitives.ts';
import type { Finding } from '../base/schema/schema.ts';
import { nearest } from '../base/schema/suggest.ts';

export interface Override {
  /** Keys and indices, or one string such as `model.layers.dropout1.rate`. */
  readonly path: SpecPath | string;
  /** null or undefined removes the key, so that its default applies. */
  readonly value: unknown;
}

/** `a.b[0].c` as keys; layer ids stay names. */
function segmentsOf(path: SpecPath | string): SpecPath {
  if (typeof path !== 'string') return path;
  return path.replace(/\[(\d+)\]/g, '.$1').split('.');
}

function copyOf(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(copyOf);
  if (!isJsonObject(value)) return value;
  const copy = Object.create(null) as Record<string, unknown>;
  for (const [key, child] of Object.entries(value)) copy[key] = copyOf(child);
  return copy;
}

/** The position of a list's entry named by an index or, among the layers, by an id. */
function indexIn(list: readonly unknown[], segment: string | number, at: SpecPath): number | string[] {
  if (typeof segment === 'number' || /^\d+$/.test(segment)) {
    const index = Number(segment);
    return index < list.length ? index : list.map((_, position) => String(position));
  }
  const isLayers = at.length === LAYERS_PATH.length && LAYERS_PATH.every((key, depth) => at[depth] === key);
  if (!isLayers) return list.map((_, position) => String(position));
  const ids = layerIds(
    list.map((item) =>
      isJsonObject(item) ? { type: item['type'], id: item['id'] } : { type: '', id: undefined },
    ),
  );
  const index = ids.indexOf(segment);
  return index < 0 ? ids : index;
}

/** Sets one path in `root`, a value that may be changed; gives the path with indices, or undefined after a report. */
function applyOne(
  root: unknown,
  override: Override,
  report: (finding: Finding) => void,
): SpecPath | undefined {
  const segments = segmentsOf(override.path);
  const name = segments.join('.');
  const fail = (path: SpecPath, told: CodedText): void => {
    report({ ...told, path, on: 'key' });
  };
  const path: (string | number)[] = [];
  let holder: unknown = root;
  for (const [depth, segment] of segments.entries()) {
    const last = depth === segments.length - 1;
    let key: string | number = segment;
    if (Array.isArray(holder)) {
      const found = indexIn(holder, segment, path);
      if (typeof found !== 'number') {
        const meant = nearest(String(segment), found);
        const entry = shown(segment);
        const names = found.length === 0 ? phrase('none') : found;
        fail(
          path,
          meant === undefined
            ? sentence('NN-SPEC-OVERRIDE-UNKNOWN.known', { name, entry, names })
            : sentence('NN-SPEC-OVERRIDE-UNKNOWN.meant', { name, entry, meant }),
        );
        return undefined;
      }
      key = found;
    } else if (!isJsonObject(holder)) {
      const what = path.length === 0 ? phrase('the spec') : path.join('.');
      fail(path, sentence('NN-SPEC-OVERRIDE-UNKNOWN.noKeys', { name, what, value: shown(holder) }));
      return undefined;
    }
    const target = holder as Record<string | number, unknown>;
    path.push(key);
    if (last) {
      if (override.value !== null && override.value !== undefined) target[key] = copyOf(override.value);
      else if (Array.isArray(holder)) holder.splice(Number(key), 1);
      // Keys come from the user, so the object has no prototype to be harmed.
      else Reflect.deleteProperty(target, key);
      return path;
    }
    const child = Object.hasOwn(target, key) ? target[key] : undefined;
    if (child === undefined) target[key] = Object.create(null) as object;
    // A short form such as "adam" gets keys by becoming the object that it stands for.
    else if (typeof child === 'string')
      target[key] = Object.assign(Object.create(null) as object, { type: child });
    holder = target[key];
  }
  return path;
}

/**
 * A copy of `value` with the overrides applied in order, and their paths with indices. An override that leads nowhere
 * is reported; one that sets a key the format does not have is found when the value is validated.
 */
export function applyOverrides(
  value: unknown,
  overrides: readonly Override[],
  report: (finding: Finding) => void,
): { readonly value: unknown; readonly paths: readonly SpecPath[] } {
  if (overrides.length === 0) return { value, paths: [] };
  const root = copyOf(value);
  const paths = overrides.map((override) => applyOne(root, override, report));
  return { value: root, paths: paths.filter((path) => path !== undefined) };
}

function startsWith(path: SpecPath, start: SpecPath): boolean {
  return start.length <= path.length && start.every((key, index) => key === path[index]);
}

/** A finding about an overridden value, told as such: the text in the file shows something else. */
export function explainOverride(finding: Finding, paths: readonly SpecPath[]): Finding {
  const { code, message, text = { row: message }, path, on, severity } = finding;
  const unknown = code === 'NN-SPEC-UNKNOWN-KEY';
  const cause = paths.find((one) => startsWith(path, one) || (unknown && startsWith(one, path)));
  if (!cause) return finding;
  const told = phrase('{problem} (Set by the override "{path}".)', { problem: text, path: cause.join('.') });
  const explained = { ...coded(unknown ? 'NN-SPEC-OVERRIDE-UNKNOWN' : (code as SpecCode), told), path, on };
  return severity === undefined ? explained : { ...explained, severity };
}
