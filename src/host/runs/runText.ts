/** A kept run in words: its status, its results and how long ago it began. */
import * as vscode from 'vscode';
import { metricFacts } from '../../kinds/metrics/table.ts';
import type { RunStatus } from '../../run/run.ts';
import type { RunSummary } from '../../runs/list.ts';
import { shortNumber } from '../panel/status.ts';

/** The status in words. */
export function statusText(status: RunStatus): string {
  switch (status) {
    case 'queued':
      return vscode.l10n.t('queued');
    case 'preparing':
      return vscode.l10n.t('preparing');
    case 'running':
      return vscode.l10n.t('running');
    case 'paused':
      return vscode.l10n.t('paused');
    case 'completed':
      return vscode.l10n.t('completed');
    case 'earlyStopping':
      return vscode.l10n.t('stopped early');
    case 'stopped':
      return vscode.l10n.t('stopped');
    case 'failed':
      return vscode.l10n.t('failed');
    case 'interrupted':
      return vscode.l10n.t('interrupted');
  }
}

/** The last loss and metric, on validation data where there is any. */
export function resultText(run: RunSummary): string[] {
  const validation = run.lastEpoch?.validation;
  const values = validation ?? run.lastEpoch?.train;
  if (!values) return [];
  const parts: string[] = [];
  const loss = values['loss'];
  if (loss !== undefined) {
    parts.push(
      validation
        ? vscode.l10n.t('val loss {0}', shortNumber(loss))
        : vscode.l10n.t('loss {0}', shortNumber(loss)),
    );
  }
  const metric = run.metric === 'loss' ? undefined : values[run.metric];
  if (metric !== undefined) {
    parts.push(
      `${run.metric} ${metricFacts(run.metric)?.unit === 'share' ? `${(metric * 100).toFixed(1)} %` : shortNumber(metric)}`,
    );
  }
  return parts;
}

/** What must be known of the record of the run to read its numbers right. */
export function noteTexts({ damage }: RunSummary): string[] {
  return damage ? [vscode.l10n.t('The record is damaged: {0} steps are missing.', damage.steps)] : [];
}

/** Which weights the results on test data, predictions and exports are of. */
export function weightsText({ end }: RunSummary): string {
  if (!end?.weights) return '';
  const { kind, epoch, monitor } = end.weights;
  switch (kind) {
    case 'best':
      return vscode.l10n.t('Weights: epoch {0}, best by {1}', epoch, monitor ?? '');
    case 'restored':
      return vscode.l10n.t(
        'Weights: epoch {0}, best by {1}, put back by early stopping',
        epoch,
        monitor ?? '',
      );
    case 'last':
      return vscode.l10n.t('Weights: the last ones, of epoch {0}', epoch);
  }
}

const UNITS: readonly (readonly [unit: Intl.RelativeTimeFormatUnit, seconds: number])[] = [
  ['year', 31_536_000],
  ['month', 2_592_000],
  ['day', 86_400],
  ['hour', 3600],
  ['minute', 60],
  ['second', 1],
];

/** Such as `5 min. ago`; `now` in milliseconds of Date.now(). */
export function timeAgo(iso: string, now: number): string {
  const seconds = Math.max(0, (now - Date.parse(iso)) / 1000 || 0);
  const [unit, size] = UNITS.find(([, length]) => seconds >= length) ?? (['second', 1] as const);
  const format = new Intl.RelativeTimeFormat(vscode.env.language, { numeric: 'auto', style: 'short' });
  return format.format(-Math.floor(seconds / size), unit);
}
