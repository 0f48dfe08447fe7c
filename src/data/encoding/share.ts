/**
 * Inputs that need no copy: where the features are the numbers of a source's own rows in their order, the splits share
 * these rows, scaled in place, or as bytes with a table of what each byte stands for.
 */
import { phrase } from '../../base/problems/phrase.ts';
import { columnOf, FLOAT32_LARGEST, numberAt, tooLarge } from '../cells/cells.ts';
import { checkMemory } from '../problems.ts';
import type { Pulse } from '../file/pulse.ts';
import { valueOf, type NumberColumn, type Table } from '../columns/table.ts';
import type { FeatureEncoder, SharedRows } from '../types.ts';

const ROWS_BETWEEN_BEATS = 1024;

type NumberEncoder = Extract<FeatureEncoder, { kind: 'number' }>;
/** The rows of a source that its splits share. */
export type Shared = Omit<SharedRows, 'kind' | 'rows' | 'source'>;

export interface ShareContext {
  readonly memoryLimit: number;
  readonly pulse: Pulse;
}

/**
 * The encoded rows of a whole table, or null if its features are not just its numbers. Float32 rows are encoded in
 * place: the table's numbers must not be read any more. Throws NnError where one is missing or not finite.
 */
export async function shareRows(
  features: readonly FeatureEncoder[],
  table: Table,
  context: ShareContext,
): Promise<Shared | null> {
  const layout = layoutOf(features, table);
  if (layout === null) return null;
  const { columns, first, width } = layout;
  const { values, stride, offset } = first;
  const offsets = Float64Array.from(columns.flatMap(({ encoder }) => encoder.offset));
  const divisors = Float64Array.from(columns.flatMap(({ encoder }) => encoder.divisor));
  if (values instanceof Uint8Array) {
    const alike = offsets.every((one) => one === offsets[0]) && divisors.every((one) => one === divisors[0]);
    if (alike) {
      const of = (byte: number): number => (byte - (offsets[0] ?? 0)) / (divisors[0] ?? 1);
      return {
        columns: width,
        values,
        stride,
        offset,
        table: Float32Array.from({ length: 256 }, (_, byte) => of(byte)),
      };
    }
  }
  const inPlace = values instanceof Float32Array;
  const unscaled = offsets.every((one) => one === 0) && divisors.every((one) => one === 1);
  if (inPlace && unscaled && width === stride && allFinite(values)) {
    return { columns: width, values, stride, offset, table: null };
  }
  if (!inPlace) checkMemory(table.rows * width * 4, context.memoryLimit, phrase('The encoded data'));
  const out = inPlace ? values : new Float32Array(table.rows * width);
  const outStride = inPlace ? stride : width;
  const outOffset = inPlace ? offset : 0;
  for (let row = 0; row < table.rows; row++) {
    let element = 0;
    for (const { column } of columns) {
      for (let inner = 0; inner < column.width; inner++, element++) {
        const scaled = (valueOf(column, row, inner) - (offsets[element] ?? 0)) / (divisors[element] ?? 1);
        // Also false for what is not a number; `numberAt` says what is wrong.
        if (!(Math.abs(scaled) <= FLOAT32_LARGEST)) {
          numberAt(table, column, row, inner);
          throw tooLarge(table, column.name, row, scaled);
        }
        out[row * outStride + outOffset + element] = scaled;
      }
    }
    if (row % ROWS_BETWEEN_BEATS === 0) await context.pulse.beat(row, table.rows);
  }
  return { columns: width, values: out, stride: outStride, offset: outOffset, table: null };
}

function allFinite(values: Float32Array): boolean {
  for (const value of values) if (!Number.isFinite(value)) return false;
  return true;
}

interface Layout {
  readonly columns: readonly { readonly encoder: NumberEncoder; readonly column: NumberColumn }[];
  readonly first: NumberColumn;
  readonly width: number;
}

/** True if missing numbers need a replacement: then they are encoded one by one. */
function needsFilling({ missing }: NumberEncoder, { values }: NumberColumn): boolean {
  if (missing?.indicator === true) return true;
  return missing?.fill !== undefined && values instanceof Float32Array && values.some(Number.isNaN);
}

/** Columns that follow each other within the rows of one array of bytes or float32. */
function layoutOf(features: readonly FeatureEncoder[], table: Table): Layout | null {
  const columns: { encoder: NumberEncoder; column: NumberColumn }[] = [];
  let width = 0;
  for (const encoder of features) {
    if (encoder.kind !== 'number') return null;
    const column = columnOf(table, encoder.column);
    if (column.kind !== 'number' || needsFilling(encoder, column)) return null;
    const { values, stride, offset } = columns[0]?.column ?? column;
    const follows = column.values.buffer === values.buffer && column.stride === stride;
    if (!follows || column.offset !== offset + width) return null;
    columns.push({ encoder, column });
    width += column.width;
  }
  const first = columns[0]?.column;
  const small = first?.values instanceof Uint8Array || first?.values instanceof Float32Array;
  return first && small ? { columns, first, width } : null;
}

/** The rows of one split. */
export function rowsOf(shared: Shared, source: Uint32Array): SharedRows {
  return { kind: 'shared', rows: source.length, source, ...shared };
}
