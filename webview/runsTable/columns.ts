/** The columns of the table: what every run has, the results that any has, and of the specs what differs. */
import type { RunRow } from '../../src/protocol/runsTable.ts';
import { formatCount, formatPercent, formatValue } from '../../src/base/numbers.ts';
import { isShare, metricLabel } from '../metrics.ts';
import { duration, t } from '../strings.ts';
import { statusText } from '../views/head/status.ts';

export type Value = string | number | boolean | null;

export interface Column {
  readonly id: string;
  readonly title: string;
  /** In full, where the title is short. */
  readonly hint: string;
  /** CSS pixels. */
  readonly width: number;
  /** Numbers stand right and sort from the highest. */
  readonly numeric: boolean;
  /** The value to sort by; null stands last. */
  readonly value: (row: RunRow) => Value;
  readonly text: (row: RunRow) => string;
}

/** Ids of the columns that every run has. */
export const STATUS = 'status';
export const NAME = 'name';
export const NOTE = 'note';

function column(
  id: string,
  title: string,
  width: number,
  value: (row: RunRow) => Value,
  text: (row: RunRow) => string = (row) => String(value(row) ?? ''),
  numeric = false,
): Column {
  return { id, title, hint: title, width, numeric, value, text };
}

/** Made once: a formatter costs more than what it formats. */
let startedFormat: Intl.DateTimeFormat | null = null;

function startedText({ startedAt }: RunRow): string {
  startedFormat ??= new Intl.DateTimeFormat(document.documentElement.lang || 'en', {
    dateStyle: 'short',
    timeStyle: 'medium',
  });
  return startedFormat.format(new Date(startedAt));
}

/** `validation.accuracy` in words. */
function resultTitle(key: string): string {
  const [split = '', metric = ''] = key.split('.');
  const label = metric === 'loss' ? t('loss') : metricLabel(metric);
  if (split === 'validation') return t('Validation {0}', label);
  return split === 'test' ? t('Test {0}', label) : t('Training {0}', label);
}

function resultColumn(key: string): Column {
  const share = isShare(key.slice(key.indexOf('.') + 1));
  const text = ({ results }: RunRow): string => {
    const result = results[key];
    return result !== undefined && share ? formatPercent(result) : formatValue(result);
  };
  const title = resultTitle(key);
  const width = Math.max(100, 36 + title.length * 8);
  return column(`result:${key}`, title, width, ({ results }) => results[key] ?? null, text, true);
}

/** Results in this order; training's where there is no validation. */
function resultKeys(rows: readonly RunRow[]): string[] {
  const found = new Set(rows.flatMap(({ results }) => Object.keys(results)));
  const metrics = [...new Set([...found].map((key) => key.slice(key.indexOf('.') + 1)))];
  metrics.sort((a, b) => Number(b === 'loss') - Number(a === 'loss'));
  return metrics.flatMap((metric) => {
    const validation = found.has(`validation.${metric}`) ? [`validation.${metric}`] : [];
    const train = found.has(`train.${metric}`) && (metric === 'loss' || validation.length === 0);
    const test = found.has(`test.${metric}`) ? [`test.${metric}`] : [];
    return [...validation, ...(train ? [`train.${metric}`] : []), ...test];
  });
}

/** Paths of the specs' values that are not the same in all rows; none for a single row. */
export function differingPaths(rows: readonly RunRow[]): string[] {
  const [first] = rows;
  if (first === undefined) return [];
  const paths = new Set(rows.flatMap(({ values }) => Object.keys(values)));
  return [...paths].filter((path) => rows.some(({ values }) => values[path] !== first.values[path]));
}

function valueText(value: Value | undefined): string {
  if (value === undefined || value === null) return '';
  return typeof value === 'number' ? formatValue(value) : String(value);
}

function specColumn(path: string, rows: readonly RunRow[]): Column {
  const numeric = rows.every(({ values }) => ['number', 'undefined'].includes(typeof values[path]));
  const title = path.replace(/^model\.layers\./, '').replace(/^training\./, '');
  const width = Math.min(220, Math.max(90, 30 + title.length * 7));
  const made = column(
    `spec:${path}`,
    title,
    width,
    ({ values }) => values[path] ?? null,
    ({ values }) => valueText(values[path]),
    numeric,
  );
  return { ...made, hint: path };
}

/** The columns for the rows that are shown. */
export function columnsOf(rows: readonly RunRow[]): Column[] {
  return [
    column(STATUS, t('Status'), 130, ({ status }) => status, statusCell),
    column(NAME, t('Name'), 200, ({ name }) => name),
    ...resultKeys(rows).map(resultColumn),
    column('epoch', t('Epochs'), 90, ({ epoch }) => epoch, epochText, true),
    column('started', t('Started'), 170, ({ startedAt }) => startedAt, startedText),
    column(
      'took',
      t('Time'),
      80,
      ({ seconds }) => seconds,
      ({ seconds }) => (seconds === null ? '–' : duration(seconds)),
      true,
    ),
    column(
      'parameters',
      t('Parameters'),
      120,
      ({ parameterCount }) => parameterCount,
      ({ parameterCount }) => formatCount(parameterCount),
      true,
    ),
    ...differingPaths(rows).map((path) => specColumn(path, rows)),
    column(NOTE, t('Note'), 260, ({ note }) => note),
  ];
}

function statusCell({ status }: RunRow): string {
  return statusText(status);
}

function epochText({ epoch, epochs }: RunRow): string {
  return `${formatCount(epoch)} / ${formatCount(epochs)}`;
}
