/** The treatment of missing values, in words of the user's language. */
import { type MissingReport, standIn } from '../../src/run/missingText.ts';
import { formatCount } from '../../src/base/numbers.ts';
import { t } from '../strings.ts';

/** Lines of a list; of a wider table the others are counted. */
const MOST_LINES = 20;

/** The number of filled cells and of rows left out. */
export function missingSummary({ filled, leftOut }: MissingReport): string {
  const cells = filled.reduce((sum, { train, validation, test }) => sum + train + validation + test, 0);
  const rows = leftOut.reduce((sum, one) => sum + one.rows, 0);
  return [
    ...(cells > 0 ? [t('{0} missing values filled in', formatCount(cells))] : []),
    ...(rows > 0 ? [t('{0} rows with missing values left out', formatCount(rows))] : []),
  ].join(' · ');
}

/** A line for each file with rows that are left out and each column with values that are filled in. */
export function missingDetails({ filled, leftOut }: MissingReport): string[] {
  const lines = [
    ...leftOut.map(({ file, rows, of, columns }) => {
      const lacking = columns
        .slice(0, MOST_LINES)
        .map((one) => `${one.column} (${formatCount(one.rows)})`)
        .join(', ');
      return t('{0} of {1} rows of {2} left out: {3}', formatCount(rows), formatCount(of), file, lacking);
    }),
    ...filled.map(({ column, train, validation, test, ...by }) =>
      t(
        '{0}: {1} training, {2} validation and {3} test rows ({4})',
        column,
        formatCount(train),
        formatCount(validation),
        formatCount(test),
        standIn(by),
      ),
    ),
  ];
  const more = lines.length - MOST_LINES;
  return more > 0 ? [...lines.slice(0, MOST_LINES), t('{0} more', formatCount(more))] : lines;
}
