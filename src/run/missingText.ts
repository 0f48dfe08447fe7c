/** The treatment of missing values in plain English, for the command line and the report. */
import { formatCount, formatValue } from '../base/numbers.ts';
import type { FilledCells, MissingReport } from '../plan/types.ts';

export type { MissingReport };

/** The replacement of a column's missing values: its policy and the value, if there is one. */
export function standIn({ policy, value }: Pick<FilledCells, 'policy' | 'value'>): string {
  if (value === null) return policy;
  return `${policy} ${typeof value === 'number' ? formatValue(value) : value}`;
}

/** A line for each file with rows that are left out and each column with values that are filled in. */
export function missingLines(missing: MissingReport | undefined): string[] {
  if (missing === undefined) return [];
  return [
    ...missing.leftOut.map(({ file, rows, of, columns }) => {
      const lacking = columns.map((one) => `${one.column} in ${formatCount(one.rows)}`).join(', ');
      return `missing: ${formatCount(rows)} of ${formatCount(of)} rows of ${file} left out (${lacking})`;
    }),
    ...missing.filled.map(({ column, train, validation, test, ...by }) => {
      const counts = `${formatCount(train)} train, ${formatCount(validation)} validation, ${formatCount(test)} test`;
      return `missing: ${column} in ${counts}; ${standIn(by)}`;
    }),
  ];
}
