/** A resolved spec as flat values by path: what TensorBoard calls hyper-parameters, and what two runs differ in. */
import type { HyperParameter } from '../events/eventRecords.ts';
import type { ResolvedSpec } from '../../format/types.ts';

/** Longer lists and texts are cut: a table has no room for them. */
const LONGEST_TEXT = 120;
/** The format's version says nothing of a run; its name has a place of its own; thresholds do not change training. */
const LEFT_OUT: ReadonlySet<string> = new Set(['formatVersion', 'name', 'health']);

/**
 * The spec's values by their paths, such as `optimizer.learningRate` or `model.layers.dense1.units`, in the spec's
 * order. An object with a `type` or `kind` has it at its own path (`optimizer` is `adam`). Nulls are left out.
 */
export function specValues(spec: ResolvedSpec): Map<string, HyperParameter> {
  const values = new Map<string, HyperParameter>();
  for (const [key, value] of Object.entries(spec)) {
    if (!LEFT_OUT.has(key)) collect(values, key, value);
  }
  return values;
}

/** The values that are worth a column beside other runs: all but where the data is and what its columns are. */
export function hyperParameters(spec: ResolvedSpec): Map<string, HyperParameter> {
  return new Map([...specValues(spec)].filter(([path]) => !path.startsWith('data.features')));
}

function collect(values: Map<string, HyperParameter>, path: string, value: unknown): void {
  if (typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean') {
    values.set(path, typeof value === 'string' ? cut(value) : value);
  } else if (Array.isArray(value)) {
    if (value.length > 0 && value.every(hasId)) {
      for (const item of value) collect(values, `${path}.${item.id}`, withoutId(item));
    } else values.set(path, listText(value));
  } else if (typeof value === 'object' && value !== null) {
    for (const [key, inner] of Object.entries(value)) {
      collect(values, key === 'type' || key === 'kind' ? path : `${path}.${key}`, inner);
    }
  }
}

function hasId(value: unknown): value is { readonly id: string } {
  return typeof value === 'object' && value !== null && 'id' in value && typeof value.id === 'string';
}

function withoutId(item: object): unknown {
  return Object.fromEntries(Object.entries(item).filter(([key]) => key !== 'id'));
}

/** Names of a list of `{ type }`, else its JSON; inline data is told by its length. */
function listText(list: readonly unknown[]): string {
  const types = list.map((item) =>
    typeof item === 'object' && item !== null && 'type' in item && Object.keys(item).length === 1
      ? item.type
      : null,
  );
  if (types.length > 0 && types.every((type) => typeof type === 'string')) return cut(types.join(', '));
  return list.length > 100 ? `[${list.length}]` : cut(JSON.stringify(list));
}

function cut(text: string): string {
  return text.length <= LONGEST_TEXT ? text : `${text.slice(0, LONGEST_TEXT - 1)}…`;
}
