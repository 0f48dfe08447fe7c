/** The texts of samples, which training does not keep: read again from the source when they are to be shown. */
import type { ResolvedSpec } from '../../format/types.ts';
import { columnOf } from '../cells/cells.ts';
import { predictionColumns } from '../columns/columns.ts';
import { readTable } from '../read.ts';
import { cellText } from '../columns/table.ts';
import type { DataHost, Dataset, FeatureEncoder } from '../types.ts';

/** The text of a column in a row of the source, from 0. */
export type TextOf = (column: string, row: number) => string;

type SplitName = 'train' | 'validation' | 'test';

/** Columns that are text; empty if there is nothing to read again. */
export function textColumns(features: readonly FeatureEncoder[]): string[] {
  return features.flatMap((feature) => (feature.kind === 'text' ? [feature.column] : []));
}

/**
 * Reads the text columns of the source that a split's rows come from.
 * @throws NnError as when the data was loaded: the file may have changed since
 */
export async function readTexts(
  spec: ResolvedSpec,
  dataset: Dataset,
  split: SplitName,
  host: DataHost,
): Promise<TextOf> {
  const { source, validation, test } = spec.data;
  const own = split === 'validation' ? validation : split === 'test' ? test : null;
  const columns = textColumns(dataset.encoder.features);
  const path = own === null ? ['data', 'source'] : ['data', split, 'source'];
  const wanted = predictionColumns(columns, () => 'text');
  const table = await readTable(own ?? source, path, wanted, host, spec.seed);
  return (column, row) => (row < table.rows ? cellText(columnOf(table, column), row) : '');
}
