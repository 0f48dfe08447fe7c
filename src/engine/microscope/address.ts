/** Questions for a number: `output.kernel[0,1].gradient`, `hidden.z[2]@3`, `E`. */

/** A question, read. Indices count from 0. */
export interface Address {
  /** Place of the layer in the network; null for what belongs to no layer. */
  readonly layer: number | null;
  /** Such as `z`, `a`, `kernel`; `E`, `x`, `t`. */
  readonly what: string;
  readonly index: readonly number[];
  /** Such as `gradient`; empty for the number itself. */
  readonly of: string;
  /** Place in the batch; null where no sample is named. */
  readonly row: number | null;
}

const REST = /^([^.[\]@]+)(?:\[\s*(\d+(?:\s*,\s*\d+)*)\s*\])?(?:\.([^@[\]]+))?(?:@(\d+))?$/u;

/** Reads a question about a network whose layers are `ids`; null if it is none. */
export function readAddress(text: string, ids: readonly string[]): Address | null {
  const trimmed = text.trim();
  const named = ids
    .filter((id) => trimmed.startsWith(`${id}.`))
    .sort((left, right) => right.length - left.length)[0];
  const found = REST.exec(named === undefined ? trimmed : trimmed.slice(named.length + 1));
  if (!found) return null;
  const [, what = '', index, of = '', row] = found;
  return {
    layer: named === undefined ? null : ids.indexOf(named),
    what: what.trim(),
    index: index === undefined ? [] : index.split(',').map(Number),
    of: of.trim().replaceAll("'", '′'),
    row: row === undefined ? null : Number(row),
  };
}

/** The question of an address. `single`: the batch is one sample, which need not be named. */
export function writeAddress(
  { layer, what, index, of, row }: Address,
  ids: readonly string[],
  single: boolean,
): string {
  const owner = layer === null ? '' : `${ids[layer] ?? ''}.`;
  const place = index.length === 0 ? '' : `[${index.join(',')}]`;
  return `${owner}${what}${place}${of === '' ? '' : `.${of}`}${row === null || single ? '' : `@${String(row)}`}`;
}
