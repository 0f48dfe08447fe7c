/** Predictions in words and numbers. */
import type { Predictions, WorstSample } from '../../src/run/predictions.ts';
import type { KeptCheckpoint } from '../../src/run/checkpoints.ts';
import { element } from '../look/dom.ts';
import { formatCount, formatPercent, formatValue } from '../../src/base/numbers.ts';
import { t } from '../strings.ts';

/** Pairs of classes worth naming. */
const MOST_PAIRS = 6;

function splitName(split: Predictions['split']): string {
  switch (split) {
    case 'validation':
      return t('validation samples');
    case 'test':
      return t('test samples');
    case 'train':
      return t('training samples');
  }
}

/** Share of the samples on the diagonal; null where nothing is counted. */
function agreement(confusion: NonNullable<Predictions['confusion']>): number | null {
  const { classes, counts } = confusion;
  const table = new Uint32Array(counts);
  const all = table.reduce((sum, count) => sum + count, 0);
  if (all === 0) return null;
  return classes.reduce((sum, _, index) => sum + (table[index * (classes.length + 1)] ?? 0), 0) / all;
}

/** The progress of a run, as far as it tells whose weights an answer is of. */
export interface WeightsSource {
  readonly live: boolean;
  readonly lastStep: number;
  readonly checkpoints: readonly KeptCheckpoint[];
}

/** The weights behind an answer: after the end of a run the best ones need not be the last. */
function weightsText(step: number, { live, lastStep, checkpoints }: WeightsSource): string {
  const after = t('after step {0}', formatCount(step));
  if (live) return after;
  const best = checkpoints.some((checkpoint) => checkpoint.kind === 'best' && checkpoint.step === step);
  if (step >= lastStep) return `${best ? t('best and last weights') : t('last weights')}, ${after}`;
  return best ? `${t('best weights, not the last')}, ${after}` : after;
}

/** The number of samples, the weights, and the number of samples predicted right. */
export function summaryOf(predictions: Predictions, place: WeightsSource): string {
  const { split, used, total, step, confusion, weights: of } = predictions;
  const samples =
    used < total
      ? t('{0} of {1} {2}', formatCount(used), formatCount(total), splitName(split))
      : `${formatCount(used)} ${splitName(split)}`;
  const right = confusion === null ? null : agreement(confusion);
  // The last state is another epoch's then than its step says.
  const weights =
    of?.kind === 'restored'
      ? t('weights of epoch {0}, put back by early stopping', formatCount(of.epoch))
      : weightsText(step, place);
  return [samples, weights, ...(right === null ? [] : [t('accuracy {0}', formatPercent(right))])].join(' · ');
}

/** The pairs of classes that are taken for each other most often. */
export function mostConfused({ confused }: Predictions): string[] {
  return confused
    .slice(0, MOST_PAIRS)
    .map(({ target, prediction, count }) =>
      count === 1
        ? t('{0} → {1}', target, prediction)
        : t('{0} → {1} ×{2}', target, prediction, formatCount(count)),
    );
}

/** Samples of columns with values, a row each: what they are, what they were taken for, and what they are made of. */
export function worstTable(worst: readonly WorstSample[]): HTMLTableElement {
  const columns = new Set<string>();
  let more = 0;
  for (const { view } of worst) {
    if (view.kind !== 'table') continue;
    for (const [name] of view.cells) columns.add(name);
    more = Math.max(more, view.more);
  }
  const share = (value: number | null): string => (value === null ? '' : ` (${formatPercent(value)})`);
  const rows = worst.map(({ row, loss, target, targetConfidence, prediction, confidence, view }) => {
    const values = new Map(view.kind === 'table' ? view.cells : []);
    const cells = [
      `${target}${share(targetConfidence)}`,
      `${prediction}${share(confidence)}`,
      formatValue(loss),
      ...[...columns].map((name) => values.get(name) ?? ''),
    ];
    return element(
      'tr',
      {},
      element('th', { scope: 'row' }, formatCount(row + 1)),
      ...cells.map((text) => element('td', {}, text)),
    );
  });
  const names = [t('Row'), t('True'), t('Predicted'), t('Loss'), ...columns];
  return element(
    'table',
    { class: 'data-table' },
    more === 0 ? null : element('caption', {}, t('{0} more columns', formatCount(more))),
    element('thead', {}, element('tr', {}, ...names.map((name) => element('th', { scope: 'col' }, name)))),
    element('tbody', {}, ...rows),
  );
}

/** Rows are the true classes, columns what they were taken for; each cell's shade is its share of the row. */
export function confusionTable({ classes, counts }: NonNullable<Predictions['confusion']>): HTMLTableElement {
  const table = new Uint32Array(counts);
  const rows = classes.map((name, row) => {
    const own = table.subarray(row * classes.length, (row + 1) * classes.length);
    const all = own.reduce((sum, count) => sum + count, 0);
    const cells = [...own].map((count, column) => {
      const share = all === 0 ? 0 : count / all;
      const cell = element(
        'td',
        {
          class: column === row ? 'right' : count > 0 ? 'wrong' : null,
          title: `${name} → ${classes[column] ?? ''}: ${formatPercent(share)}`,
        },
        count === 0 ? '·' : count.toString(),
      );
      cell.style.setProperty('--share', `${Math.round(Math.sqrt(share) * 35).toString()}%`);
      return cell;
    });
    return element('tr', {}, element('th', { scope: 'row' }, name), ...cells);
  });
  const head = classes.map((name) => element('th', { scope: 'col' }, name));
  return element(
    'table',
    { class: 'data-table confusion' },
    element('caption', {}, t('Rows: true class. Columns: predicted class.')),
    element('thead', {}, element('tr', {}, element('td', {}), ...head)),
    element('tbody', {}, ...rows),
  );
}
