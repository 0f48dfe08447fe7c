/** Final loss by learning rate and contender, where several rates were tried: the sensitivity of each at a glance. */
import { formatValue } from '../../../src/base/numbers.ts';
import { leaderboard } from '../../../src/run/comparison/leaderboard.ts';
import type { ComparisonState } from '../../../src/run/comparison/state.ts';
import { element } from '../../look/dom.ts';
import { t } from '../../strings.ts';

/** Strongest colour of a cell, in percent. */
const STRONGEST = 35;

/** The table; null where no family has two rates with a result. */
export function heatTable({ runs }: ComparisonState): HTMLTableElement | null {
  const rows = leaderboard(runs).filter(({ loss }) => loss !== null);
  const families = [...new Set(rows.map(({ family }) => family))];
  const rates = [...new Set(rows.map(({ first }) => first.learningRate))].sort((a, b) => a - b);
  if (rates.length < 2 || rows.length <= families.length) return null;
  const losses = rows.map(({ loss }) => loss?.median ?? 0);
  const scaled = losses.every((loss) => loss > 0) ? Math.log : (loss: number): number => loss;
  const [low, high] = [scaled(Math.min(...losses)), scaled(Math.max(...losses))];
  const cell = (family: string, rate: number): HTMLElement => {
    const row = rows.find((one) => one.family === family && one.first.learningRate === rate);
    if (!row?.loss) return element('td', {});
    const share = high > low ? (high - scaled(row.loss.median)) / (high - low) : 1;
    const made = element(
      'td',
      { title: row.group },
      row.lost > 0 ? t('hopeless') : formatValue(row.loss.median),
    );
    if (row.lost === 0) made.style.setProperty('--heat', `${Math.round(share * STRONGEST)}%`);
    return made;
  };
  const names = rates.map((rate) => element('th', { scope: 'col' }, formatValue(rate)));
  const body = families.map((family) =>
    element('tr', {}, element('th', { scope: 'row' }, family), ...rates.map((rate) => cell(family, rate))),
  );
  return element(
    'table',
    { class: 'data-table heat' },
    element('caption', {}, t('Median of the final loss; the stronger the colour, the better.')),
    element('thead', {}, element('tr', {}, element('th', { scope: 'col' }, t('Contender')), ...names)),
    element('tbody', {}, ...body),
  );
}
