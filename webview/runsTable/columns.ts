/** The columns of the table: the name, of the specs what differs, the results that any run has, and what every run has. */
import type { ColumnChoice, RunRow } from '../../src/protocol/runsTable.ts';
import { differingPaths, shortNames } from '../../src/run/differences.ts';
import { formatCount, formatPercent, formatValue } from '../../src/base/numbers.ts';
import { higherIsBetter, isShare, metricLabel } from '../metrics.ts';
import { duration, t } from '../strings.ts';
import { statusText } from '../views/head/status.ts';

/** Columns shown at first: of the values in which the specs differ, and of the results. */
const MOST_VALUES = 5;
const MOST_RESULTS = 2;

export type Value = string | number | boolean | null;

export interface Column {
  readonly id: string;
  readonly title: string;
  /** In full, where the title is short. */
  readonly hint: string;
  /** CSS pixels. */
  readonly width: number;
  /** Numbers stand right. */
  readonly numeric: boolean;
  /** The first click sorts from the highest. */
  readonly highestFirst: boolean;
  readonly group: 'spec' | 'result' | 'fact';
  /** Shown unless the user says otherwise. */
  readonly byDefault: boolean;
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
  return {
    id,
    title,
    hint: title,
    width,
    numeric,
    highestFirst: numeric,
    group: 'fact',
    byDefault: true,
    value,
    text,
  };
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
  const metric = key.slice(key.indexOf('.') + 1);
  const share = isShare(metric);
  const text = ({ results }: RunRow): string => {
    const result = results[key];
    // A dash is for what was not measured.
    if (Number.isNaN(result)) return 'NaN';
    return result !== undefined && share ? formatPercent(result) : formatValue(result);
  };
  const title = resultTitle(key);
  const width = Math.max(100, 36 + title.length * 8);
  const made = column(`result:${key}`, title, width, ({ results }) => results[key] ?? null, text, true);
  return { ...made, group: 'result', highestFirst: higherIsBetter(metric) };
}

/** Results in this order; training's where there is no validation. */
function resultKeys(rows: readonly RunRow[]): string[] {
  const found = new Set(rows.flatMap(({ results }) => Object.keys(results)));
  const metrics = [...new Set([...found].map((key) => key.slice(key.indexOf('.') + 1)))];
  metrics.sort((a, b) => Number(a === 'loss') - Number(b === 'loss'));
  const keys = metrics.flatMap((metric) => {
    const validation = found.has(`validation.${metric}`) ? [`validation.${metric}`] : [];
    const train = found.has(`train.${metric}`) && (metric === 'loss' || validation.length === 0);
    const test = found.has(`test.${metric}`) ? [`test.${metric}`] : [];
    return [...validation, ...(train ? [`train.${metric}`] : []), ...test];
  });
  // The main result of each metric goes before what is told beside it.
  const isMain = (key: string): boolean =>
    metrics.some((metric) => keys.find((one) => one.endsWith(`.${metric}`)) === key);
  return [...keys.filter(isMain), ...keys.filter((key) => !isMain(key))];
}

/** The values of a row as a map, made once. */
const maps = new WeakMap<RunRow, ReadonlyMap<string, string | number | boolean>>();

function valuesOf(row: RunRow): ReadonlyMap<string, string | number | boolean> {
  const known = maps.get(row) ?? new Map(Object.entries(row.values));
  maps.set(row, known);
  return known;
}

/** Of the values that differ those that are shown at first: what every run has goes before, in the order of the specs. */
function firstOf(paths: readonly string[], rows: readonly RunRow[]): Set<string> {
  const isEverywhere = (path: string): boolean => rows.every(({ values }) => values[path] !== undefined);
  const [everywhere, others] = [paths.filter(isEverywhere), paths.filter((path) => !isEverywhere(path))];
  return new Set([...everywhere, ...others].slice(0, MOST_VALUES));
}

function valueText(value: Value | undefined): string {
  if (value === undefined || value === null) return '';
  return typeof value === 'number' ? formatValue(value) : String(value);
}

function specColumn(path: string, title: string, rows: readonly RunRow[], byDefault: boolean): Column {
  const numeric = rows.every(({ values }) => ['number', 'undefined'].includes(typeof values[path]));
  const width = Math.min(220, Math.max(90, 36 + title.length * 8));
  const made = column(
    `spec:${path}`,
    title,
    width,
    ({ values }) => values[path] ?? null,
    ({ values }) => valueText(values[path]),
    numeric,
  );
  return { ...made, hint: path, group: 'spec', byDefault };
}

/** The values in which the rows differ. */
function specColumns(rows: readonly RunRow[]): Column[] {
  const paths = differingPaths(rows.map(valuesOf));
  const names = shortNames(paths);
  const first = firstOf(paths, rows);
  return paths.map((path) => specColumn(path, names.get(path) ?? path, rows, first.has(path)));
}

function resultColumns(rows: readonly RunRow[]): Column[] {
  return resultKeys(rows).map((key, at) => ({ ...resultColumn(key), byDefault: at < MOST_RESULTS }));
}

/** Room for the longest name, if it is not too long. */
function nameWidth(rows: readonly RunRow[]): number {
  const longest = rows.reduce((most, { name }) => Math.max(most, name.length), 0);
  return Math.min(300, Math.max(140, 24 + longest * 8));
}

/** Every column that there is for these rows: the name, what differs, results, and the facts of every run. */
export function columnsOf(rows: readonly RunRow[]): Column[] {
  const more = { byDefault: false };
  return [
    column(NAME, t('Name'), nameWidth(rows), ({ name }) => name),
    ...specColumns(rows),
    ...resultColumns(rows),
    column(STATUS, t('Status'), 130, ({ status }) => status, statusCell),
    column('epoch', t('Epochs'), 90, ({ epoch }) => epoch, epochText, true),
    column(
      'took',
      t('Time'),
      80,
      ({ seconds }) => seconds,
      ({ seconds }) => (seconds === null ? '–' : duration(seconds)),
      true,
    ),
    column('started', t('Started'), 170, ({ startedAt }) => startedAt, startedText),
    { ...column('specName', t('Spec'), 150, ({ specName }) => specName), ...more },
    {
      ...column(
        'parameters',
        t('Parameters'),
        120,
        ({ parameterCount }) => parameterCount,
        ({ parameterCount }) => formatCount(parameterCount),
        true,
      ),
      ...more,
    },
    column(NOTE, t('Note'), 260, ({ note }) => note),
  ];
}

/** The columns that are shown: as the user has chosen, else as they are by default. The name always is. */
export function shownColumns(columns: readonly Column[], choice: ColumnChoice): Column[] {
  return columns.filter(({ id, byDefault }) => id === NAME || (choice[id] ?? byDefault));
}

function statusCell({ status }: RunRow): string {
  return statusText(status);
}

function epochText({ epoch, epochs }: RunRow): string {
  return `${formatCount(epoch)} / ${formatCount(epochs)}`;
}
