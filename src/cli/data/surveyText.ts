/** A survey of data as text. */
import { formatCount } from '../../base/numbers.ts';
import { BARS, formatNumber, formatTable } from '../../base/textTable.ts';
import type { ColumnSurvey, DataSurvey, Histogram } from '../../plan/survey.ts';

const MOST_VALUES = 4;
const LONGEST = 24;

export function surveyText(survey: DataSurvey): string {
  const { file, rows, columns } = survey;
  const count = `${formatCount(rows)} ${rows === 1 ? 'row' : 'rows'}, ${formatCount(columns.length)} ${columns.length === 1 ? 'column' : 'columns'}`;
  const table = formatTable(
    ['column', 'type', 'read as', 'missing', 'distinct', 'values', 'shape'],
    columns.map(rowOf),
    [3, 4],
  );
  return [
    `${file}: ${count}\n`,
    ...(columns.length > 0 ? [table] : []),
    ...notesOf(survey),
    ...splitsOf(survey),
  ].join('\n');
}

function rowOf(column: ColumnSurvey): string[] {
  const { name, kind, width, role, reading, missing, odd, distinct, hasMore, numbers } = column;
  const type = width > 1 ? `${kind} × ${width}` : kind;
  const away = odd > 0 ? `${formatCount(missing)} + ${formatCount(odd)} unreadable` : formatCount(missing);
  const different = width > 1 ? '' : `${hasMore ? 'over ' : ''}${formatCount(distinct)}`;
  const as = role === 'target' ? `target ${reading}` : role === 'out' ? 'left out' : reading;
  return [
    cut(name),
    type,
    cut(as, 60),
    away,
    different,
    valuesOf(column),
    numbers ? barsOf(numbers.histogram) : '',
  ];
}

function valuesOf({ numbers, frequent }: ColumnSurvey): string {
  if (numbers)
    return `${formatNumber(numbers.least)} to ${formatNumber(numbers.largest)}, mean ${formatNumber(numbers.mean)}, deviation ${formatNumber(numbers.deviation)}`;
  const shown = frequent
    .slice(0, MOST_VALUES)
    .map(({ value, count }) => `${cut(value)} (${formatCount(count)})`);
  return shown.join(', ') + (frequent.length > MOST_VALUES ? ', …' : '');
}

/** One character a bar. */
function barsOf({ counts }: Histogram): string {
  const most = Math.max(...counts, 1);
  return counts
    .map((count) => (count === 0 ? ' ' : (BARS[Math.min(7, Math.floor((count / most) * 8))] ?? ' ')))
    .join('');
}

function cut(text: string, longest = LONGEST): string {
  return text.length > longest ? `${text.slice(0, longest)}…` : text;
}

function notesOf({ columns, constant, telling, duplicates, ragged }: DataSurvey): string[] {
  const notes = [
    ...columns
      .filter(({ role }) => role === 'out')
      .map(({ name, reading }) => `${cut(name)} is left out: ${reading}.`),
    ...constant.map((name) => `${cut(name)} has the same value in every row.`),
    ...telling.map(
      ({ column, share }) =>
        `${cut(column)} alone tells the target (${formatNumber(share * 100)} %). Leave it out unless new rows have it, too.`,
    ),
  ];
  if (duplicates !== null && duplicates > 0)
    notes.push(
      duplicates === 1
        ? '1 row is equal to an earlier one.'
        : `${formatCount(duplicates)} rows are equal to an earlier one.`,
    );
  if (duplicates === null && columns.length > 0) notes.push('There are too many rows to count equal ones.');
  if (ragged)
    notes.push(
      `${formatCount(ragged.count)} rows have too many or too few cells; the first is row ${ragged.row}.`,
    );
  return notes.length > 0 ? [`${notes.join('\n')}\n`] : [];
}

function splitsOf({ splits, example }: DataSurvey): string[] {
  if (splits.length === 0) return [];
  const names = splits[0]?.classes.map(({ name }) => name) ?? [];
  const table = formatTable(
    ['split', 'rows', ...names.map((name) => cut(name)), 'also trained on'],
    splits.map(({ name, rows, classes, alsoTrained }) => [
      name,
      formatCount(rows),
      ...classes.map(
        ({ count }) => `${formatCount(count)} (${formatNumber((count / Math.max(1, rows)) * 100, 3)} %)`,
      ),
      name === 'training' ? '' : formatCount(alsoTrained),
    ]),
    [1, ...names.map((_, at) => at + 2), names.length + 2],
  );
  const inputs = example
    ? [
        `row ${example.row + 1} (${example.split}) as the network gets it:\n`,
        formatTable(
          ['input', 'value'],
          [
            ...example.inputs.map(({ name, value }) => [cut(name, 40), formatNumber(value, 6)]),
            ['target', example.targets.map((value) => formatNumber(value, 6)).join(', ')],
          ],
          [1],
        ),
      ]
    : [];
  return [table, ...inputs];
}
