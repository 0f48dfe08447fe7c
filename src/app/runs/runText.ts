/** A run in words: its status, its results, its end and how long ago it began. */
import { told } from '../told.ts';
import { metricFacts } from '../../kinds/metrics/table.ts';
import { formatCount, formatPercent, formatValue } from '../../base/numbers.ts';
import type { EpochRecord } from '../../run/epochs.ts';
import type { RunEnd, RunStatus } from '../../run/run.ts';
import { l10n } from '../l10n.ts';
import type { RunSummary } from '../../runs/list.ts';

/** The status inside of a sentence or beside other words. */
export function statusText(status: RunStatus): string {
  return l10n.status(status).toLowerCase();
}

/** The message of a run that has failed. */
export function endMessage({ message, text }: RunEnd): string | undefined {
  return message === undefined ? undefined : told({ message, ...(text && { text }) });
}

/** A result that is no number is told: a dash would be read as if there were none. */
function numberText(value: number): string {
  return Number.isNaN(value) ? 'NaN' : formatValue(value);
}

/** The value of a metric by its name; shares as percentages. */
function metricText(metric: string, value: number): string {
  if (Number.isNaN(value)) return numberText(value);
  return metricFacts(metric)?.unit === 'share' ? formatPercent(value) : formatValue(value);
}

/** The end of a run, as a sentence; `result` is its main value, if there is any. */
export function endText(name: string, end: RunEnd, result?: string): string {
  const epochs = formatCount(end.epochs);
  const withResult = (text: string): string => `${result === undefined ? text : `${text}, ${result}`}.`;
  switch (end.reason) {
    case 'completed':
      return withResult(l10n.t('{0} finished: {1} epochs in {2}', name, epochs, l10n.duration(end.seconds)));
    case 'earlyStopping':
      return withResult(
        l10n.t('{0} stopped early after {1} epochs in {2}', name, epochs, l10n.duration(end.seconds)),
      );
    case 'stopped':
      return l10n.t('{0} was stopped after {1} epochs.', name, epochs);
    case 'failed':
      return l10n.t("Run '{0}' failed: {1}", name, endMessage(end) ?? end.code ?? '');
  }
}

/** The main metric of the last epoch, on validation data where there is any; undefined where nothing is known. */
export function mainResult(
  metric: string,
  epoch: Pick<EpochRecord, 'train' | 'validation'> | undefined,
): string | undefined {
  const value = (epoch?.validation ?? epoch?.train)?.[metric];
  if (value === undefined) return undefined;
  const text = metricText(metric, value);
  return epoch?.validation
    ? l10n.t('validation {0} {1}', l10n.metric(metric), text)
    : l10n.t('training {0} {1}', l10n.metric(metric), text);
}

/** The metric of the last epoch, or its loss where there is no other: the one number of a row. */
export function shortResult(run: RunSummary): string {
  return resultText(run).at(-1) ?? '';
}

/** The loss of an epoch, on validation data where there is any; empty where there is none. */
export function lossText({ validation, train }: Pick<EpochRecord, 'train' | 'validation'>): string {
  const loss = (validation ?? train)['loss'];
  if (loss === undefined) return '';
  return validation ? l10n.t('val loss {0}', numberText(loss)) : l10n.t('loss {0}', numberText(loss));
}

/** The last loss and metric, on validation data where there is any. */
export function resultText(run: RunSummary): string[] {
  const { lastEpoch } = run;
  if (lastEpoch === null) return [];
  const values = lastEpoch.validation ?? lastEpoch.train;
  const parts = [lossText(lastEpoch)].filter(Boolean);
  const metric = run.metric === 'loss' ? undefined : values[run.metric];
  if (metric !== undefined) parts.push(`${l10n.metric(run.metric)} ${metricText(run.metric, metric)}`);
  return parts;
}

/** Notes about the record of a run that its reader needs. */
export function noteTexts({ damage }: RunSummary): string[] {
  return damage ? [l10n.t('The record is damaged: {0} steps are missing.', damage.steps)] : [];
}

/** The weights behind the results on test data, predictions and exports. */
export function weightsText({ end }: RunSummary): string {
  if (!end?.weights) return '';
  const { kind, epoch, monitor } = end.weights;
  switch (kind) {
    case 'best':
      return l10n.t('Weights: epoch {0}, best by {1}', epoch, monitor ?? '');
    case 'restored':
      return l10n.t('Weights: epoch {0}, best by {1}, put back by early stopping', epoch, monitor ?? '');
    case 'last':
      return l10n.t('Weights: the last ones, of epoch {0}', epoch);
  }
}

const UNITS: readonly (readonly [unit: Intl.RelativeTimeFormatUnit, seconds: number])[] = [
  ['year', 31_536_000],
  ['month', 2_592_000],
  ['day', 86_400],
  ['hour', 3600],
  ['minute', 60],
];

/** Such as `5 min. ago`, and `now` in the first minute, so that a text is right until it is drawn again; `now` in milliseconds of Date.now(); `language` as `en` or `ko`. */
export function timeAgo(iso: string, now: number, language: string): string {
  const seconds = Math.max(0, (now - Date.parse(iso)) / 1000 || 0);
  const [unit, size] = UNITS.find(([, length]) => seconds >= length) ?? (['second', Infinity] as const);
  const format = new Intl.RelativeTimeFormat(language, { numeric: 'auto', style: 'short' });
  return format.format(-Math.floor(seconds / size), unit);
}
