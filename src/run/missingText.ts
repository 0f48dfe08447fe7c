/** The treatment of missing values in plain English, for the command line and the report. */
import type { FilledCells, MissingReport } from '../plan/types.ts';

export type { MissingReport };

const count = (number: number): string => number.toLocaleString('en-US');

/** The replacement of a column's missing values: its policy and the value, if there is one. */
export function standIn({ policy, value }: Pick<FilledCells, 'policy' | 'value'>): string {
  if (value === null) return policy;
  return `${policy} ${typeof value === 'number' ? String(Number(value.toPrecision(4))) : value}`;
}

/** A line for each file with rows that are left out and each column with values that are filled in. */
export function missingLines(missing: MissingReport | undefined): string[] {
  if (missing === undefined) return [];
  return [
    ...missing.leftOut.map(({ file, rows, of, columns }) => {
      const lacking = columns.map((one) => `${one.column} in ${count(one.rows)}`).join(', ');
      return `missing: ${count(rows)} of ${count(of)} rows of ${file} left out (${lacking})`;
    }),
    ...missing.filled.map(({ column, train, validation, test, ...by }) => {
      const counts = `${count(train)} train, ${count(validation)} validation, ${count(test)} test`;
      return `missing: ${column} in ${counts}; ${standIn(by)}`;
    }),
  ];
}
